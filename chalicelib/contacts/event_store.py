"""The log as events: appended to, read back in order, never changed."""

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

from chalicelib.contacts import line_store
from chalicelib.contacts.courses import is_key
from chalicelib.contacts.events import Event, EventType, in_order
from chalicelib.contacts.hours import hours_between
from chalicelib.contacts.line_store import LONGEST_CALL
from chalicelib.contacts.lines import HEAD, Line, Story
from chalicelib.contacts.records import LineRecord
from chalicelib.contacts.stories import line_of

# A line holds what happened within one webhook.
_LINE = timedelta(minutes=5)
# What routing tells of a contact by itself may come after the contact was filed, by so much at most.
_AFTERTHOUGHT = timedelta(hours=1)
# DynamoDB reads so many items at once.
_HEADS = 100
# How the sid of a worker begins; every other subject is a contact.
_WORKER = "WK"
# So many queries at once: each waits for the network most of its time.
_READERS = 16


def record(*events: Event) -> tuple[Event, ...]:
    """Append events, those of one contact in one write; those whose key is already there are left as they
    are. Returns the new ones."""
    for event in events:
        _ = event.subject  # an event of nobody is refused before anything is written
    of_contacts: dict[str, list[Event]] = {}
    for event in events:
        if event.contact_id:
            of_contacts.setdefault(event.contact_id, []).append(event)
    new = [event for event in events if not event.contact_id and line_store.put_alone(event)]
    for contact_id, told in of_contacts.items():
        new += _record(contact_id, told)
    return tuple(event for event in events if event in new)


def _record(contact_id: str, events: list[Event]) -> tuple[Event, ...]:
    added: tuple[Event, ...] = ()

    def decide(story: Story) -> Line:
        nonlocal added
        added = story.new(events)
        return Line(added)

    line_store.write(contact_id, decide)
    return added


def events_of(subject: str) -> list[Event]:
    """The log of one contact (or of one worker), in order."""
    return _told(LineRecord.query(subject, consistent_read=True))


def event_before(worker_sid: str, key: str, prefix: str) -> Event | None:
    """The event of an agent whose key comes last before `key` among those that begin with `prefix`; for
    keys that hold a time."""
    earlier = LineRecord.query(
        worker_sid,
        LineRecord.key.between(prefix, key),
        scan_index_forward=False,
        limit=2,
        consistent_read=True,
    )
    return next((event for row in earlier if row.key < key for event in _told([row])), None)


def events_between(start: datetime, end: datetime, types: Iterable[EventType] | None = None) -> list[Event]:
    """The center's log of [start, end), in order, all types or only some: of the contacts that may have been
    there then, each read by itself and many at once, and of what stands alone. Of those that began an hour
    and more before, heads are read first, a hundred at once: most had ended by then."""
    wanted = frozenset(types) if types is not None else None
    heads, lone = _keys_between(start, end)
    early = {contact_id for contact_id, at in heads.items() if at < start - _AFTERTHOUGHT}
    over = set(_over_before(sorted(early), start - _AFTERTHOUGHT))
    with ThreadPoolExecutor(_READERS) as readers:
        there = [one for one in heads if one not in over]
        found = [event for told in readers.map(events_of, there) for event in told]
    rows = LineRecord.batch_get([key for key in lone if key[0] not in heads or key[0] in over])
    found += _told(rows)
    return in_order(
        event for event in found if start <= event.at < end and (wanted is None or event.type in wanted)
    )


def _over_before(contact_ids: list[str], at: datetime) -> Iterator[str]:
    """Those of the contacts that were filed and tell of nothing since."""
    head = line_store.key_of(HEAD)
    shown = ["subject", "until"]
    for first in range(0, len(contact_ids), _HEADS):
        keys = [(one, head) for one in contact_ids[first : first + _HEADS]]
        rows = LineRecord.batch_get(keys, attributes_to_get=shown)
        yield from (row.subject for row in rows if row.until and row.until < at)


def _keys_between(start: datetime, end: datetime) -> tuple[dict[str, datetime], list[tuple[str, str]]]:
    """The contacts that began in time to have been there, and when, and the keys of what stands alone."""
    heads: dict[str, datetime] = {}
    lone: list[tuple[str, str]] = []
    for hour in hours_between(start - LONGEST_CALL, end):
        for row in LineRecord.by_hour.query(hour):
            if row.key == line_store.key_of(HEAD):
                heads[row.subject] = row.at
            elif row.at >= start - _LINE or is_key(row.key):
                lone.append((row.subject, row.key))
    return heads, lone


def events_of_image(image: Mapping[str, Any]) -> list[Event]:
    """The events that are new in a stream record's NEW_IMAGE (DynamoDB's own JSON, values typed by `S`, `M`
    ...). A head that was filed tells nothing new; the course of a reservation its last step, for each step
    comes as an image of its own."""
    if "filed" in image:
        return []
    row = LineRecord()
    row.deserialize(dict(image))
    return list(line_of(row, _contact_id(row)).events[-1:]) if row.steps else _told([row])


def _told(rows: Iterable[LineRecord]) -> list[Event]:
    events: dict[tuple[str, str], Event] = {}
    for row in rows:
        for event in line_of(row, _contact_id(row)).events:
            events.setdefault((event.subject, event.key), event)
    return in_order(events.values())


def _contact_id(row: LineRecord) -> str | None:
    return None if row.subject.startswith(_WORKER) else row.subject
