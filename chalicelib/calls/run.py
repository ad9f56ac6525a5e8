"""Carrying out what routing decided: ring the new, hang up the dropped, let go of the given up."""

from collections import deque
from datetime import datetime

from chalicelib.aws.logs import logger
from chalicelib.calls.drop import drop
from chalicelib.calls.leave_queue import note_left
from chalicelib.calls.offer import offer
from chalicelib.contacts import Story
from chalicelib.routing import Canceled, Outcome, is_foreign

# Each refusal by the carrier makes routing offer again. When it refuses everything, the offers left
# over stand until their ring time ends, which routing watches.
_MOST_REFUSALS = 8
# A queue that is full, or keeps people too long, may send them elsewhere (routing/overflow.py).
OVERFLOW = "overflow:"
TO_CALLBACK = "overflow:callback"


def run(outcome: Outcome, now: datetime, known: Story | None = None) -> None:
    """Carry out an Outcome. Safe to repeat: a reservation is rung once, a dropped one hung up once. `known`:
    a contact as the caller has just left it."""
    waiting = deque([outcome])
    refused = 0
    while waiting:
        current = waiting.popleft()
        for dropped in current.dropped:
            if not is_foreign(dropped.contact_id):
                drop(dropped, now)
        for canceled in current.canceled:
            _give_back(canceled, now)
        for assignment in current.assignments:
            if is_foreign(assignment.contact_id):
                continue  # nobody is rung: the log tells whoever made the task
            if refused >= _MOST_REFUSALS:
                logger.error("too many offers failed", extra={"contact_id": assignment.contact_id})
                return
            instead = offer(assignment, now, known)
            refused += instead != Outcome()
            waiting.append(instead)
            known = None


def _give_back(canceled: Canceled, now: datetime) -> None:
    """The caller is the flow's again. One who is to be called back stays, to be told so at the next word
    that they hear (queue_wait)."""
    if canceled.reason == TO_CALLBACK:
        return
    outcome = "overflow" if canceled.reason.startswith(OVERFLOW) else "system"
    note_left(canceled.contact_id, canceled.task_sid, outcome, now)
