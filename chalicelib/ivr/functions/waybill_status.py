"""Where is my parcel?"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib import waybills
from chalicelib.aws.settings import settings
from chalicelib.ivr.functions.registry import flow_function


@flow_function
def waybill_status(number: str, language: str = "zh-CN", *, now: datetime) -> Mapping[str, Any]:
    """`found`; for a known number also what to say of it, as a `sentence` and as `status`, `place`, `at`."""
    waybill = waybills.find(number)
    if waybill is None:
        return {"found": False}
    zone = settings().time_zone
    event = waybill.latest
    return {
        "found": True,
        "number": waybill.number,
        "is_late": waybill.is_late(now),
        "sentence": waybills.sentence(waybill, language, zone),
        "status": waybills.status_text(waybill.status, language),
        "place": waybills.place_text(event) if event else "",
        "at": waybills.time_text(waybill.updated_at, language, zone),
    }
