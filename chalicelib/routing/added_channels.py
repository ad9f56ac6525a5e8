"""Channels that a center adds to its own four: each has lines of its own, and its own capacity per worker."""

import re
from datetime import datetime

from chalicelib.problems import Conflict, Invalid, NotFound
from chalicelib.routing.catalogue import catalogue, drop_channel, forget_catalogue, save_channel
from chalicelib.routing.channels import CALLBACK, LINES
from chalicelib.routing.definitions import set_capacity
from chalicelib.routing.model import Outcome
from chalicelib.routing.queries import open_tasks, workers

# The name is part of the key of a line.
_NAME = re.compile(r"[\w. -]{1,64}")


def define_channel(name: str, now: datetime, capacity: int = 1) -> Outcome:
    """Let tasks come by this channel; every worker takes `capacity` of it at once. Invalid for a name that
    cannot be one, Conflict for one that is taken.

    A crash in between leaves workers without the channel: they are given it one by one, as by `set_capacity`.
    """
    if not _NAME.fullmatch(name):
        raise Invalid("A channel's name has letters, digits, blanks and . _ -", field="name", rule="name")
    forget_catalogue()
    if name in (*LINES, CALLBACK, *catalogue().channels):
        raise Conflict(f"There is a channel {name}.", code="name_taken")
    save_channel(name)
    outcome = Outcome()
    for worker in workers():
        outcome += set_capacity(worker.sid, {**worker.capacity, name: capacity}, now)
    return outcome


def delete_channel(name: str, now: datetime) -> None:
    """Remove an added channel. Conflict while a task of it is open; NotFound, for the center's own too."""
    forget_catalogue()
    if name not in catalogue().channels:
        raise NotFound(f"There is no added channel {name}.")
    if any(task.channel == name for task in open_tasks()):
        raise Conflict(f"There are open tasks of the channel {name}.", code="in_use")
    for worker in workers():
        if name in worker.capacity:
            left = {line: count for line, count in worker.capacity.items() if line != name}
            set_capacity(worker.sid, left, now)
    drop_channel(name)
