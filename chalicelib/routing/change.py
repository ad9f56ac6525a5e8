"""One state change in words of no store: writes with what they expect, events and timers, all or none.

Changes name attributes and their new values, None to remove one. Expectations name attributes and what they
must be: a value, None for absent, or one of the words below. A failed one undoes the whole change.
"""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from typing import Any

from chalicelib import contacts
from chalicelib.aws.timers import Timer
from chalicelib.routing.items import Item, Row
from chalicelib.routing.model import ReservationStatus
from chalicelib.values import dataclass


@dataclass(frozen=True)
class Above:
    """The attribute is there and greater than this."""

    value: Any


@dataclass(frozen=True)
class Other:
    """The attribute is not this, or not there."""

    value: Any


@dataclass(frozen=True)
class Present:
    """The attribute is there."""


PRESENT = Present()
Changes = Mapping[str, Any]
Expected = Mapping[str, Any]


@dataclass(frozen=True)
class Put:
    """Write an item or a row whole; a new one must not be there yet."""

    item: Item | Row
    is_new: bool = False


@dataclass(frozen=True)
class Update:
    """Change some attributes of an item that must be there, and be as expected."""

    kind: type[Item]
    sid: str
    changes: Changes
    expected: Expected


@dataclass(frozen=True)
class Delete:
    """Delete a row, there or not."""

    row: Row


@dataclass(frozen=True)
class Erase:
    """Delete an item that must be there, and be as expected."""

    kind: type[Item]
    sid: str
    expected: Expected


@dataclass(frozen=True)
class Step:
    """Take a reservation from one of the statuses `before` to this one, and tell it: its event is the change.
    It begins with a step from none."""

    event: contacts.Event
    status: ReservationStatus
    begun_at: datetime
    before: tuple[ReservationStatus, ...] = ()


Write = Put | Update | Delete | Erase | Step


@dataclass
class Change:
    """Collects the parts of one state change; the store commits them."""

    writes: list[Write] = field(default_factory=list)
    events: list[contacts.Event] = field(default_factory=list)
    armed: list[Timer] = field(default_factory=list)
    disarmed: list[tuple[str, str]] = field(default_factory=list)

    def put(self, item: Item | Row, *, is_new: bool = False) -> None:
        """Write an item whole; `is_new`: the change is lost when it is there already."""
        self.writes.append(Put(item, is_new))

    def update(self, kind: type[Item], sid: str, changes: Changes, expected: Expected) -> None:
        """Change attributes of an item that is there and as expected."""
        self.writes.append(Update(kind, sid, changes, expected))

    def delete(self, row: Row) -> None:
        """Delete a row, there or not."""
        self.writes.append(Delete(row))

    def erase(self, kind: type[Item], sid: str, expected: Expected) -> None:
        """Delete an item that is there and as expected."""
        self.writes.append(Erase(kind, sid, expected))

    def begin(self, event: contacts.Event, status: ReservationStatus) -> None:
        """Begin a reservation with its first event."""
        self.writes.append(Step(event, status, event.at))

    def step(
        self,
        event: contacts.Event,
        status: ReservationStatus,
        begun_at: datetime,
        before: tuple[ReservationStatus, ...],
    ) -> None:
        """Take a reservation that began then from one of the statuses `before` to this one, and tell it."""
        self.writes.append(Step(event, status, begun_at, before))

    def say(self, *events: contacts.Event) -> None:
        """Append events to the log."""
        self.events += events

    def arm(self, timer: Timer) -> None:
        """Arm a timer; its message goes out after the commit. One that is not kept is its message only."""
        self.armed.append(timer)

    def disarm(self, kind: str, key: str) -> None:
        """Cancel a timer."""
        self.disarmed.append((kind, key))
