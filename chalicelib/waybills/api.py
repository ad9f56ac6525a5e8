"""Routes of waybills and their tracking."""

from chalice import Blueprint

from chalicelib import people
from chalicelib.problems import Invalid, NotFound
from chalicelib.waybills import store, tariff_store, track
from chalicelib.waybills.schemas import EventsIn, WaybillIn, WaybillOut, WaybillQuery, WaybillSummary
from chalicelib.waybills.tariff_schemas import TariffShape, TariffsIn
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


@route(
    bp, "GET", "/tariffs", permission=Permission.WAYBILLS_READ, returns=Page[TariffShape],
    summary="What sending a parcel costs, by zone", tag="waybills",
)  # fmt: skip
def list_tariffs(_: Call) -> Page[TariffShape]:
    """By zone."""
    return _tariffs()


@route(
    bp, "PUT", "/tariffs", permission=Permission.WAYBILLS_WRITE, body=TariffsIn, returns=Page[TariffShape],
    summary="Set the prices of zones", tag="waybills",
)  # fmt: skip
def put_tariffs(call: Call) -> Page[TariffShape]:
    """The next quote goes by them."""
    for shape in call.body.items:
        tariff_store.put_tariff(shape.value())
        people.audit(call.identity, "tariff.set", shape.zone, None, shape.model_dump(mode="json"), call.now)
    return _tariffs()


@route(
    bp, "DELETE", "/tariffs/{zone}", permission=Permission.WAYBILLS_WRITE,
    summary="Take a zone out of the tariff", tag="waybills",
)  # fmt: skip
def remove_tariff(call: Call) -> None:
    """Its price is not known from then on."""
    zone = call.path["zone"]
    if tariff_store.find_tariff(zone) is None:
        raise NotFound(f"There is no zone '{zone}'.")
    tariff_store.remove_tariff(zone)
    people.audit(call.identity, "tariff.removed", zone, None, None, call.now)


def _tariffs() -> Page[TariffShape]:
    return Page(items=[TariffShape.model_validate(each) for each in tariff_store.tariffs()])


def _found(query: WaybillQuery) -> list[Waybill]:
    if query.number:
        waybill = track.find(query.number)
        return [waybill] if waybill else []
    if query.phone:
        return track.of_phone(query.phone)
    if query.customer_id:
        return store.of_customer(query.customer_id)
    raise Invalid("Ask for a number, a phone or a customer.", field="number", rule="required")
