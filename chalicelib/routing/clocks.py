"""The timers that routing arms, by kind; `fire` runs them."""

from datetime import datetime

from chalicelib.aws.timers import Timer

RESERVATION = "routing.reservation"
WORKFLOW = "routing.workflow"
WRAP_UP = "routing.wrap_up"
LEASE = "routing.lease"
MATCH = "routing.match"
TIMER_KINDS = (RESERVATION, WORKFLOW, WRAP_UP, LEASE, MATCH)

LEASE_SECONDS = 30
RETRY_SECONDS = 2


def ring_timer(reservation_sid: str, at: datetime) -> Timer:
    """Ends an offer that nobody took."""
    return Timer(RESERVATION, reservation_sid, at)


def workflow_timer(task_sid: str, at: datetime) -> Timer:
    """Ends a workflow step, or the task itself."""
    return Timer(WORKFLOW, task_sid, at)


def wrap_up_timer(reservation_sid: str, at: datetime) -> Timer:
    """Ends a timed wrap-up."""
    return Timer(WRAP_UP, reservation_sid, at)


def lease_timer(worker_sid: str, at: datetime) -> Timer:
    """Looks whether the worker is still there."""
    return Timer(LEASE, worker_sid, at)


def match_timer(queue_sid: str, channel: str, at: datetime) -> Timer:
    """Matches a queue again after too many lost races."""
    return Timer(MATCH, f"{queue_sid}#{channel}", at)
