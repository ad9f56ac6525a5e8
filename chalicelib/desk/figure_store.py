"""Reads the figures of a day out of the log: what counts of each hour, hours that are over once a minute."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from zoneinfo import ZoneInfo

from chalicelib import contacts
from chalicelib.aws.settings import settings
from chalicelib.contacts import Event
from chalicelib.desk.figures import DayFigures, Targets, added_up

_HOUR = timedelta(hours=1)
# News of an hour may be written a little after it.
_SETTLED = timedelta(minutes=5)
_KNOWN_SECONDS = 60.0


@dataclass(frozen=True)
class _Hour:
    read_at: float
    events: list[Event]
    calls: int


_over: dict[tuple[datetime, datetime], _Hour] = {}


def figures_of(day: date, targets: Mapping[str, Targets], now: datetime) -> tuple[int, dict[str, DayFigures]]:
    """How many have called on this day of the center until now, and the figures of each queue."""
    begin, end = _bounds(day)
    hours = []
    start = begin
    while start < min(end, now + _HOUR):
        until = min(start.replace(minute=0, second=0, microsecond=0) + _HOUR, end)
        hours.append(_hour(start, until, now))
        start = until
    events = [event for hour in hours for event in hour.events]
    return sum(hour.calls for hour in hours), added_up(events, targets)


def _hour(start: datetime, end: datetime, now: datetime) -> _Hour:
    known = _over.get((start, end))
    if known and time.monotonic() - known.read_at < _KNOWN_SECONDS:
        return known
    read = _Hour(time.monotonic(), contacts.counted_lines(start, end), contacts.calls_begun(start, end))
    if now - end >= _SETTLED:
        _forget_other_days(start)
        _over[start, end] = read
    return read


def _forget_other_days(day: datetime) -> None:
    for key in [key for key in _over if abs(key[0] - day) > timedelta(days=1)]:
        del _over[key]


def _bounds(day: date) -> tuple[datetime, datetime]:
    """When a day of the center begins and ends, in UTC."""
    zone = ZoneInfo(settings().time_zone)
    begin = datetime.combine(day, time_of_day(), tzinfo=zone)
    end = datetime.combine(day + timedelta(days=1), time_of_day(), tzinfo=zone)
    return begin.astimezone(UTC), end.astimezone(UTC)
