"""Routes of waybills and their tracking."""

from chalice import Blueprint

from chalicelib.problems import Invalid
from chalicelib.waybills import store, track
from chalicelib.waybills.schemas import EventsIn, WaybillIn, WaybillOut, WaybillQuery, WaybillSummary
from chalicelib.waybills.waybill import Waybill, digits_of, written
from chalicelib.web import Call, Page, Permission, route

bp = Blueprint(__name__)


@route(
    bp, "GET", "/waybills", permission=Permission.WAYBILLS_READ, query=WaybillQuery,
    returns=Page[WaybillSummary], summary="Find waybills by number, phone or customer", tag="waybills",
)  # fmt: skip
def find_waybills(call: Call) -> dict[str, list[WaybillSummary]]:
    return {"items": [WaybillSummary.of(waybill, call.now) for waybill in _found(call.query)]}


@route(
    bp, "GET", "/waybills/{number}", permission=Permission.WAYBILLS_READ, returns=WaybillOut,
    summary="See a waybill with its tracking events", tag="waybills",
)  # fmt: skip
def get_waybill(call: Call) -> WaybillOut:
    return WaybillOut.of(track.fetch(call.path["number"]), call.now)


@route(
    bp, "PUT", "/waybills/{number}", permission=Permission.WAYBILLS_WRITE, body=WaybillIn, returns=WaybillOut,
    summary="Add a waybill or bring it up to date", tag="waybills",
)  # fmt: skip
def put_waybill(call: Call) -> WaybillOut:
    number = written(call.path["number"])
    if digits_of(number) is None:
        message = "A waybill number is 10 to 15 digits, or two letters before them"
        raise Invalid(message, field="number", rule="waybill_number")
    waybill = track.save(call.body.waybill(number), by=call.identity, now=call.now)
    return WaybillOut.of(waybill, call.now)


@route(
    bp, "POST", "/waybills/{number}/events", permission=Permission.WAYBILLS_WRITE, body=EventsIn,
    returns=WaybillOut, summary="Tell what happened to a shipment", tag="waybills",
)  # fmt: skip
def append_events(call: Call) -> WaybillOut:
    events = [each.event() for each in call.body.events]
    return WaybillOut.of(track.append(call.path["number"], events, by=call.identity, now=call.now), call.now)


def _found(query: WaybillQuery) -> list[Waybill]:
    if query.number:
        waybill = track.find(query.number)
        return [waybill] if waybill else []
    if query.phone:
        return track.of_phone(query.phone)
    if query.customer_id:
        return store.of_customer(query.customer_id)
    raise Invalid("Ask for a number, a phone or a customer.", field="number", rule="required")
