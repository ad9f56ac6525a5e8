"""Reading and writing tickets."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pynamodb.exceptions import DoesNotExist
from pynamodb.expressions.condition import Condition

from chalicelib import contacts
from chalicelib.aws import cursors
from chalicelib.aws.tables import iso, transaction
from chalicelib.people import stage_audit
from chalicelib.tickets.records import TicketCounterRecord, TicketRecord
from chalicelib.tickets.ticket import Change, CustomerSnapshot, Kind, Status, Ticket, facts
from chalicelib.web import Identity

PAGE = 50
MONTHS_BACK = 24

Found = tuple[list[Ticket], str | None]


@dataclass(frozen=True)
class TicketQuery:
    """Which tickets to list; what is None does not matter."""

    status: Status | None = None
    customer_id: str | None = None
    contact_id: str | None = None
    assignee: str | None = None
    kind: Kind | None = None


def next_count() -> int:
    """The next ticket number, never given twice. A failed filing leaves a gap, which does no harm."""
    record = TicketCounterRecord("ticket")
    record.update(actions=[TicketCounterRecord.last_number.add(1)])
    return int(record.last_number)


def fetch(ticket_id: str) -> Ticket | None:
    """The ticket by its id, or None."""
    try:
        return _ticket(TicketRecord.get(ticket_id, consistent_read=True))
    except DoesNotExist:
        return None


def numbered(number: str) -> Ticket | None:
    """The ticket by the number that people say, or None."""
    return next((_ticket(record) for record in TicketRecord.by_number.query(number, limit=1)), None)


def insert(ticket: Ticket, by: Identity, now: datetime) -> None:
    """Write a new ticket and tell its contact's log; TransactionLost if it is there already."""
    with transaction() as t:
        t.save(_record(ticket), condition=TicketRecord.ticket_id.does_not_exist())
        if ticket.contact_id:
            contacts.stage(t, _filed(ticket, ticket.contact_id, by))
        after = {**facts(ticket), "customer": vars(ticket.customer), "contact_id": ticket.contact_id}
        stage_audit(t, by, "ticket.filed", f"ticket:{ticket.number}", None, after, now)


def replace(before: Ticket, after: Ticket, by: Identity, now: datetime) -> None:
    """Write a changed ticket; TransactionLost if somebody changed it since it was read."""
    with transaction() as t:
        t.save(_record(after), condition=TicketRecord.version == before.version)
        subject = f"ticket:{after.number}"
        stage_audit(t, by, "ticket.changed", subject, facts(before), facts(after), now)


def listed(query: TicketQuery, now: datetime, cursor: str | None = None) -> Found:
    """Tickets newest first, by the index that narrows most; the rest of the query filters."""
    only = _filter(query)
    if query.contact_id:
        return _page(TicketRecord.by_contact.query, query.contact_id, only, cursor)
    if query.customer_id:
        return _page(TicketRecord.by_customer.query, query.customer_id, only, cursor)
    if query.assignee:
        return _page(TicketRecord.by_assignee.query, query.assignee, only, cursor)
    if query.status and query.status is not Status.CLOSED:
        return _page(TicketRecord.open_tickets.query, str(query.status), only, cursor)
    return _by_month(only, now, cursor)


def of_customer(customer_id: str, limit: int = PAGE) -> list[Ticket]:
    """A customer's tickets, newest first."""
    found = TicketRecord.by_customer.query(customer_id, scan_index_forward=False, limit=limit)
    return [_ticket(record) for record in found]


def of_contact(contact_id: str) -> list[Ticket]:
    """The tickets filed from a contact, newest first."""
    return [_ticket(row) for row in TicketRecord.by_contact.query(contact_id, scan_index_forward=False)]


def _filed(ticket: Ticket, contact_id: str, by: Identity) -> contacts.Event:
    return contacts.Event(
        f"{ticket.ticket_id}:filed", contacts.EventType.TICKET_FILED, ticket.filed_at, contact_id,
        worker_sid=by.worker_sid,
        data={"ticket_id": ticket.ticket_id, "number": ticket.number, "kind": str(ticket.kind)},
    )  # fmt: skip


