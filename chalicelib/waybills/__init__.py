"""Shipments: their numbers, their tracking events, and where they are."""

from typing import TYPE_CHECKING

from chalicelib.waybills.store import of_customer
from chalicelib.waybills.track import append, fetch, find, of_phone, save
from chalicelib.waybills.waybill import Party, Status, TrackingEvent, Waybill, digits_of
from chalicelib.waybills.wording import place_text, sentence, status_text, time_text

if TYPE_CHECKING:
    from chalicelib.waybills.schemas import WaybillOut, WaybillSummary

__all__ = [
    "Party",
    "Status",
    "TrackingEvent",
    "Waybill",
    "WaybillOut",
    "WaybillSummary",
    "append",
    "digits_of",
    "fetch",
    "find",
    "of_customer",
    "of_phone",
    "place_text",
    "save",
    "sentence",
    "status_text",
    "time_text",
]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """The API's shapes, loaded where they are used: answering a call needs none of them."""
        if name in {"WaybillOut", "WaybillSummary"}:
            from chalicelib.waybills import schemas

            return getattr(schemas, name)
        raise AttributeError(name)
