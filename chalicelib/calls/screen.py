"""What is pushed to an agent's screens while a call comes in: the offer, and its end."""

from datetime import datetime

from chalicelib import customers
from chalicelib.aws import sockets
from chalicelib.aws.logs import logger
from chalicelib.aws.tables import iso
from chalicelib.calls.leg import Leg, leg_event
from chalicelib.contacts import Contact, Event, EventType, Story
from chalicelib.customers import Customer, Tier
from chalicelib.routing import Worker

# API Gateway's frames, and what it charges as one message, are of 32 KB; a bigger pop is fetched.
_MOST_BYTES = 32_000


def worker_topic(worker_sid: str) -> str:
    """The topic that every screen of an agent hears."""
    return f"worker:{worker_sid}"


def push_offer(leg: Leg, story: Story, now: datetime) -> None:
    """Put the caller on the agent's screens, with all that these show of them first (step 11 of ACD-26). The
    log was told just before: a screen that the push does not reach comes for it by itself."""
    sockets.push_made(worker_topic(leg.worker_sid), lambda: _offer_with_pop(leg, story, now))


def _offer_with_pop(leg: Leg, story: Story, now: datetime) -> dict[str, object]:
    assert story.contact
    customer = customer_of(story.contact)
    offer = offer_message(leg, story.contact, customer, now)
    message = {"type": "offer", **offer, "since": iso(leg.offered_at)}
    try:
        # What it is made of is heavy, and only this webhook needs it.
        from chalicelib.calls.screen_pop import pop_of

        pop = pop_of(story.contact, story.events, customer, now).model_dump(mode="json")
    except Exception:
        logger.exception("an offer without its pop", extra={"contact_id": leg.contact_id})
        return message
    whole = {**message, "pop": pop}
    return whole if sockets.size_of(whole) <= _MOST_BYTES else message


def push_offer_ended(
    worker_sid: str, reservation_sid: str, reason: str, becomes: Worker | None = None
) -> None:
    """Take the offer off the agent's screens; `reason` says why. `becomes`: the agent since then, where no
    event of the log tells of it."""
    message = {"type": "offer_ended", "reservation_sid": reservation_sid, "reason": reason}
    if becomes:
        message |= {"state": becomes.state.value, "since": iso(becomes.since)}
    sockets.push_to_topic(worker_topic(worker_sid), message)


def popped(leg: Leg, now: datetime) -> Event:
    """`pop.pushed`, once for an offer, whether we push it or the screen comes for it."""
    return leg_event(leg, f"{leg.reservation_sid}:popped", EventType.POP_PUSHED, now)


def offer_message(leg: Leg, contact: Contact, customer: Customer | None, now: datetime) -> dict[str, object]:
    """The offer in a few words; times are ISO-8601."""
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
