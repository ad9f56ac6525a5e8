"""Numbers and calendars over HTTP, and the path a caller took."""

from datetime import timedelta

from chalice import Blueprint

from chalicelib import contacts
from chalicelib.ivr import answering, entry_store, flow_store
from chalicelib.ivr.definition import flow_sid
from chalicelib.ivr.journal import closed
from chalicelib.ivr.node_counts import node_counts
from chalicelib.ivr.reach import channel_problems
from chalicelib.ivr.schemas import (
    CalendarShape,
    CalendarsIn,
    NodeCountOut,
    NumberShape,
    NumbersIn,
    PathOut,
    PeriodIn,
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


def _refuse_deaf(name: str, field: str) -> None:
    """A flow made for messages cannot answer a call."""
    flow = flow_store.latest_flow(flow_sid(name))
    found = list(channel_problems(flow, "voice")) if flow else []
    if found:
        raise Invalid(f"'{name}' cannot answer calls: {found[0].message}.", field=field, rule="voice")
