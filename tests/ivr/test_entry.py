"""Which flow answers: by the number and by the clock."""

from datetime import UTC, date, datetime, time

import pytest

from chalicelib.ivr.entry import (
    Calendar,
    Hours,
    Number,
    NumberKind,
    Period,
    dialled,
    number_called,
    period_at,
)

DAY = (Hours(time(8), time(22)),)
NIGHT = (Hours(time(22), time(6)),)
CALENDAR = Calendar(
    "default",
    "Asia/Shanghai",
    weekly=(DAY, DAY, DAY, DAY, NIGHT, (), ()),
    holidays={date(2026, 5, 1): "劳动节", date(2026, 5, 5): "劳动节"},
    special_days={date(2026, 5, 9): DAY, date(2026, 5, 5): (Hours(time(10), time(12)),)},
)


def at(text):
    """An instant given in Shanghai's time."""
    return datetime.fromisoformat(f"{text}:00+08:00").astimezone(UTC)


@pytest.mark.parametrize(
    ("moment", "period"),
    [
        ("2026-05-11T08:00", "work_time"),
        ("2026-05-11T07:59", "after_hours"),
        ("2026-05-11T21:59", "work_time"),
        ("2026-05-11T22:00", "after_hours"),
        ("2026-05-15T23:00", "work_time"),
        ("2026-05-16T05:59", "work_time"),
        ("2026-05-16T06:00", "after_hours"),
        ("2026-05-10T12:00", "after_hours"),
        ("2026-05-01T12:00", "holiday"),
        ("2026-05-09T12:00", "work_time"),
        ("2026-05-09T23:00", "after_hours"),
        ("2026-05-05T11:00", "work_time"),
        ("2026-05-05T13:00", "after_hours"),
    ],
)
def test_the_hour_is_read_in_the_calendars_own_zone(moment, period):
    assert period_at(CALENDAR, at(moment)) is Period(period)


def test_work_times_flow_stands_in_where_a_period_has_none():
    number = Number("1", "", NumberKind.SIP, "default", {Period.WORK_TIME: "day", Period.HOLIDAY: "feast"})
    assert [number.flow_for(period) for period in Period] == ["day", "day", "feast"]


@pytest.mark.parametrize(
    ("address", "number"),
    [
        ("sip:4008888888@127.0.0.1:5060;user=phone", "4008888888"),
        ("+86 400-888-8888", "864008888888"),
        ("tel:95588", "95588"),
        ("sip:front.desk@example.com", "front.desk"),
        ("4008888888", "4008888888"),
    ],
)
def test_a_number_is_read_from_any_address(address, number):
    assert dialled(address) == number


def test_a_country_code_before_the_number_is_no_other_number():
    known = [Number(n, "", NumberKind.N400, "default", {}) for n in ("4008888888", "95588")]
    assert number_called("+864008888888", known) is known[0]
    assert number_called("sip:95588@gw", known) is known[1]
    assert number_called("5588", known) is None
    assert number_called("12345678901234008888888", known) is None
