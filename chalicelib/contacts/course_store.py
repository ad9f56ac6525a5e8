"""Reads and writes the rows of reservations in the log: their state, and the events that tell it, are one."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from pynamodb.exceptions import DoesNotExist
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from chalicelib.contacts import line_store
from chalicelib.contacts.courses import Course, changed_at, first_line, step_of
from chalicelib.contacts.events import Event
from chalicelib.contacts.hours import hour_of
from chalicelib.contacts.lines import read
from chalicelib.contacts.records import LineRecord


def stage_course(writes: TransactWrite, event: Event, status: str, beside: Collection[Event] = ()) -> None:
    """Begin the course of a reservation with its first event, in the caller's transaction. A put that comes
    twice replaces the row with itself. `beside` it, others of its contact are told; what counts in the day's
    figures must not be among them: a missed ring takes that place."""
    line = first_line(event, beside)
    row = LineRecord(event.subject, event.reservation_sid, line=line, status=status, steps=[])
    if line_store.is_without_head(event):
        row.hour, row.at = hour_of(event.at), event.at
    writes.save(row)


def stage_step(
    writes: TransactWrite, event: Event, status: str, before: Collection[str], begun_at: datetime
) -> None:
    """Take a course that began then from one of the statuses `before` to this one, and tell it, in the
    caller's transaction, which is lost when the reservation has none of them."""
    row = LineRecord
    actions: list[Action] = [
        row.steps.set(row.steps.append([step_of(event, status)])),
        row.status.set(status),
    ]
    if event.type in line_store.COUNTED:
        counted = line_store.counted(LineRecord(), [event])
        actions += [row.at.set(counted.at), row.counted.set(counted.counted)]
        actions.append(row.figures.set(counted.figures))
    condition = row.status.is_in(*map(str, before))
    writes.update(LineRecord(event.subject, event.reservation_sid), actions=actions, condition=condition)
    if line_store.is_without_head(event) and event.at - begun_at >= line_store.LONGEST_CALL:
        line_store.stage(writes, event)  # Too late to be found with the course: it is found by its own hour.


def courses(keys: Collection[tuple[str, str]]) -> Mapping[str, Course]:
    """How far reservations have come, by sid, those that are there; read consistently. A key is the contact
    and the reservation's sid."""
    return {row.key: _course(row) for row in _rows(keys)}


def _rows(keys: Collection[tuple[str, str]]) -> Iterable[LineRecord]:
    if len(keys) == 1:
        try:
            return [LineRecord.get(*next(iter(keys)), consistent_read=True)]
        except DoesNotExist:
            return []
    return LineRecord.batch_get(list(keys), consistent_read=True) if keys else []


def _course(row: LineRecord) -> Course:
    first = read(row.line, row.subject).events[-1]
    return Course(str(row.status), changed_at(first, map(str, row.steps)))
