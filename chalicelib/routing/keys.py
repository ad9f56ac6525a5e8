"""The keys of routing's table."""

from chalicelib.aws.tables import iso
from chalicelib.routing.channels import line_of
from chalicelib.routing.matching import Idle, Waiting
from chalicelib.routing.policy import TaskOrder
from chalicelib.routing.precedence import MOST_RULES

WORKER = "worker"
TASK = "task"
RESERVATION = "reservation"
DIRECTORY = "workers"
CONFIG = "config"
FIRST_READY = "1#"
FIRST_WAITING = "2#"
AFTER_WAITING = "3"
_LAST_MOMENT = 10**14 - 1
_MOST_PRECEDENCE = 2**MOST_RULES - 1


def worker(sid: str) -> str:
    """Partition of one worker."""
    return f"worker#{sid}"


def task(sid: str) -> str:
    """Partition of one task."""
    return f"task#{sid}"


def reservation(sid: str) -> str:
    """Partition of one reservation."""
    return f"reservation#{sid}"


def line(queue_sid: str, channel: str) -> str:
    """Partition of the ready workers and the waiting tasks of one queue and channel."""
    return f"queue#{queue_sid}#{line_of(channel)}"


def members(queue_sid: str) -> str:
    """Partition of the workers that serve a queue."""
    return f"members#{queue_sid}"


def ready(idle: Idle, queue_sid: str) -> str:
    """Sorts as `Idle.place_in` does: by what the queue's strategy makes of them, then the longest idle."""
    rank, ready_since, worker_sid = idle.place_in(queue_sid)
    return f"{FIRST_READY}{rank}#{iso(ready_since)}#{worker_sid}"


def waiting_of(task: Waiting) -> str:
    """Sorts as `Waiting.place` does: by priority, precedence and age, or the newest first."""
    at = task.ordered_at or task.enqueued_at
    if task.order is TaskOrder.LIFO:
        return f"{FIRST_WAITING}1#{_LAST_MOMENT - round(at.timestamp() * 1000):014d}#{task.task_sid}"
    urgency = f"{2**31 - task.priority:010d}#{_MOST_PRECEDENCE - task.precedence:03d}"
    return f"{FIRST_WAITING}0#{urgency}#{iso(at)}#{task.task_sid}"
