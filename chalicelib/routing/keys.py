"""The keys of routing's table."""

from datetime import datetime

from chalicelib.aws.tables import iso

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


def waiting(priority: int, enqueued_at: datetime, task_sid: str) -> str:
    """Sorts the highest priority first, then the oldest."""
    return f"{FIRST_WAITING}{2**31 - priority:010d}#{iso(enqueued_at)}#{task_sid}"
