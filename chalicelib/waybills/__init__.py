"""Shipments: their numbers, their tracking events, and where they are."""

from chalicelib.doors import lazily

with lazily(__name__):
    from chalicelib.waybills.schemas import WaybillOut, WaybillSummary
    from chalicelib.waybills.store import of_customer
    from chalicelib.waybills.tariff import Quote, Tariff, quote
    from chalicelib.waybills.tariff_store import find_tariff, put_tariff, tariffs
    from chalicelib.waybills.track import append, fetch, find, of_phone, save
    from chalicelib.waybills.waybill import Party, Status, TrackingEvent, Waybill, digits_of
    from chalicelib.waybills.wording import place_text, sentence, status_text, time_text

__all__ = [
    "Party",
    "Quote",
    "Status",
    "Tariff",
    "TrackingEvent",
    "Waybill",
    "WaybillOut",
    "WaybillSummary",
    "append",
    "digits_of",
    "fetch",
    "find",
    "find_tariff",
    "of_customer",
    "of_phone",
    "place_text",
    "put_tariff",
    "quote",
    "save",
    "sentence",
    "status_text",
    "tariffs",
    "time_text",
]
