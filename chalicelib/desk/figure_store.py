"""Adds events to the figures of their day, each once, and reads the day."""

from dataclasses import fields
from datetime import date, datetime, timedelta

from chalicelib.aws.tables import transaction
from chalicelib.contacts import Event
from chalicelib.desk.figures import WHOLE_CENTER, DayFigures, Targets, added_by
from chalicelib.desk.records import CountedEventRecord, DayFiguresRecord
from chalicelib.problems import TransactionLost

_KEPT = timedelta(days=3)


def count(event: Event, targets: Targets, day: date, now: datetime) -> bool:
    """Add an event to the figures of its day, once; False when it adds nothing or was added before."""
    added = added_by(event, targets)
    if not added:
        return False
    row = DayFiguresRecord(day.isoformat(), event.queue or WHOLE_CENTER)
    actions = [getattr(DayFiguresRecord, name).add(value) for name, value in added.items() if value]
    mark = CountedEventRecord(f"{event.subject}/{event.key}", forgotten_at=now + _KEPT)
    try:
        with transaction() as writes:
            writes.save(mark, condition=CountedEventRecord.event.does_not_exist())
            writes.update(row, actions=[*actions, DayFiguresRecord.forgotten_at.set(now + _KEPT)])
    except TransactionLost:
        return False
    return True


def figures_of(day: date) -> dict[str, DayFigures]:
    """The day's figures by queue; the whole center's calls stand under WHOLE_CENTER."""
    rows = DayFiguresRecord.query(day.isoformat(), consistent_read=True)
    return {row.queue: _figures(row) for row in rows}


def _figures(row: DayFiguresRecord) -> DayFigures:
    numbers = {f.name: getattr(row, f.name) or 0 for f in fields(DayFigures) if f.name != "queue"}
    return DayFigures(queue=row.queue, **numbers)
