"""A waybill in words, on a screen or over the telephone."""

from datetime import datetime
from zoneinfo import ZoneInfo

from chalicelib.waybills.waybill import Status, TrackingEvent, Waybill

STATUS_TEXT: dict[Status, tuple[str, str]] = {
    Status.CREATED: ("已下单", "ordered"),
    Status.PICKED_UP: ("已揽收", "picked up"),
    Status.IN_TRANSIT: ("运输中", "in transit"),
    Status.ARRIVED: ("已到达", "arrived at the depot"),
    Status.OUT_FOR_DELIVERY: ("派送中", "out for delivery"),
    Status.DELIVERED: ("已签收", "delivered"),
    Status.EXCEPTION: ("异常", "held by a problem"),
    Status.RETURNED: ("已退回", "returned to the sender"),
}

# What is behind a parcel is said as done; the other statuses are what it is in now.
_DONE_EN: dict[Status, str] = {
    Status.CREATED: "has been ordered",
    Status.PICKED_UP: "has been picked up",
    Status.ARRIVED: "has arrived at the depot",
    Status.DELIVERED: "has been delivered",
    Status.RETURNED: "has been returned to the sender",
}


def status_text(status: Status, language: str = "zh-CN") -> str:
    """`运输中` or `in transit`."""
    zh, en = STATUS_TEXT[status]
    return zh if language.startswith("zh") else en


def sentence(waybill: Waybill, language: str, time_zone: str) -> str:
    """What the IVR says of a waybill: its status, then when and where it was last seen."""
    event = waybill.latest
    if language.startswith("zh"):
        status = status_text(waybill.status, "zh-CN")
        return f"您的运单{status}。" + (_seen_zh(event, time_zone) if event else "")
    now = _DONE_EN.get(waybill.status) or f"is {status_text(waybill.status, 'en')}"
    return f"Your parcel {now}." + (" " + _seen_en(event, time_zone) if event else "")


def time_text(at: datetime, language: str, time_zone: str) -> str:
    """`11月20日14点05分` or `November 20 at 14:05`, in the center's time zone."""
    local = at.astimezone(ZoneInfo(time_zone))
    if language.startswith("zh"):
        minutes = f"{local.minute:02d}分" if local.minute else "整"
        return f"{local.month}月{local.day}日{local.hour}点{minutes}"
    return f"{_MONTHS[local.month - 1]} {local.day} at {local.hour}:{local.minute:02d}"


def place_text(event: TrackingEvent) -> str:
    """City and site, without saying the city twice."""
    return event.site if event.site.startswith(event.city) else f"{event.city}{event.site}"


def _seen_zh(event: TrackingEvent, time_zone: str) -> str:
    place = place_text(event)
    where = f"，在{place}" if place else ""
    return f"最新动态：{time_text(event.at, 'zh-CN', time_zone)}{where}。"


def _seen_en(event: TrackingEvent, time_zone: str) -> str:
    place = place_text(event)
    where = f", at {place}" if place else ""
    return f"Last seen on {time_text(event.at, 'en', time_zone)}{where}."


_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
