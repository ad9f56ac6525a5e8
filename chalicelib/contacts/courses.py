"""The course of a reservation: one row of its contact's log, which grows by a step with each change.

The first event stands last in the row's line, with all that the later ones share with it. A step says its
type, the status that it leads to, when, and what is its own. So a change of state and the event that tells it
are one write, and the row stays below the kilobyte that a write is paid by. Pure: texts in, events out.
"""

import json
from collections.abc import Iterable
from datetime import datetime

from chalicelib.contacts.events import Event, EventType
from chalicelib.contacts.lines import Line, instant, written
from chalicelib.values import dataclass, replace

# What every event of a reservation says in its data: it is kept in the first one alone.
_SHARED = ("task_sid",)


@dataclass(frozen=True)
class Course:
    """How far a reservation has come, and since when."""

    status: str
    changed_at: datetime


def first_line(event: Event, beside: Iterable[Event] = ()) -> str:
    """The line of a row that begins with this event; `beside` it, others of its contact that are told with
    it."""
    return written(Line((*beside, event)), event.contact_id)


def step_of(event: Event, status: str) -> str:
    """A step as it is kept."""
    own = {name: value for name, value in event.data.items() if name not in _SHARED}
    told = [event.type.value, status, instant(event.at), *([own] if own else ())]
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def key_of(reservation_sid: str, status: str) -> str:
    """The key of the event that leads to a status."""
    return f"{reservation_sid}:{status}"


def is_key(key: str) -> bool:
    """Whether a row of the log that has this key is the course of a reservation."""
    return not key.isdigit() and ":" not in key


def events_of_steps(first: Event, steps: Iterable[str]) -> list[Event]:
    """The events that steps tell, of a course that began with `first`."""
    return [_event(first, *json.loads(step)) for step in steps]


def changed_at(first: Event, steps: Iterable[str]) -> datetime:
    """When the last step was taken, or the first event happened."""
    last = list(steps)[-1:]
    return datetime.fromisoformat(json.loads(last[0])[2]) if last else first.at


def _event(first: Event, kind: str, status: str, at: str, own: dict[str, object] | None = None) -> Event:
    shared = {name: first.data[name] for name in _SHARED if name in first.data}
    return replace(
        first,
        key=key_of(str(first.reservation_sid), status),
        type=EventType(kind),
        at=datetime.fromisoformat(at),
        data={**shared, **(own or {})},
    )
