"""What an agent's desk shows when it opens: the agent, the offer, the contact."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from chalicelib import calls, contacts, routing
from chalicelib.contacts import Contact, ContactState, Event, EventType
from chalicelib.desk.agents import placed_by
from chalicelib.desk.schemas import (
    AgentSkillsOut,
    DeskContactOut,
    DeskOut,
    HappenedOut,
    OfferOut,
    WorkerOut,
)
from chalicelib.problems import NotFound
from chalicelib.routing import ReservationStatus, Worker, WrapUpRule

# As many of a contact's events as a desk shows.
_LATEST = 12


def desk_of(worker_sid: str, now: datetime) -> DeskOut:
    """Everything the desk needs after a reload."""
    worker = routing.worker(worker_sid)
    return DeskOut(worker=worker_out(worker), offer=_offer(worker, now), contact=_contact(worker))


def worker_out(worker: Worker) -> WorkerOut:
    """The agent's own state."""
    return WorkerOut(
        worker_sid=worker.sid,
        username=worker.friendly_name,
        name=worker.name,
        activity=worker.activity.value,
        reason=worker.reason,
        state=worker.state.value,
        since=worker.since,
        next_activity=worker.next_activity.value if worker.next_activity else None,
        lease_expires_at=worker.lease_expires_at,
        queues=list(worker.queues),
    )


def agent_out(worker: Worker) -> AgentSkillsOut:
    """What an agent can do, and which queues that makes them serve."""
    return AgentSkillsOut(
        worker_sid=worker.sid,
        username=worker.friendly_name,
        name=worker.name,
        skills=worker.attributes.get("skills") or [],
        languages=worker.attributes.get("languages") or [],
        team=worker.attributes.get("team") or "",
        **placed_by(worker.attributes),
        capacity=worker.capacity,
        queues=sorted(worker.queues),
    )


def contact_out(contact: Contact, told: Sequence[Event]) -> DeskContactOut:
    """The contact as its agent sees it; `told` is its log, in order."""
    started_at, ends_at = _wrap_up(contact, told)
    return DeskContactOut(
        contact_id=contact.contact_id,
        reservation_sid=contact.reservation_sid,
        state=contact.state,
        queue=contact.queue,
        language=contact.language,
        from_number=contact.customer_number,
        to_number=contact.our_number,
        customer_id=contact.customer_id,
        started_at=contact.started_at,
        queued_at=contact.queued_at,
        answered_at=contact.answered_at,
        ended_at=contact.ended_at,
        is_held=contact.state is ContactState.ON_HOLD,
        hold_count=contact.hold_count,
        is_recorded=contact.conference_sid is not None,
        disposition=contact.disposition,
        note=contact.note,
        wrap_up_started_at=started_at,
        wrap_up_ends_at=ends_at,
        callback=contact.enqueued.get("callback"),
        timeline=[HappenedOut.model_validate(contacts.EventOut.of(one)) for one in told[-_LATEST:]],
    )


def _wrap_up(contact: Contact, told: Iterable[Event]) -> tuple[datetime | None, datetime | None]:
    """When the wrap-up began, and when its queue's time is up."""
    if contact.state is not ContactState.WRAP_UP:
        return None, None
    begun = contacts.last(told, EventType.WRAPUP_STARTED)
    queue = next((one for one in routing.queues() if one.friendly_name == contact.queue), None)
    if begun is None or queue is None or queue.wrap_up is not WrapUpRule.TIMED:
        return begun.at if begun else None, None
    return begun.at, begun.at + timedelta(seconds=queue.wrap_up_seconds)


def _offer(worker: Worker, now: datetime) -> OfferOut | None:
    if worker.reservation_sid is None or worker.contact_id is None:
        return None
    leg = calls.find_leg(worker.contact_id, worker.reservation_sid)
    if leg is None or not _is_pending(leg.reservation_sid):
        return None
    contact = contacts.find(leg.contact_id)
    if contact is None:
        return None
    return OfferOut.model_validate(calls.offer_message(leg, contact, calls.customer_of(contact), now))


def _is_pending(reservation_sid: str) -> bool:
    try:
        return routing.reservation(reservation_sid).status is ReservationStatus.PENDING
    except NotFound:
        return False


def _contact(worker: Worker) -> DeskContactOut | None:
    story = contacts.story(worker.contact_id) if worker.contact_id else None
    contact = story.contact if story else None
    if contact is None or contact.worker_sid != worker.sid or _is_only_ringing(contact):
        return None
    return contact_out(contact, story.events if story else ())


def _is_only_ringing(contact: Contact) -> bool:
    return contact.state in contacts.WAITING
