"""Which flow answers: by the number called, and by the center's calendar. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from chalicelib.values import dataclass


class Period(StrEnum):
    """What time it is for a caller."""

    WORK_TIME = "work_time"
    AFTER_HOURS = "after_hours"
    HOLIDAY = "holiday"


class NumberKind(StrEnum):
    """What kind of number callers dial: a 400 or 800 service number, a short 9X number, a SIP address."""

    N400 = "400"
    N800 = "800"
    N9X = "9X"
    SIP = "sip"


@dataclass(frozen=True)
class Hours:
    """Open from `opens` until `closes`; past midnight when `closes` is not later. 24:00 is written 00:00."""

    opens: time
    closes: time

    def covers(self, at: time) -> bool:
        """Whether the day on which they open holds `at`."""
        if self.closes > self.opens:
            return self.opens <= at < self.closes
        return at >= self.opens

    def spills_to(self, at: time) -> bool:
        """Whether the morning after holds `at`."""
        return self.closes <= self.opens and at < self.closes


@dataclass(frozen=True)
class Calendar:
    """When the center works. `weekly` has Monday first. A special day's own hours stand above all else
    (a make-up working day, or a short one); a holiday stands above the week."""

    name: str
    zone: str
    weekly: tuple[tuple[Hours, ...], ...]
    holidays: Mapping[date, str] = field(default_factory=dict)
    special_days: Mapping[date, tuple[Hours, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Number:
    """A number callers dial. `flows` names the flow of each period; work time's stands in for a missing one.
    When a flow fails, callers go to `fallback_queue`."""

    number: str
    label: str
    kind: NumberKind
    calendar: str
    flows: Mapping[Period, str]
    fallback_queue: str | None = None

    def flow_for(self, period: Period) -> str | None:
        """The name of the flow that answers."""
        return self.flows.get(period) or self.flows.get(Period.WORK_TIME)


def period_at(calendar: Calendar, now: datetime) -> Period:
    """What `now` is by the calendar's own zone."""
    local = now.astimezone(ZoneInfo(calendar.zone))
    today, clock = local.date(), local.time()
    yesterday = today - timedelta(days=1)
    is_open = any(hours.covers(clock) for hours in _hours(calendar, today)) or any(
        hours.spills_to(clock) for hours in _hours(calendar, yesterday)
    )
    if is_open:
        return Period.WORK_TIME
    is_holiday = today in calendar.holidays and today not in calendar.special_days
    return Period.HOLIDAY if is_holiday else Period.AFTER_HOURS


def _hours(calendar: Calendar, day: date) -> tuple[Hours, ...]:
    if day in calendar.special_days:
        return calendar.special_days[day]
    if day in calendar.holidays:
        return ()
    return calendar.weekly[day.weekday()]


def dialled(address: str) -> str:
    """The number in `sip:4008888888@10.0.0.1;user=phone`, `+86 400-888-8888` or `tel:95588`: its digits, or
    the user part when a SIP address has a name."""
    user = address.strip().removeprefix("sips:").removeprefix("sip:").removeprefix("tel:")
    user = user.split("@")[0].split(";")[0]
    digits = "".join(c for c in user if c.isdigit())
    is_number = digits and all(c.isdigit() or c in "+-() ." for c in user)
    return digits if is_number else user


def number_called(to: str, numbers: Iterable[Number]) -> Number | None:
    """The number a caller dialled; a carrier may put a country code of up to three digits before it."""
    wanted = dialled(to)
    by_digits = {dialled(number.number): number for number in numbers}
    for prefix in range(4):
        if found := by_digits.get(wanted[prefix:]):
            return found
    return None
