"""The screen pop: everything about the caller, at the moment the phone rings (DESK-16)."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib import contacts, tickets, waybills
from chalicelib.calls.screen import customer_of, popped
from chalicelib.calls.screen_schemas import EarlierContactOut, PopOut
from chalicelib.calls.store import leg_in
from chalicelib.contacts import Contact, Event, EventType
from chalicelib.customers import Customer, CustomerOut
from chalicelib.problems import NotFound
from chalicelib.tickets import TicketSummary
from chalicelib.waybills import Waybill, WaybillSummary

_EARLIER = 10


def pop(contact_id: str, worker_sid: str, now: datetime) -> PopOut:
    """The pop of a contact that is offered to this agent or theirs; NotFound for others. A screen fetches
    it by itself, so a push that is lost costs nothing; once the phone rings, that is step 11 of a call."""
    story = contacts.story(contact_id)
    offer = _offer_to(worker_sid, story.events)
    if story.contact is None or (offer is None and story.contact.worker_sid != worker_sid):
        raise NotFound(f"no contact {contact_id}")
    leg = leg_in(story, offer)
    if leg and _rings(leg.reservation_sid, story.events) and story.new([popped(leg, now)]):
        contacts.record(popped(leg, now))
    return pop_of(story.contact, story.events, customer_of(story.contact), now)


def pop_of(contact: Contact, events: Sequence[Event], customer: Customer | None, now: datetime) -> PopOut:
    """The pop of a contact whose log and customer are known."""
    return PopOut(
        contact_id=contact.contact_id,
        queue=contact.queue,
        language=contact.language,
        from_number=contact.customer_number,
        to_number=contact.our_number,
        waited_seconds=_waited(contact, now),
        keys=contact.enqueued.get("keys") or None,
        collected=[str(e.data.get("digits") or "") for e in events if e.type is EventType.FLOW_COLLECTED],
        customer=CustomerOut.model_validate(customer) if customer else None,
        waybills=[WaybillSummary.of(one, now) for one in _waybills(contact, customer)],
        tickets=[TicketSummary.of(one, now) for one in tickets.of_customer(customer.customer_id)]
        if customer
        else [],
        earlier=[EarlierContactOut.model_validate(one) for one in _earlier(contact, customer)],
    )


def _rings(reservation_sid: str, events: Sequence[Event]) -> bool:
    confirmed = EventType.SWITCH_CONFIRMED
    return any(e.type is confirmed and e.reservation_sid == reservation_sid for e in events)


def _offer_to(worker_sid: str, events: Sequence[Event]) -> str | None:
    """The latest reservation of the contact for this agent."""
    mine = [e for e in events if e.type is EventType.RESERVATION_CREATED and e.worker_sid == worker_sid]
    return mine[-1].reservation_sid if mine else None


def _waited(contact: Contact, now: datetime) -> float:
    until = contact.answered_at or now
    return round((until - contact.queued_at).total_seconds(), 1) if contact.queued_at else 0.0


def _waybills(contact: Contact, customer: Customer | None) -> list[Waybill]:
    """What the customer, or at least this number, sends and receives."""
    found = waybills.of_phone(contact.customer_number)
    if customer:
        found += waybills.of_customer(customer.customer_id)
    by_number = {waybill.number: waybill for waybill in found}
    return sorted(by_number.values(), key=lambda waybill: waybill.updated_at, reverse=True)[:_EARLIER]


def _earlier(contact: Contact, customer: Customer | None) -> list[Contact]:
    found = contacts.of_number(contact.customer_number, _EARLIER, but=contact.contact_id)
    if customer:
        found += contacts.of_customer(customer.customer_id, _EARLIER, but=contact.contact_id)
    others = {one.contact_id: one for one in found}
    return sorted(others.values(), key=lambda one: one.started_at, reverse=True)[:_EARLIER]
