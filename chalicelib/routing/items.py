"""What routing keeps: plain items, read and changed by the commands, whichever store holds them.

An item is never changed after it is made: a change is told to the store, which keeps a new one.
"""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from typing import Any

from chalicelib.routing.matching import Idle, Waiting
from chalicelib.routing.model import VOICE, ActivityName, ReservationStatus, TaskStatus
from chalicelib.values import dataclass


@dataclass(frozen=True)
class WorkerItem:
    """One agent. It has `ready_since` exactly while it has ready rows, which are sorted by `ranks`.

    `offered_at`: its latest offer; `served` contacts were completed on the day `served_on`.

    That it has a reservation is the last thing it says of it: how far that has come, the reservation tells.
    `since`: when its activity or what it has changed last.

    Of one who takes more than calls, `held` has every reservation (see `holdings`), `lines` those that it
    still stands in, `turn` counts the changes of these; `reservation_sid` and `contact_id` are of one.
    """

    worker_sid: str
    friendly_name: str
    attributes: Mapping[str, Any]
    queue_sids: tuple[str, ...]
    activity: ActivityName
    since: datetime
    profile_version: int = 0
    reason: str | None = None
    ready_since: datetime | None = None
    reservation_sid: str | None = None
    contact_id: str | None = None
    next_activity: ActivityName | None = None
    lease_expires_at: datetime | None = None
    capacity: Mapping[str, int] = field(default_factory=lambda: {VOICE: 1})
    offered_at: datetime | None = None
    served: int = 0
    served_on: str | None = None
    ranks: Mapping[str, str] = field(default_factory=dict)
    held: Mapping[str, Mapping[str, Any]] | None = None
    lines: tuple[str, ...] | None = None
    turn: int | None = None


@dataclass(frozen=True, kw_only=True)
class TaskItem(Waiting):
    """One task. It has a waiting row exactly while it is pending.

    Reserved is the last thing it says of itself: how far it has come since, its reservation tells.
    `overflowed`: the queues, by name, that were too full for it.
    """

    status: TaskStatus
    queue: str
    expires_at: datetime
    workflow_sid: str | None = None
    filter_number: int | None = None
    target_number: int | None = None
    step_ends_at: datetime | None = None
    reservation_sid: str | None = None
    worker_sid: str | None = None
    reason: str | None = None
    overflowed: tuple[str, ...] = ()


@dataclass(frozen=True)
class OfferItem:
    """What was offered to whom: all of a reservation that never changes.

    `worker` is the agent as it was when the offer was made: freeing it needs no read. `is_shared`: others may
    be offered the same task at the same time.
    """

    reservation_sid: str
    task_sid: str
    contact_id: str
    queue_sid: str
    queue: str
    channel: str
    worker: Idle
    task_attributes: Mapping[str, Any]
    created_at: datetime
    expires_at: datetime
    is_shared: bool = False

    def after(self, progress: "Progress") -> "ReservationItem":
        """The offer with how far it has come."""
        return ReservationItem(**vars(self), **vars(progress))


@dataclass(frozen=True)
class Progress:
    """How far a reservation has come, and since when."""

    status: ReservationStatus
    changed_at: datetime


@dataclass(frozen=True, kw_only=True)
class ReservationItem(OfferItem):
    """An offer with how far it has come: read from both places, written in neither."""

    status: ReservationStatus
    changed_at: datetime


@dataclass(frozen=True)
class ReadyRow:
    """A ready agent's place in the line of one queue."""

    queue_sid: str
    channel: str
    idle: Idle


@dataclass(frozen=True)
class WaitingRow:
    """A pending task's place in the line of its queue."""

    task: Waiting


@dataclass(frozen=True)
class MemberRow:
    """An agent of a queue with its activity, for `skip_if`."""

    queue_sid: str
    worker_sid: str
    activity: str = ""


@dataclass(frozen=True)
class NameRow:
    """A worker's place in the directory; makes names unique."""

    friendly_name: str
    worker_sid: str


Item = WorkerItem | TaskItem | OfferItem
Row = ReadyRow | WaitingRow | MemberRow | NameRow
