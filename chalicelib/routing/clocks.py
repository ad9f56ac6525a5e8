"""The timers that routing arms, by kind; `fire` runs them.

Those of an offer, a wrap-up and a workflow step are messages without a row: what they end says itself when it
should have ended, and is ended when the agent's lease is looked after, or by the minute's sweep, when the
message was lost (docs/algorithms/routing.md).
"""

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from chalicelib.aws.settings import settings
from chalicelib.aws.timers import Timer

RESERVATION = "routing.reservation"
WORKFLOW = "routing.workflow"
WRAP_UP = "routing.wrap_up"
LEASE = "routing.lease"
MATCH = "routing.match"
TIMER_KINDS = (RESERVATION, WORKFLOW, WRAP_UP, LEASE, MATCH)

# With a timer of a reservation: its contact, by which one read tells how far it has come.
CONTACT = "contact_id"

LEASE_SECONDS = 30
# Of one who may be offered work or is just being offered it: its absence must show within seconds.
READY_LEASE_SECONDS = 12
RETRY_SECONDS = 2
# A message may be this late before somebody else does its work.
GRACE_SECONDS = 2
# Further ahead than a message can be delayed: the sweep sends it when the time comes near.
FAR_SECONDS = 900
NEAR_SECONDS = 90


def day_of(now: datetime) -> date:
    """The center's day, which counts of the day are of."""
    return now.astimezone(_zone(settings().time_zone)).date()


@lru_cache(maxsize=4)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def ring_timer(reservation_sid: str, contact_id: str, at: datetime) -> Timer:
    """Ends an offer that nobody took."""
    return Timer(RESERVATION, reservation_sid, at, {CONTACT: contact_id}, is_kept=False)


def workflow_timer(task_sid: str, at: datetime) -> Timer:
    """Ends a workflow step, or the task itself."""
    return Timer(WORKFLOW, task_sid, at, is_kept=False)


def wrap_up_timer(reservation_sid: str, contact_id: str, at: datetime) -> Timer:
    """Ends a timed wrap-up."""
    return Timer(WRAP_UP, reservation_sid, at, {CONTACT: contact_id}, is_kept=False)


def lease_timer(worker_sid: str, at: datetime) -> Timer:
    """Looks whether the worker is still there."""
    return Timer(LEASE, worker_sid, at)


def match_timer(queue_sid: str, channel: str, at: datetime) -> Timer:
    """Matches a queue again after too many lost races."""
    return Timer(MATCH, f"{queue_sid}#{channel}", at)
