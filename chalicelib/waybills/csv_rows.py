"""Waybills and tracking events as rows of CSV files: the names of columns, and what a cell may say."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from chalicelib.waybills.schemas import EventIn, Number, WaybillIn
from chalicelib.waybills.waybill import TrackingEvent, Waybill
from chalicelib.waybills.wording import STATUS_TEXT

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "number": ("number", "waybill_number", "waybill", "运单号", "单号", "运单编号"),
    "sender_name": ("sender_name", "sender", "寄件人", "寄件人姓名"),
    "sender_phone": ("sender_phone", "寄件电话", "寄件人电话"),
    "sender_city": ("sender_city", "origin", "寄件城市", "始发地"),
    "receiver_name": ("receiver_name", "receiver", "收件人", "收件人姓名"),
    "receiver_phone": ("receiver_phone", "收件电话", "收件人电话"),
    "receiver_city": ("receiver_city", "destination", "收件城市", "目的地"),
    "service": ("service", "服务类型", "产品"),
    "created_at": ("created_at", "ordered_at", "下单时间"),
    "promised_at": ("promised_at", "承诺送达时间", "预计送达时间"),
}
REQUIRED = frozenset({"number", "created_at"})

EVENT_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "number": COLUMNS["number"],
    "at": ("at", "time", "event_time", "时间", "操作时间"),
    "status": ("status", "状态"),
    "city": ("city", "城市"),
    "site": ("site", "网点", "站点"),
    "description": ("description", "描述", "轨迹描述"),
    "description_en": ("description_en", "英文描述"),
    "courier": ("courier", "快递员", "派件员"),
    "event_id": ("event_id", "事件编号"),
}
EVENT_REQUIRED = frozenset({"number", "at", "status"})

_STATUS_OF_TEXT = {zh: str(status) for status, (zh, _) in STATUS_TEXT.items()}


class _Numbered(BaseModel):
    number: Number


class _WaybillRow(WaybillIn, _Numbered):
    pass


class _EventRow(EventIn, _Numbered):
    pass


def waybill(cells: Mapping[str, str], zone: ZoneInfo) -> Waybill:
    """The checked waybill of a row; a time without an offset is in `zone`. May raise ValidationError."""
    values: dict[str, object] = {"sender": {}, "receiver": {}}
    for field, cell in _filled(cells).items():
        side, _, part = field.partition("_")
        if side in {"sender", "receiver"}:
            values[side] = {**values[side], part: cell}  # type: ignore[dict-item]
        else:
            values[field] = _instant(cell, zone) if field.endswith("_at") else cell
    row = _WaybillRow.model_validate(values)
    return row.waybill(row.number)


def event(cells: Mapping[str, str], zone: ZoneInfo) -> tuple[str, TrackingEvent]:
    """(waybill number, checked event) of a row. Raises pydantic's ValidationError."""
    values: dict[str, object] = dict(_filled(cells))
    if "at" in values:
        values["at"] = _instant(str(values["at"]), zone)
    if "status" in values:
        values["status"] = _STATUS_OF_TEXT.get(str(values["status"]), values["status"])
    row = _EventRow.model_validate(values)
    return row.number, row.event()


def _filled(cells: Mapping[str, str]) -> dict[str, str]:
    return {field: cell.strip() for field, cell in cells.items() if cell.strip()}


def _instant(text: str, zone: ZoneInfo) -> object:
    try:
        at = datetime.fromisoformat(text.replace("/", "-"))
    except ValueError:
        return text
    return at if at.tzinfo else at.replace(tzinfo=zone)
