"""Reads and writes the lines of the log (docs/events.md tells how it is kept, and why).

A contact's change is one put of its next line, on the condition that nobody has written that line before:
whoever comes second reads what the first has written and decides anew.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from pynamodb.exceptions import PutError, UpdateError
from pynamodb.transactions import TransactWrite

from chalicelib.contacts.events import Event, EventType
from chalicelib.contacts.hours import hour_of, hours_between
from chalicelib.contacts.lines import HEAD, Line, Story, read, written
from chalicelib.contacts.records import LineRecord
from chalicelib.contacts.stories import story
from chalicelib.problems import Conflict

_CONDITION_FAILED = "ConditionalCheckFailedException"
# Each failed attempt means that somebody else's webhook of the same contact got through.
_ATTEMPTS = 20
# What no list shows: it stays in the lines.
_OF_THE_CALL = frozenset({"enqueued", "return_url", "agent_call_sid", "conference_sid"})
# What the head is told of at once.
_FILED_WITH = frozenset({"ended_at", "customer_id", "call_sid"})
_FREE = LineRecord.key.does_not_exist()

# The carrier ends a call after a day.
LONGEST_CALL = timedelta(hours=24)
# What is told of a contact days after its call, too.
_LATE = frozenset(
    {EventType.TICKET_FILED, EventType.CUSTOMER_LINKED, EventType.FAX_SENT, EventType.FAX_FAILED}
)

# How the contact id of a task begins that is no contact of ours (routing.is_foreign).
TASK_FROM_OUTSIDE = "WT"

# What the figures of a day are made of, and which of its data they need.
COUNTED = frozenset({EventType.QUEUE_ENTERED, EventType.QUEUE_LEFT, EventType.RESERVATION_TIMEOUT})
_FIGURES = ("outcome", "waited_seconds")

Decide = Callable[[Story], Line | None]


def write(contact_id: str, decide: Decide, known: Story | None = None) -> Story | None:
    """Add the line that `decide` makes of the story; None, and nothing written, when it makes none. `decide`
    is asked again when somebody else has written first. `known`: the story as the caller has just read it."""
    for attempt in range(_ATTEMPTS):
        before = known if known and not attempt else story(contact_id)
        line = decide(before)
        if line is None:
            return None
        if line.is_empty:
            return before
        row = row_of(before, line)
        if put_new(row):
            after = before.after(read(row.line, contact_id))
            if _is_to_file(after, line):
                file(after)
            return after
    raise Conflict(f"Contact {contact_id} keeps changing.", code="changed_meanwhile")


def put_new(row: LineRecord) -> bool:
    """Write a row; False when its key is taken."""
    try:
        row.save(condition=_FREE)
    except PutError as error:
        if error.cause_response_code == _CONDITION_FAILED:
            return False
        raise
    return True


def row_of(before: Story, line: Line) -> LineRecord:
    """The row of a story's next line. What comes when the call must be over is found by its own hour."""
    row = LineRecord(before.contact_id, key_of(before.last + 1), line=written(line, before.contact_id))
    begun_at = before.fields.get("started_at")
    if line.events and (begun_at is None or line.events[0].at - begun_at >= LONGEST_CALL):
        row.hour, row.at = hour_of(line.events[0].at), line.events[0].at
    return counted(row, line.events)


def counted(row: LineRecord, events: Iterable[Event]) -> LineRecord:
    """The row, found by whoever adds up the day when it tells something that counts."""
    told = [event for event in events if event.type in COUNTED]
    if told:
        row.at = row.at or told[0].at
        row.counted = hour_of(row.at)
        row.figures = [
            [event.type.value, event.queue, *(event.data.get(name) for name in _FIGURES)] for event in told
        ]
    return row


