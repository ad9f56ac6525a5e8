"""The keys of routing's table."""

from datetime import datetime

from chalicelib.aws.tables import iso
from chalicelib.routing.matching import Waiting

WORKER = "worker"
TASK = "task"
RESERVATION = "reservation"
DIRECTORY = "workers"
CONFIG = "config"
FIRST_READY = "1#"
FIRST_WAITING = "2#"
AFTER_WAITING = "3"


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
    return f"queue#{queue_sid}#{channel}"


def members(queue_sid: str) -> str:
    """Partition of the workers that serve a queue."""
    return f"members#{queue_sid}"


def ready(ready_since: datetime, worker_sid: str) -> str:
    """Sorts the longest idle worker first."""
    return f"{FIRST_READY}{iso(ready_since)}#{worker_sid}"


def waiting_of(task: Waiting) -> str:
    """Sorts the highest priority first, then the oldest: as `Waiting.place` does."""
    return f"{FIRST_WAITING}{2**31 - task.priority:010d}#{iso(task.enqueued_at)}#{task.task_sid}"