def _filter(query: TicketQuery) -> Condition | None:
    only: Condition | None = None
    for attribute in ("status", "customer_id", "contact_id", "assignee", "kind"):
        wanted = getattr(query, attribute)
        if wanted is None or attribute == _index_of(query):
            continue
        condition = getattr(TicketRecord, attribute) == str(wanted)
        only = condition if only is None else only & condition
    return only


def _index_of(query: TicketQuery) -> str | None:
    narrow = ("contact_id", "customer_id", "assignee")
    return next((attribute for attribute in narrow if getattr(query, attribute)), None)


def _page(query: Callable[..., Any], key: str, only: Condition | None, cursor: str | None) -> Found:
    found = query(
        key,
        filter_condition=only,
        scan_index_forward=False,
        limit=PAGE,
        last_evaluated_key=cursors.decode(cursor),
    )
    return [_ticket(record) for record in found], cursors.encode(found.last_evaluated_key)


def _by_month(only: Condition | None, now: datetime, cursor: str | None) -> Found:
    position = cursors.decode(cursor) or {"month": now.strftime("%Y-%m"), "key": None, "left": MONTHS_BACK}
    tickets: list[Ticket] = []
    while position["left"] > 0:
        found = TicketRecord.by_month.query(
            position["month"], filter_condition=only, scan_index_forward=False,
            limit=PAGE - len(tickets), last_evaluated_key=position["key"],
        )  # fmt: skip
        tickets += [_ticket(record) for record in found]
        if len(tickets) >= PAGE:
            return tickets, cursors.encode({**position, "key": found.last_evaluated_key})
        before = datetime.fromisoformat(f"{position['month']}-01") - timedelta(days=1)
        position = {"month": before.strftime("%Y-%m"), "key": None, "left": position["left"] - 1}
    return tickets, None


def _ticket(record: TicketRecord) -> Ticket:
    return Ticket(
        ticket_id=record.ticket_id, number=record.number, kind=Kind(record.kind), filed_at=record.filed_at,
        filed_by=record.filed_by, due_at=record.due_at, customer=CustomerSnapshot(**record.customer),
        type=record.type, cause=record.cause, remarks=record.remarks, contact_id=record.contact_id,
        waybill_number=record.waybill_number, status=Status(record.status), assignee=record.assignee,
        updated_at=record.updated_at, closed_at=record.closed_at,
        timeline=tuple(_change(kept) for kept in record.timeline), version=int(record.version),
    )  # fmt: skip


def _record(ticket: Ticket) -> TicketRecord:
    return TicketRecord(
        ticket.ticket_id, number=ticket.number, kind=ticket.kind, type=ticket.type, cause=ticket.cause,
        remarks=ticket.remarks, customer_id=ticket.customer.customer_id, customer=vars(ticket.customer),
        contact_id=ticket.contact_id, waybill_number=ticket.waybill_number, status=ticket.status,
        open_status=None if ticket.status is Status.CLOSED else ticket.status, assignee=ticket.assignee,
        due_at=ticket.due_at, filed_at=ticket.filed_at, filed_month=ticket.filed_at.strftime("%Y-%m"),
        filed_by=ticket.filed_by, updated_at=ticket.updated_at or ticket.filed_at, closed_at=ticket.closed_at,
        timeline=[_kept(change) for change in ticket.timeline], version=ticket.version,
    )  # fmt: skip


def _change(kept: dict[str, Any]) -> Change:
    changed = {field: (pair[0], pair[1]) for field, pair in kept["changed"].items()}
    return Change(datetime.fromisoformat(kept["at"]), kept["by"], changed, kept["comment"])


def _kept(change: Change) -> dict[str, Any]:
    changed = {field: list(pair) for field, pair in change.changed.items()}
    return {"at": iso(change.at), "by": change.by, "changed": changed, "comment": change.comment}