def counted_lines(start: datetime, end: datetime) -> list[Event]:
    """What counts of [start, end): events with no more than their queue and their figures."""
    rows = (
        row
        for hour in hours_between(start, end)
        for row in LineRecord.counted_lines.query(hour, LineRecord.at.between(start, end))
        if row.at < end
    )
    return [_figure(row, *told) for row in rows for told in row.figures]


def _figure(row: LineRecord, kind: str, queue: str | None, *told: Any) -> Event:
    data = dict(zip(_FIGURES, told, strict=True))
    return Event("", EventType(kind), row.at, row.subject, queue=queue, data=data)


def calls_begun(start: datetime, end: datetime) -> int:
    """How many callers have called in [start, end)."""
    head = key_of(HEAD)
    return sum(
        row.key == head and not row.is_outbound and row.at < end
        for hour in hours_between(start, end)
        for row in LineRecord.by_hour.query(hour, LineRecord.at.between(start, end))
    )


def key_of(number: int) -> str:
    """The key of a numbered line."""
    return f"{number:05}"


def _is_to_file(after: Story, line: Line) -> bool:
    """Whether what lists and indexes show of the contact has changed. While a call goes on they need not
    know each step: who asks for the contact itself is told from its lines."""
    if not after.fields:
        return False
    return after.is_filed or after.is_closed or bool(_FILED_WITH & line.changes.keys())


def file(known: Story) -> None:
    """Let the head show the contact as it is, unless somebody has shown a later state of it."""
    fields = known.fields
    head = LineRecord
    begun = tuple(event for event in known.events if event.type is EventType.CONTACT_STARTED)
    shown = {name: value for name, value in fields.items() if name not in _OF_THE_CALL}
    line = written(Line(begun, shown), known.contact_id)
    actions: list[Any] = [head.line.set(line)]
    if known.is_closed:
        actions += [head.filed.set(known.last), head.until.set(max(event.at for event in known.events))]
    actions.append(_kept(head.customer_id, fields.get("customer_id")))
    actions.append(_kept(head.access, fields["access"] if fields.get("call_sid") else None))
    if fields.get("ended_at"):
        actions += [head.live.remove(), _kept(head.worker_sid, fields.get("worker_sid"))]
    try:
        LineRecord(known.contact_id, key_of(HEAD)).update(
            actions=actions,
            condition=head.key.exists() & (head.filed.does_not_exist() | (head.filed < known.last)),
        )
    except UpdateError as error:
        if error.cause_response_code != _CONDITION_FAILED:
            raise


def _kept(attribute: Any, value: str | None) -> Any:
    return attribute.set(value) if value else attribute.remove()


def stage(writes: TransactWrite, *events: Event) -> None:
    """Append events in the caller's transaction, those of one contact as one item. The transaction's own
    condition must make a repeat fail; a put that does come twice replaces the item with itself."""
    has_hour = any(event.type in _LATE for event in events)
    for row in alone(events, has_hour):
        writes.save(row)


def put_alone(event: Event) -> bool:
    """Append an event of an agent; False when it is there already."""
    (row,) = alone([event], has_hour=True)
    return put_new(row)


def alone(events: Iterable[Event], has_hour: bool) -> list[LineRecord]:
    """Rows of events that stand without a number: one for each contact, one for each event of an agent."""
    told: dict[tuple[str, str], list[Event]] = {}
    for event in events:
        told.setdefault((event.subject, "" if event.contact_id else event.key), []).append(event)
    return [_alone(same, has_hour or is_without_head(same[0])) for same in told.values()]


def is_without_head(event: Event) -> bool:
    """Whether no contact's head leads to an event: it is an agent's, or of a task from outside."""
    return not event.contact_id or event.contact_id.startswith(TASK_FROM_OUTSIDE)


def _alone(events: list[Event], has_hour: bool) -> LineRecord:
    first = events[0]
    row = LineRecord(first.subject, first.key, line=written(Line(tuple(events)), first.contact_id))
    if has_hour:
        row.hour, row.at = hour_of(first.at), first.at
    return counted(row, events)
