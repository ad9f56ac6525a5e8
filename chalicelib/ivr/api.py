"""Numbers and calendars over HTTP, and the path a caller took."""

from dataclasses import asdict
from datetime import timedelta
from urllib.parse import unquote

from chalice import Blueprint

from chalicelib import contacts, customers, people, routing
from chalicelib.ivr import answering, caller_secrets, caller_store, entry_store, flow_store
from chalicelib.ivr.definition import flow_sid
from chalicelib.ivr.entry_rules import ListedCaller
from chalicelib.ivr.journal import closed
from chalicelib.ivr.node_counts import node_counts
from chalicelib.ivr.reach import channel_problems
from chalicelib.ivr.schemas import (
    CalendarShape,
    CalendarsIn,
    CallerSecretIn,
    EntryOrderShape,
    ListedCallerShape,
    NodeCountOut,
    NumberShape,
    NumbersIn,
    PathOut,
    PeriodIn,
    VerdictOut,
    VisitOut,
)
from chalicelib.problems import Invalid, NotFound
from chalicelib.web import Call, Page, Permission, route

bp = Blueprint(__name__)
_LONGEST = timedelta(days=31)


@route(bp, "GET", "/flows/nodes", permission=Permission.REPORTS_VIEW, query=PeriodIn,
       returns=Page[NodeCountOut], summary="How often each node was entered", tag="flows")  # fmt: skip
def count_nodes(call: Call) -> Page[NodeCountOut]:
    """For calls that began in the period."""
    start, end = call.query.start, call.query.end
    if not start < end <= start + _LONGEST:
        raise Invalid("A period is at most 31 days.", field="to", rule="period")
    return Page(items=[NodeCountOut.model_validate(count) for count in node_counts(start, end)])


@route(bp, "GET", "/numbers", permission=Permission.FLOWS_READ, returns=Page[NumberShape],
       summary="The numbers callers dial", tag="numbers")  # fmt: skip
def list_numbers(_: Call) -> Page[NumberShape]:
    """In order."""
    return _numbers()


@route(bp, "PUT", "/numbers", permission=Permission.NUMBERS_WRITE, body=NumbersIn,
       returns=Page[NumberShape], summary="Add or replace numbers", tag="numbers")  # fmt: skip
def put_numbers(call: Call) -> Page[NumberShape]:
    """All or none: calendars and flows must exist."""
    known_flows = {line.name for line in flow_store.flow_lines()}
    known_calendars = {calendar.name for calendar in entry_store.calendars()}
    for index, number in enumerate(call.body.items):
        _refuse_unknown(index, number, known_flows, known_calendars)
    for number in call.body.items:
        entry_store.put_number(number.value())
    return _numbers()


@route(bp, "GET", "/calendars", permission=Permission.FLOWS_READ, returns=Page[CalendarShape],
       summary="The calendars", tag="numbers")  # fmt: skip
def list_calendars(_: Call) -> Page[CalendarShape]:
    """By name."""
    return _calendars()


@route(bp, "PUT", "/calendars", permission=Permission.NUMBERS_WRITE, body=CalendarsIn,
       returns=Page[CalendarShape], summary="Add or replace calendars", tag="numbers")  # fmt: skip
def put_calendars(call: Call) -> Page[CalendarShape]:
    """The next call goes by them."""
    for calendar in call.body.items:
        entry_store.put_calendar(calendar.value())
    return _calendars()


@route(bp, "GET", "/caller-lists", permission=Permission.FLOWS_READ, returns=Page[ListedCallerShape],
       summary="Callers on the black, white, VIP and enterprise lists", tag="numbers")  # fmt: skip
def list_callers(_: Call) -> Page[ListedCallerShape]:
    """By number."""
    items = [ListedCallerShape.model_validate(each) for each in caller_store.listed_callers()]
    return Page(items=items)


@route(bp, "PUT", "/caller-lists", permission=Permission.NUMBERS_WRITE, body=ListedCallerShape,
       returns=ListedCallerShape, summary="Put a caller on a list", tag="numbers")  # fmt: skip
def put_caller(call: Call) -> ListedCallerShape:
    """Each caller stands on one list; the next call goes by it."""
    listed = call.body.value()
    _refuse_lost(listed)
    before = caller_store.caller_named(listed.number)
    caller_store.put_caller(listed)
    known = asdict(before) if before else None
    people.audit(call.identity, "caller.listed", listed.number, known, asdict(listed), call.now)
    return ListedCallerShape.model_validate(listed)


@route(bp, "DELETE", "/caller-lists/{number}", permission=Permission.NUMBERS_WRITE,
       summary="Take a caller off their list", tag="numbers")  # fmt: skip
def remove_caller(call: Call) -> None:
    """The number as it is listed, `+` and `*` percent-encoded."""
    number = unquote(call.path["number"])
    before = caller_store.caller_named(number)
    if before is None:
        raise NotFound("This caller is on no list.")
    caller_store.remove_caller(number)
    people.audit(call.identity, "caller.unlisted", number, asdict(before), None, call.now)


