"""A worker enters an activity, told over the API."""

from datetime import datetime

from chalicelib import calls, routing
from chalicelib.problems import Conflict
from chalicelib.taskrouter.activities import activity

# A program that sets an activity vouches for its worker for a shift; once a desk opens, its heartbeats do.
VOUCHED_SECONDS = 12 * 3600


def enter(worker_sid: str, activity_sid: str, now: datetime) -> None:
    """Put a worker into an activity; with a contact, it follows the contact. Phones ring or stop."""
    chosen = activity(activity_sid)
    try:
        outcome = routing.set_activity(
            worker_sid, chosen.stands_for, chosen.reason, now, lease_seconds=VOUCHED_SECONDS
        )
    except Conflict as conflict:
        if conflict.code != "on_contact":
            raise
        routing.set_next_activity(worker_sid, chosen.stands_for, now)
        return
    calls.run(outcome, now)
