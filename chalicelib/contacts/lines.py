"""A contact as the lines of its log: what each line tells, and the summary that they add up to.

Each change of a contact is one line: events, what they change in the summary, and what they change in the
parts that other rooms keep with a contact (an agent's leg). Lines are numbered, written once and never
changed, so a change is one conditional write, and its events are told with it or not at all. Pure: rows in,
values out.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Self

from chalicelib.contacts.events import UNSEEN, Event, EventType, in_order
from chalicelib.contacts.summary import Contact, ContactState, LeaveType
from chalicelib.values import dataclass

HEAD = 0
# The events of a line stand first, by one of these names: the stream of the table is filtered by it.
_SEEN, _UNSEEN = "e", "u"
# What stands for "as in the event before" and for "the reservation's sid" in a written line.
_SAME = 0
_RESERVATION = "~"
_DIGITS, _TIME = "¤", "¦"
_SHORTEST = 16
# "2026-03-01T09:" of an instant, and where a line says it.
_HOUR = 14
_SAID_HOUR = re.compile(r'"h":"([-0-9T]{13})"}$')
# Of an event's data: a list of things of one shape, and the names of what the line itself says.
_TABLE, _AS_CHANGED = "table", "="


@dataclass(frozen=True)
class Line:
    """One change. In `changes` and `parts` None takes a field away; a part is named by whoever keeps it."""

    events: tuple[Event, ...] = ()
    changes: Mapping[str, Any] = field(default_factory=dict)
    parts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing."""
        return not (self.events or self.changes or self.parts)


@dataclass(frozen=True)
class Story:
    """All that is known of one contact. `last` is the number of its last line, `fields` what its summary is
    made of, empty for a contact that has not begun. `is_filed`: the lists show it as it is now."""

    contact_id: str
    last: int = HEAD
    events: tuple[Event, ...] = ()
    fields: Mapping[str, Any] = field(default_factory=dict)
    parts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    is_filed: bool = False

    @cached_property
    def contact(self) -> Contact | None:
        """The summary; None when the contact has not begun."""
        return contact_of(self.fields) if self.fields else None

    @property
    def is_closed(self) -> bool:
        """Whether the caller has left and the agent has finished."""
        return bool(self.fields.get("ended_at")) and self.fields["state"] == ContactState.ENDED

    def new(self, events: Iterable[Event]) -> tuple[Event, ...]:
        """Those that are not told yet, each once."""
        told = {event.key for event in self.events}
        unique = {event.key: event for event in reversed(list(events)) if event.key not in told}
        return tuple(reversed(unique.values()))

    def after(self, line: Line) -> Self:
        """The story with one line more."""
        return type(self)(
            contact_id=self.contact_id,
            last=self.last + 1,
            events=tuple(in_order((*self.events, *line.events))),
            fields=_changed(self.fields, line.changes),
            parts=_parts_after(self.parts, line.parts),
            is_filed=self.is_filed,
        )


def story_of(contact_id: str, numbered: Mapping[int, Line], others: Iterable[Line], is_filed: bool) -> Story:
    """Add up the lines of a contact. `others` are lines without a number: events that stand alone."""
    fields: Mapping[str, Any] = {}
    parts: Mapping[str, Mapping[str, Any]] = {}
    events: dict[str, Event] = {}
    for number in sorted(numbered):
        fields = _changed(fields, numbered[number].changes)
        parts = _parts_after(parts, numbered[number].parts)
    for line in (*(numbered[number] for number in sorted(numbered)), *others):
        for event in line.events:
            events.setdefault(event.key, event)
    if HEAD not in numbered:
        fields = {}
    last = max(numbered, default=HEAD)
    return Story(contact_id, last, tuple(in_order(events.values())), fields, parts, is_filed)


def contact_of(fields: Mapping[str, Any]) -> Contact:
    """The summary that fields make."""
    known = {
        **fields,
        "state": ContactState(fields["state"]),
        "leave_type": LeaveType(fields["leave_type"]) if fields.get("leave_type") else None,
    }
    return Contact(**known)


def _changed(fields: Mapping[str, Any], changes: Mapping[str, Any]) -> Mapping[str, Any]:
    merged = {**fields, **changes}
    return {name: value for name, value in merged.items() if value is not None}


def _parts_after(
    parts: Mapping[str, Mapping[str, Any]], changes: Mapping[str, Mapping[str, Any]]
) -> Mapping[str, Mapping[str, Any]]:
    changed = {name: _changed(parts.get(name, {}), fields) for name, fields in changes.items()}
    return {**parts, **changed}


