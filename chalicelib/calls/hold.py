"""Hold and resume: the customer hears music, and every press is counted (DESK-03)."""

from datetime import datetime

from chalicelib import contacts
from chalicelib.calls.own import own_contact
from chalicelib.carrier import rest, webhook_url
from chalicelib.contacts import Contact, ContactState, Event, EventType
from chalicelib.problems import Conflict


def hold(contact_id: str, worker_sid: str, is_held: bool, now: datetime) -> None:
    """Put the customer on hold or take them back; asking for what is so already changes nothing. The
    carrier is told first: a lost answer is mended by pressing again, and nothing is counted twice."""
    contact = own_contact(contact_id, worker_sid)
    wanted = ContactState.ON_HOLD if is_held else ContactState.TALKING
    if contact.state is wanted:
        return
    if contact.state not in (ContactState.TALKING, ContactState.ON_HOLD) or not contact.conference_sid:
        raise Conflict("There is no talk to hold.", code="not_talking")
    rest.hold_participant(contact.conference_sid, contact.call_sid, is_held, webhook_url("/voice/hold-music"))
    count = contact.hold_count + 1 if is_held else contact.hold_count
    contacts.move(
        contact_id,
        _event(contact, count, is_held, now),
        if_state=[contact.state],
        if_fields={"hold_count": contact.hold_count, "reservation_sid": contact.reservation_sid},
        state=wanted.value,
        hold_count=count,
    )


def _event(contact: Contact, count: int, is_held: bool, now: datetime) -> Event:
    return Event(
        key=f"{contact.reservation_sid}:hold:{count}:{'started' if is_held else 'ended'}",
        type=EventType.HOLD_STARTED if is_held else EventType.HOLD_ENDED,
        at=now,
        contact_id=contact.contact_id,
        worker_sid=contact.worker_sid,
        queue=contact.queue,
        reservation_sid=contact.reservation_sid,
        data={"count": count},
    )
