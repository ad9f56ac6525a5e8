"""Is the center open now, by one of its calendars?"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib.ivr.entry import Period, period_at
from chalicelib.ivr.entry_store import calendar_named
from chalicelib.ivr.functions.registry import flow_function


@flow_function
def business_hours(calendar: str = "default", *, now: datetime) -> Mapping[str, Any]:
    """`isOpen` and `period` (work_time, after_hours or holiday) of the named calendar."""
    period = period_at(calendar_named(calendar), now)
    return {"isOpen": period is Period.WORK_TIME, "period": period.value}