def written(line: Line, contact_id: str | None) -> str:
    """A line as it is stored: JSON that says nothing twice, because a write is paid for by the kilobyte."""
    is_seen = any(event.type not in UNSEEN for event in line.events)
    said: dict[str, Any] = {_SEEN if is_seen else _UNSEEN: _written_events(line)} if line.events else {}
    if line.changes:
        said["c"] = line.changes
    if line.parts:
        said["p"] = line.parts
    hour = instant(line.events[0].at)[:_HOUR] if line.events else ""
    if hour:
        said["h"] = hour[:-1]
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"), default=_written_value)
    return shortened(text, _shared(contact_id), hour)


def read(text: str, contact_id: str | None) -> Line:
    """The line that was written; without a contact the events are of the agents that they name."""
    hour = found.group(1) + ":" if (found := _SAID_HOUR.search(text)) else ""
    said = json.loads(lengthened(text, _shared(contact_id), hour))
    return Line(
        events=_read_events(said.get(_SEEN, said.get(_UNSEEN, ())), said.get("c", {}), contact_id),
        changes=_read_fields(said.get("c", {})),
        parts={name: _read_fields(fields) for name, fields in said.get("p", {}).items()},
    )


def shortened(text: str, shared: str, hour: str) -> str:
    """JSON with marks for what stands in it again and again: the digits that a contact shares with its call
    and its task, and the hour. A mark that is in the text itself is escaped, as JSON allows."""
    for mark, repeated in ((_DIGITS, shared), (_TIME, hour)):
        text = text.replace(mark, f"\\u{ord(mark):04x}")
        if repeated:
            text = text.replace(repeated, mark)
    return text


def lengthened(text: str, shared: str, hour: str) -> str:
    """The JSON that was shortened."""
    return text.replace(_TIME, hour).replace(_DIGITS, shared)


def _shared(contact_id: str | None) -> str:
    digits = (contact_id or "")[2:]
    return digits if len(digits) >= _SHORTEST else ""


def _written_events(line: Line) -> list[list[Any]]:
    found: list[list[Any]] = []
    before: list[Any] = []
    for event in line.events:
        key = event.key
        if event.reservation_sid and key.startswith(f"{event.reservation_sid}:"):
            key = _RESERVATION + key[len(event.reservation_sid) :]
        shared = [instant(event.at), event.worker_sid, event.queue, event.reservation_sid]
        told = [_SAME if before and one == before[at] and one else one for at, one in enumerate(shared)]
        found.append([event.type.value, key, *told, _packed(event.data, line.changes)])
        before = shared
    return found


def _read_events(
    found: Iterable[list[Any]], changes: Mapping[str, Any], contact_id: str | None
) -> tuple[Event, ...]:
    events: list[Event] = []
    before: list[Any] = []
    for kind, key, *told, data in found:
        shared = [before[at] if one == _SAME else one for at, one in enumerate(told)]
        at, worker_sid, queue, reservation_sid = before = shared
        whole = f"{reservation_sid}{key[1:]}" if key.startswith(_RESERVATION) else key
        events.append(
            Event(
                key=whole,
                type=EventType(kind),
                at=datetime.fromisoformat(at),
                contact_id=contact_id,
                worker_sid=worker_sid,
                queue=queue,
                reservation_sid=reservation_sid,
                data=_unpacked(data, changes),
            )
        )
    return tuple(events)


def _packed(data: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """The data of an event, where a list of things of one shape names their fields once, and what the line
    changes to the same value is only named."""
    same = sorted(name for name, value in data.items() if value and changes.get(name) == value)
    told = {name: value for name, value in data.items() if name not in same}
    packed = {name: _table(value) if _is_of_one_shape(value) else value for name, value in told.items()}
    return {**packed, _AS_CHANGED: same} if same else packed


def _is_of_one_shape(value: Any) -> bool:
    is_list = isinstance(value, list) and len(value) > 1 and all(isinstance(one, dict) for one in value)
    return is_list and all(list(one) == list(value[0]) for one in value)


def _table(things: list[dict[str, Any]]) -> dict[str, Any]:
    return {_TABLE: [list(things[0]), *(list(one.values()) for one in things)]}


def _unpacked(data: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    named = {name: changes[name] for name in data.get(_AS_CHANGED, ())}
    return {**named, **{name: _things(value) for name, value in data.items() if name != _AS_CHANGED}}


def _things(value: Any) -> Any:
    if isinstance(value, dict) and list(value) == [_TABLE]:
        names, *rows = value[_TABLE]
        return [dict(zip(names, row, strict=True)) for row in rows]
    return value


def _read_fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: datetime.fromisoformat(value) if value and name.endswith("_at") else value
        for name, value in fields.items()
    }


def _written_value(value: Any) -> Any:
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    raise TypeError(f"a line cannot hold {type(value).__name__}")


def instant(at: datetime) -> str:
    """An instant as lines say it."""
    if at.tzinfo is None:
        raise ValueError("a stored time must be aware (UTC)")
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