@route(bp, "GET", "/entry-order", permission=Permission.FLOWS_READ, returns=EntryOrderShape,
       summary="How a call is decided on", tag="numbers")  # fmt: skip
def read_entry_order(_: Call) -> EntryOrderShape:
    """The first question that decides, decides."""
    return EntryOrderShape.of(caller_store.entry_plan())


@route(bp, "PUT", "/entry-order", permission=Permission.NUMBERS_WRITE, body=EntryOrderShape,
       returns=EntryOrderShape, summary="Change how a call is decided on", tag="numbers")  # fmt: skip
def put_entry_order(call: Call) -> EntryOrderShape:
    """The next call goes by it."""
    for field in ("by_trunk", "by_kind"):
        for key, name in getattr(call.body, field).items():
            _refuse_unknown_flow(name, f"{field}.{key}")
    before = EntryOrderShape.of(caller_store.entry_plan()).model_dump(mode="json")
    caller_store.put_entry_plan(call.body.value())
    after = call.body.model_dump(mode="json")
    people.audit(call.identity, "entry.ordered", "entry-order", before, after, call.now)
    return EntryOrderShape.of(call.body.value())


@route(bp, "PUT", "/customers/{customer_id}/caller-secrets", permission=Permission.CUSTOMERS_WRITE,
       body=CallerSecretIn, summary="Set a customer's password or cipher", tag="customers")  # fmt: skip
def set_caller_secret(call: Call) -> None:
    """Kept as a hash; the operation log tells that it was set, not to what."""
    customer = customers.fetch(call.path["customer_id"])
    caller_secrets.set_secret(customer.customer_id, call.body.kind, call.body.secret, call.identity, call.now)


@route(bp, "POST", "/customers/{customer_id}/caller-secrets/check", permission=Permission.CUSTOMERS_READ,
       body=CallerSecretIn, returns=VerdictOut, summary="Check a customer's password or cipher",
       tag="customers")  # fmt: skip
def check_caller_secret(call: Call) -> VerdictOut:
    """As at a handover; a wrong try counts."""
    customer = customers.fetch(call.path["customer_id"])
    verdict, left = caller_secrets.check(customer, call.body.kind, call.body.secret, call.now)
    return VerdictOut(verdict=verdict, tries_left=left)


@route(bp, "GET", "/contacts/{contact_id}/path", permission=Permission.CONTACTS_READ, returns=PathOut,
       summary="The path a caller took through the flow", tag="contacts")  # fmt: skip
def read_path(call: Call) -> PathOut:
    """Every node entered, in order, with what was heard, keyed and decided there."""
    contact_id = call.path["contact_id"]
    contact = contacts.fetch(contact_id)
    contacts.require_visible(call.identity, contact)
    try:
        flow, visits = answering.path(contact_id)
    except NotFound:
        return PathOut(flow=None, revision=None, nodes=[])
    nodes = [VisitOut.model_validate(visit) for visit in closed(visits, contact.ended_at)]
    return PathOut(flow=flow.name, revision=flow.revision, nodes=nodes)


def _numbers() -> Page[NumberShape]:
    return Page(items=[NumberShape.of(number) for number in entry_store.numbers()])


def _calendars() -> Page[CalendarShape]:
    return Page(items=[CalendarShape.of(calendar) for calendar in entry_store.calendars()])


def _refuse_unknown(index: int, number: NumberShape, flows: set[str], calendars: set[str]) -> None:
    where = f"items.{index}"
    if number.calendar not in calendars:
        message = f"There is no calendar '{number.calendar}'."
        raise Invalid(message, field=f"{where}.calendar", rule="unknown")
    if "work_time" not in number.flows:
        raise Invalid("A number needs a flow for work time.", field=f"{where}.flows", rule="required")
    for period, name in number.flows.items():
        if name not in flows:
            raise Invalid(f"There is no flow '{name}'.", field=f"{where}.flows.{period}", rule="unknown")
        _refuse_deaf(name, f"{where}.flows.{period}")


def _refuse_lost(listed: ListedCaller) -> None:
    """A listed caller must arrive somewhere."""
    if listed.queue and listed.queue not in {queue.friendly_name for queue in routing.queues()}:
        raise Invalid(f"There is no queue '{listed.queue}'.", field="queue", rule="unknown")
    if listed.flow:
        _refuse_unknown_flow(listed.flow, "flow")


def _refuse_unknown_flow(name: str, field: str) -> None:
    if flow_store.latest_flow(flow_sid(name)) is None:
        raise Invalid(f"There is no flow '{name}'.", field=field, rule="unknown")
    _refuse_deaf(name, field)


def _refuse_deaf(name: str, field: str) -> None:
    """A flow made for messages cannot answer a call."""
    flow = flow_store.latest_flow(flow_sid(name))
    found = list(channel_problems(flow, "voice")) if flow else []
    if found:
        raise Invalid(f"'{name}' cannot answer calls: {found[0].message}.", field=field, rule="voice")
