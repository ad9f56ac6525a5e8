"""The event log itself: appended to, read back in order, never changed.

Writes are safe to repeat. `record` puts an event only where its key is free. `stage` puts it without that
condition, because one refused put would undo the caller's whole transaction: there the state change's own
condition refuses the repeat, and a put that does come twice carries the same key and replaces the event
with itself.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from pynamodb.exceptions import PutError
from pynamodb.transactions import TransactWrite

from chalicelib.contacts.events import Event, EventType, in_order
from chalicelib.contacts.hours import hour_of, hours_between
from chalicelib.contacts.records import EventRecord

_CONDITION_FAILED = "ConditionalCheckFailedException"


def record(*events: Event) -> tuple[Event, ...]:
    """Append events; those whose key is already there are left as they are. Returns the new ones."""
    return tuple(event for event in events if _put_once(event))


def stage(writes: TransactWrite, *events: Event) -> None:
    """Append events in the caller's transaction. Its own condition must make a repeat fail."""
    for event in events:
        writes.save(_record_of(event))


def events_of(subject: str) -> list[Event]:
    """The log of one contact (or of one worker), in order."""
    return in_order(_event(row) for row in EventRecord.query(subject, consistent_read=True))


def event_before(subject: str, key: str, prefix: str) -> Event | None:
    """The event of a subject whose key comes last before `key` among those that begin with `prefix`; for
    keys that hold a time."""
    earlier = EventRecord.query(
        subject, EventRecord.key.between(prefix, key), scan_index_forward=False, limit=2, consistent_read=True
    )
    return next((_event(row) for row in earlier if row.key < key), None)


def events_between(start: datetime, end: datetime, types: Iterable[EventType] | None = None) -> list[Event]:
    """The center's log of [start, end), in order, all types or only some."""
    wanted = frozenset(types) if types is not None else None
    found = (
        _event(row)
        for hour in hours_between(start, end)
        for row in EventRecord.by_hour.query(hour, EventRecord.at >= start)
    )
    return in_order(e for e in found if e.at < end and (wanted is None or e.type in wanted))


def event_of_image(image: Mapping[str, Any]) -> Event:
    """The event in a stream record's NEW_IMAGE (DynamoDB's own JSON, values typed by `S`, `M` ...)."""
    row = EventRecord()
    row.deserialize(dict(image))
    return _event(row)


def _put_once(event: Event) -> bool:
    try:
        _record_of(event).save(condition=EventRecord.key.does_not_exist())
    except PutError as error:
        if error.cause_response_code == _CONDITION_FAILED:
            return False
        raise
    return True


def _record_of(event: Event) -> EventRecord:
    return EventRecord(
        subject=event.subject,
        key=event.key,
        type=event.type.value,
        at=event.at,
        hour=hour_of(event.at),
        contact_id=event.contact_id,
        worker_sid=event.worker_sid,
        queue=event.queue,
        reservation_sid=event.reservation_sid,
        data=dict(event.data),
    )


def _event(row: EventRecord) -> Event:
    return Event(
        key=row.key,
        type=EventType(row.type),
        at=row.at,
        contact_id=row.contact_id,
        worker_sid=row.worker_sid,
        queue=row.queue,
        reservation_sid=row.reservation_sid,
        data=row.data or {},
    )
