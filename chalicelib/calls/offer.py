"""Offering a contact to an agent: the carrier is told to ring the agent's phone."""

from datetime import datetime, timedelta
from time import monotonic
from urllib.parse import urlencode

from chalicelib import contacts, routing
from chalicelib.aws.logs import logger
from chalicelib.calls import store
from chalicelib.calls.leg import Leg, LegState
from chalicelib.carrier import CarrierError, rest, webhook_url
from chalicelib.contacts import Contact, Event, EventType, Story
from chalicelib.routing import Assignment, Outcome

# Routing's own timer ends an unanswered offer; the carrier's is a little longer, so that it only acts
# when we cannot.
_GRACE_SECONDS = 5


def offer(assignment: Assignment, now: datetime, known: Story | None = None) -> Outcome:
    """Ring the agent of a new reservation, once. The Outcome is of a refusal: the carrier would not. `known`:
    a contact as the caller has just left it, which need not be this one."""
    if known is None or known.contact_id != assignment.contact_id:
        known = contacts.story(assignment.contact_id)
    contact = known.contact
    if contact is None or not contact.is_live:
        return routing.cancel_task(assignment.task_sid, "caller_gone", now)
    opened = store.open_leg(
        _leg(assignment, now),
        _event(assignment, "returned", EventType.ASSIGNMENT_RETURNED, now),
        _event(assignment, "instructed", EventType.SWITCH_INSTRUCTED, now),
        known=known,
    )
    if opened is None:
        return Outcome()
    started = monotonic()
    try:
        call_sid = _ring(assignment, contact, now)
    except CarrierError as error:
        logger.error(
            "agent not rung", extra={"contact_id": contact.contact_id, "carrier_status": error.status}
        )
        store.close_offer(contact.contact_id, assignment.reservation_sid)
        return routing.reject(assignment.reservation_sid, "carrier_error", now)
    # The REST call takes as long as it takes: what came after it is dated after it.
    told_at = now + timedelta(seconds=monotonic() - started)
    dialled = _event(assignment, "dialled", EventType.AGENT_DIALLED, told_at, call_sid=call_sid)
    ids = contact.contact_id, assignment.reservation_sid
    if not store.note_call(*ids, call_sid, dialled, known=opened):
        rest.end_call(call_sid)
    return Outcome()


def _ring(assignment: Assignment, contact: Contact, now: datetime) -> str:
    ids = {"contact_id": contact.contact_id, "reservation_sid": assignment.reservation_sid}
    ring_seconds = max((assignment.expires_at - now).total_seconds(), 0)
    return rest.place_call(
        to=f"{assignment.contact_uri}?{urlencode(ids)}",
        from_=contact.our_number,
        url=webhook_url("/voice/agent", r=assignment.reservation_sid, c=contact.contact_id),
        status_callback=webhook_url(
            "/voice/agent-status", r=assignment.reservation_sid, c=contact.contact_id
        ),
        events=("ringing", "completed"),
        timeout_seconds=round(ring_seconds) + _GRACE_SECONDS,
    )


def _leg(assignment: Assignment, now: datetime) -> Leg:
    return Leg(
        reservation_sid=assignment.reservation_sid,
        contact_id=assignment.contact_id,
        task_sid=assignment.task_sid,
        worker_sid=assignment.worker_sid,
        queue=assignment.queue,
        state=LegState.OFFERED,
        offered_at=now,
        expires_at=assignment.expires_at,
        callback_id=assignment.task_attributes.get("callback_id"),
        agent_name=assignment.worker_name,
    )


def _event(assignment: Assignment, cause: str, kind: EventType, at: datetime, **data: str) -> Event:
    return Event(
        key=f"{assignment.reservation_sid}:{cause}",
        type=kind,
        at=at,
        contact_id=assignment.contact_id,
        worker_sid=assignment.worker_sid,
        queue=assignment.queue,
        reservation_sid=assignment.reservation_sid,
        data=data,
    )
