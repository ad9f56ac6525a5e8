"""The writes that transitions are made of: each adds its part to a Change; conditions make it exact."""

from chalicelib.routing.writes.holdings import add_offer, release, rewrite
from chalicelib.routing.writes.offers import (
    assignment_of,
    make_offer,
    move_on,
    new_sid,
    progress_in,
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
    "close_task",
    "contact_uri_of",
    "free",
    "give_to",
    "hand_over",
    "idle_since",
    "idle_worker",
    "join_lines",
    "leave_lines",
    "make_offer",
    "move_on",
    "move_task",
    "name_of",
    "new_sid",
    "occupy",
    "progress_in",
    "put_back",
    "release",
    "rewrite",
    "tell_activity",
    "withdraw",
]
