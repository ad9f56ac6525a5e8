"""What is pushed to an agent's screens while a call comes in: the offer, and its end."""

from datetime import datetime

from chalicelib import customers
from chalicelib.aws import sockets
from chalicelib.aws.tables import iso
from chalicelib.calls.leg import Leg
from chalicelib.contacts import Contact, Event, EventType
from chalicelib.customers import Customer, Tier


def worker_topic(worker_sid: str) -> str:
    """The topic that every screen of an agent hears."""
    return f"worker:{worker_sid}"


def push_offer(leg: Leg, contact: Contact, now: datetime) -> None:
    """Put the caller on the agent's screens (step 11 of ACD-26). The log was told just before: a screen that
    the push does not reach comes for it by itself."""
    sockets.push_to_topic(worker_topic(leg.worker_sid), {"type": "offer", **offer_message(leg, contact, now)})


def push_offer_ended(worker_sid: str, reservation_sid: str, reason: str) -> None:
    """Take the offer off the agent's screens; `reason` says why."""
    message = {"type": "offer_ended", "reservation_sid": reservation_sid, "reason": reason}
    sockets.push_to_topic(worker_topic(worker_sid), message)


def popped(leg: Leg, now: datetime) -> Event:
    """`pop.pushed`, once for an offer, whether we push it or the screen comes for it."""
    return Event(
        key=f"{leg.reservation_sid}:popped",
        type=EventType.POP_PUSHED,
        at=now,
        contact_id=leg.contact_id,
        worker_sid=leg.worker_sid,
        queue=leg.queue,
        reservation_sid=leg.reservation_sid,
    )


def offer_message(leg: Leg, contact: Contact, now: datetime) -> dict[str, object]:
    """The offer in a few words; times are ISO-8601."""
    customer = customer_of(contact)
    waited = (now - contact.queued_at).total_seconds() if contact.queued_at else 0.0
    return {
        "reservation_sid": leg.reservation_sid,
        "contact_id": contact.contact_id,
        "queue": leg.queue,
        "from_number": contact.customer_number,
        "customer": card(customer) if customer else None,
        "waited_seconds": round(waited, 1),
        "expires_at": iso(leg.expires_at),
        "callback": contact.enqueued.get("callback"),
    }


def customer_of(contact: Contact) -> Customer | None:
    """The linked customer, else the one whose number it is."""
    if contact.customer_id:
        return customers.fetch_many([contact.customer_id]).get(contact.customer_id)
    return customers.by_phone(contact.customer_number)


def card(customer: Customer) -> dict[str, object]:
    """Who it is, for the offer."""
    is_vip = customer.tier is Tier.VIP
    return {"customer_id": customer.customer_id, "name": customer.name, "is_vip": is_vip}
