"""Reads and writes numbers and calendars: few, changed by hand, read on every call."""

from collections.abc import Iterable
from datetime import date, time
from typing import Any

from pynamodb.exceptions import DoesNotExist

from chalicelib.aws.tables import CENTER
from chalicelib.ivr.entry import Calendar, Hours, Number, NumberKind, Period, dialled, number_called
from chalicelib.ivr.records import CalendarRecord, NumberRecord
from chalicelib.problems import NotFound


def put_number(number: Number) -> None:
    """Store a number under the digits callers dial."""
    NumberRecord(
        CENTER,
        dialled(number.number),
        label=number.label,
        kind=number.kind.value,
        calendar=number.calendar,
        flows={period.value: name for period, name in number.flows.items()},
        fallback_queue=number.fallback_queue,
    ).save()


def numbers() -> list[Number]:
    """Every number, in order."""
    return list(map(number_of, NumberRecord.query(CENTER, consistent_read=True)))


def find_number(to: str) -> Number | None:
    """The number that was dialled."""
    try:
        return number_of(NumberRecord.get(CENTER, dialled(to)))
    except DoesNotExist:
        return number_called(to, numbers())


def put_calendar(calendar: Calendar) -> None:
    """Store a calendar under its name."""
    CalendarRecord(
        CENTER,
        calendar.name,
        zone=calendar.zone,
        weekly=[_written(day) for day in calendar.weekly],
        holidays={day.isoformat(): name for day, name in calendar.holidays.items()},
        special_days={day.isoformat(): _written(hours) for day, hours in calendar.special_days.items()},
    ).save()


def calendars() -> list[Calendar]:
    """Every calendar, in order."""
    return list(map(_calendar, CalendarRecord.query(CENTER, consistent_read=True)))


def calendar_named(name: str) -> Calendar:
    """One calendar; NotFound when there is none."""
    try:
        return _calendar(CalendarRecord.get(CENTER, name))
    except DoesNotExist:
        raise NotFound(f"There is no calendar '{name}'.") from None


def number_of(row: NumberRecord) -> Number:
    """A stored number."""
    return Number(
        number=row.number,
        label=row.label,
        kind=NumberKind(row.kind),
        calendar=row.calendar,
        flows={Period(period): name for period, name in row.flows.items()},
        fallback_queue=row.fallback_queue,
    )


def _calendar(row: CalendarRecord) -> Calendar:
    return Calendar(
        name=row.name,
        zone=row.zone,
        weekly=tuple(_read(day) for day in row.weekly),
        holidays={date.fromisoformat(day): name for day, name in row.holidays.items()},
        special_days={date.fromisoformat(day): _read(hours) for day, hours in row.special_days.items()},
    )


def _written(hours: Iterable[Hours]) -> list[list[str]]:
    return [[each.opens.strftime("%H:%M"), each.closes.strftime("%H:%M")] for each in hours]


def _read(hours: Iterable[Any]) -> tuple[Hours, ...]:
    return tuple(Hours(time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in hours)
