"""The writes that transitions are made of: each adds its part to a Change; conditions make it exact."""

from chalicelib.routing.writes.holdings import add_offer, progress, release, rewrite
from chalicelib.routing.writes.offers import (
    assignment_of,
    change_reservation,
    end_with_task,
    make_offer,
    new_sid,
    reservation_event,
)
from chalicelib.routing.writes.tasks import (
    arm_step,
    close_task,
    give_to,
    hand_over,
    move_task,
    put_back,
    withdraw,
)
from chalicelib.routing.writes.workers import (
    change_lines,
    contact_uri_of,
    free,
    idle_since,
    idle_worker,
    join_lines,
    leave_lines,
    name_of,
    occupy,
    tell_activity,
)

__all__ = [
    "add_offer",
    "arm_step",
    "assignment_of",
    "change_lines",
    "change_reservation",
    "close_task",
    "contact_uri_of",
    "end_with_task",
    "free",
    "give_to",
    "hand_over",
    "idle_since",
    "idle_worker",
    "join_lines",
    "leave_lines",
    "make_offer",
    "move_task",
    "name_of",
    "new_sid",
    "occupy",
    "progress",
    "put_back",
    "release",
    "reservation_event",
    "rewrite",
    "tell_activity",
    "withdraw",
]
