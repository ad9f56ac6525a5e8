"""Filing tickets and seeing them through."""

import uuid
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from chalicelib import contacts, customers, people
from chalicelib.problems import Conflict, Invalid, NotFound, TransactionLost
from chalicelib.tickets import store
from chalicelib.tickets.ticket import (
    DUE_WITHIN,
    Change,
    CustomerSnapshot,
    Kind,
    Status,
    Ticket,
    facts,
    may_become,
    number_text,
)
from chalicelib.web import Identity

MOST_CHANGES = 200


@dataclass(frozen=True)
class NewTicket:
    """What a form says. Whose it is follows from the contact or the customer where it is not said."""

    kind: Kind
    type: str = ""
    cause: str = ""
    remarks: str = ""
    customer_id: str | None = None
    contact_id: str | None = None
    phone: str | None = None
    name: str | None = None
    waybill_number: str | None = None
    assignee: str | None = None
    due_at: datetime | None = None
    # The browser's own id of this filing: sent twice, it is filed once.
    request_id: str | None = None


def file(new: NewTicket, *, by: Identity, now: datetime) -> Ticket:
    """File a ticket: its time, number, deadline and the caller's data come by themselves."""
    _check_assignee(new.assignee)
    now = _in_milliseconds(now)
    ticket_id = "TT" + (_hex(new.request_id) if new.request_id else uuid.uuid4().hex)
    known = store.fetch(ticket_id) if new.request_id else None
    if known:
        return known
    ticket = Ticket(
        ticket_id, number_text(store.next_count()), new.kind, now, by.username,
        due_at=new.due_at or now + DUE_WITHIN[new.kind],
        customer=snapshot(new.contact_id, new.customer_id, new.phone, new.name),
        type=new.type, cause=new.cause, remarks=new.remarks, contact_id=new.contact_id,
        waybill_number=new.waybill_number, assignee=new.assignee, updated_at=now,
    )  # fmt: skip
    try:
        store.insert(ticket, by, now)
    except TransactionLost:
        return fetch(ticket_id)
    return ticket


def snapshot(
    contact_id: str | None, customer_id: str | None, phone: str | None = None, name: str | None = None
) -> CustomerSnapshot:
    """The caller's number, card, name and gender, from the contact's customer or the one that is named."""
    contact = contacts.find(contact_id) if contact_id else None
    if contact_id and contact is None:
        raise Invalid("There is no such contact.", field="contact_id", rule="unknown")
    whose = customer_id or (contact.customer_id if contact else None)
    called_from = phone or (_caller_of(contact) if contact else None)
    customer = _customer(whose, called_from, is_named=customer_id is not None)
    if customer is None:
        return CustomerSnapshot(phone=called_from, name=name or "")
    return CustomerSnapshot(
        customer.customer_id, called_from or customer.phone, customer.card_no, name or customer.name,
        str(customer.gender),
    )  # fmt: skip


def change(
    ticket_id: str, changes: dict[str, Any], *, comment: str = "", version: int | None = None,
    by: Identity, now: datetime,
) -> Ticket:  # fmt: skip
    """Change the given fields and write the timeline; Conflict for a move that the status does not allow."""
    now = _in_milliseconds(now)
    before = fetch(ticket_id)
    if version is not None and version != before.version:
        raise Conflict(
            "Somebody else changed this ticket meanwhile; look again.", field="version", rule="stale"
        )
    after = replace(before, **changes)
    if not may_become(before.status, after.status):
        message = f"A ticket that is {before.status} cannot become {after.status}"
        raise Conflict(message, code="status_not_allowed", field="status", rule="status_not_allowed")
    if after.assignee != before.assignee:
        _check_assignee(after.assignee)
    was, became = facts(before), facts(after)
    changed = {field: (was[field], became[field]) for field in was if was[field] != became[field]}
    if not changed and not comment:
        return before
    line = Change(now, by.username, changed, comment)
    after = replace(
        after, updated_at=now, version=before.version + 1, closed_at=_closed_at(before, after, now),
        timeline=(*before.timeline, line)[-MOST_CHANGES:],
    )  # fmt: skip
    store.replace(before, after, by, now)
    return after


def fetch(ticket_id: str) -> Ticket:
    """The ticket by its id or by its number; NotFound if there is none."""
    is_number = ticket_id.upper().startswith("TK-")
    ticket = store.numbered(ticket_id.upper()) if is_number else store.fetch(ticket_id)
    if ticket is None:
        raise NotFound("There is no such ticket.")
    return ticket


def _customer(customer_id: str | None, phone: str | None, *, is_named: bool) -> customers.Customer | None:
    if customer_id:
        try:
            return customers.fetch(customer_id)
        except NotFound as missing:
            if is_named:
                raise Invalid("There is no such customer.", field="customer_id", rule="unknown") from missing
    return customers.by_phone(phone) if phone else None


def _caller_of(contact: contacts.Contact) -> str:
    is_outbound = contact.direction == contacts.Direction.OUTBOUND
    return contact.to_number if is_outbound else contact.from_number


def _closed_at(before: Ticket, after: Ticket, now: datetime) -> datetime | None:
    if after.status is not Status.CLOSED:
        return None
    return before.closed_at or now


def _check_assignee(username: str | None) -> None:
    if username is None:
        return
    try:
        people.fetch_user(people.user_id_of(username))
    except NotFound as missing:
        raise Invalid("There is no such user.", field="assignee", rule="unknown") from missing


def _hex(request_id: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_OID, request_id).hex


def _in_milliseconds(at: datetime) -> datetime:
    # What is kept: a ticket just filed must equal the one that is read again.
    at = at.astimezone(UTC)
    return at.replace(microsecond=at.microsecond // 1000 * 1000)
