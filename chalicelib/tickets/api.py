"""Routes of tickets."""

from chalice import Blueprint

from chalicelib.tickets import handle, store
from chalicelib.tickets.schemas import (
    DraftOut,
    DraftQuery,
    TicketIn,
    TicketKindOut,
    TicketListQuery,
    TicketOut,
    TicketPatch,
    TicketSummary,
    TicketTypeOut,
)
from chalicelib.tickets.ticket import DUE_WITHIN, Kind
from chalicelib.tickets.wording import KIND_TEXT, TYPES
from chalicelib.web import Call, Page, Permission, route

bp = Blueprint(__name__)


@route(
    bp, "GET", "/tickets", permission=Permission.TICKETS_READ, query=TicketListQuery,
    returns=Page[TicketSummary], summary="List tickets, newest first", tag="tickets",
)  # fmt: skip
def list_tickets(call: Call) -> dict[str, object]:
    query = store.TicketQuery(**call.query.model_dump(exclude={"cursor"}))
    tickets, cursor = store.listed(query, call.now, call.query.cursor)
    return {"items": [TicketSummary.of(ticket, call.now) for ticket in tickets], "next_cursor": cursor}


@route(
    bp, "POST", "/tickets", permission=Permission.TICKETS_WRITE, body=TicketIn, returns=TicketOut, status=201,
    summary="File a ticket", tag="tickets",
)  # fmt: skip
def file_ticket(call: Call) -> TicketOut:
    return TicketOut.of(handle.file(call.body.new_ticket(), by=call.identity, now=call.now), call.now)


@route(
    bp, "GET", "/tickets/{ticket_id}", permission=Permission.TICKETS_READ, returns=TicketOut,
    summary="See a ticket by its id or its number", tag="tickets",
)  # fmt: skip
def get_ticket(call: Call) -> TicketOut:
    return TicketOut.of(handle.fetch(call.path["ticket_id"]), call.now)


@route(
    bp, "PATCH", "/tickets/{ticket_id}", permission=Permission.TICKETS_WRITE, body=TicketPatch,
    returns=TicketOut, summary="Change a ticket, move it on, or comment on it", tag="tickets",
)  # fmt: skip
def change_ticket(call: Call) -> TicketOut:
    ticket = handle.change(
        call.path["ticket_id"], call.body.changes(), comment=call.body.comment, version=call.body.version,
        by=call.identity, now=call.now,
    )  # fmt: skip
    return TicketOut.of(ticket, call.now)


@route(
    bp, "GET", "/ticket-draft", permission=Permission.TICKETS_WRITE, query=DraftQuery, returns=DraftOut,
    summary="The caller's data for an empty ticket form", tag="tickets",
)  # fmt: skip
def draft_ticket(call: Call) -> DraftOut:
    return DraftOut.of(handle.snapshot(call.query.contact_id, call.query.customer_id), call.now)


@route(
    bp, "GET", "/ticket-kinds", permission=Permission.TICKETS_READ, returns=Page[TicketKindOut],
    summary="Kinds of tickets and the types the form offers", tag="tickets",
)  # fmt: skip
def list_kinds(_: Call) -> dict[str, list[TicketKindOut]]:
    return {"items": [_kind(kind) for kind in Kind]}


def _kind(kind: Kind) -> TicketKindOut:
    types = [TicketTypeOut(name=name, title=title) for name, title in TYPES[kind].items()]
    seconds = int(DUE_WITHIN[kind].total_seconds())
    return TicketKindOut(kind=kind, title=KIND_TEXT[kind], types=types, due_within_seconds=seconds)
