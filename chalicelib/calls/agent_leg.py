"""The agent's leg: ringing, answered, over. Each is told by the carrier, in any order, more than once."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib import contacts, routing
from chalicelib.aws.logs import logger
from chalicelib.aws.timers import Timer
from chalicelib.calls import ring_back, screen, store
from chalicelib.calls.conference import join
from chalicelib.calls.drop import wait_on
from chalicelib.calls.end_talk import end_talk
from chalicelib.calls.leave_queue import left_event
from chalicelib.calls.leg import Leg, LegState, Party, leg_event
from chalicelib.calls.run import run
from chalicelib.carrier import CarrierError, Hangup, Instruction, Say, rest, webhook_url
from chalicelib.contacts import WAITING, Contact, ContactState, EventType, Story
from chalicelib.problems import Conflict
from chalicelib.routing import Outcome, ReservationStatus

_RING_TIMER = "routing.reservation"
_OVER = frozenset({"completed", "busy", "no-answer", "failed", "canceled"})
_GONE = (
    Say("来电者已离开。", language="zh-CN"),
    Say("The caller has left.", language="en-US"),
    Hangup(),
)
# Of several phones that rang for a call another was first, or the offer had ended when this one answered.
_TAKEN = (
    Say("来电已由同事接听。", language="zh-CN"),
    Say("A colleague has taken the call.", language="en-US"),
    Hangup(),
)


def ringing(contact_id: str, reservation_sid: str, call_sid: str, now: datetime) -> None:
    """The agent's phone rings: steps 9, 10 and 11 of a call, and the contact rings too. An offer that ended
    meanwhile is only noted."""
    known = contacts.story(contact_id)
    leg = store.leg_in(known, reservation_sid)
    if leg is None:
        return
    told = (
        leg_event(leg, f"{call_sid}:ringing", EventType.AGENT_RINGING, now),
        leg_event(leg, f"{call_sid}:confirmed", EventType.SWITCH_CONFIRMED, now),
    )
    rings = leg.state is LegState.OFFERED and store.move_leg(
        leg,
        LegState.OFFERED,
        *told,
        screen.popped(leg, now),
        contact_in=WAITING,
        leg_changes={"call_sid": call_sid},
        known=known,
        state=ContactState.RINGING.value,
        queue=leg.queue,
        reservation_sid=reservation_sid,
        worker_sid=leg.worker_sid,
        agent_name=leg.agent_name,
        agent_call_sid=call_sid,
    )
    if not rings:
        contacts.record(*told)
    elif rings.contact:
        screen.push_offer(leg, rings, now)


def answered(contact_id: str, reservation_sid: str, call_sid: str, now: datetime) -> Sequence[Instruction]:
    """The agent has picked up: take the reservation, bring the caller, and let both into the conference.
    Of several agents who are rung the first is meant. When the offer is no longer theirs, or the caller has
    gone, the agent hears so."""
    known = contacts.story(contact_id)
    leg, contact = store.leg_in(known, reservation_sid), known.contact
    if leg is None or contact is None or not contact.is_live:
        return _GONE
    if leg.state is LegState.OFFERED and _accept(leg, now):
        leg = _claim(leg, contact, call_sid, known, now)
    if leg.state is not LegState.ANSWERED or leg.call_sid != call_sid:
        return _GONE if _has_gone(contact_id) else _TAKEN
    # Asked again before both are in the conference: a caller who waits there alone may come anew.
    if leg.conference_sid is None and not _bring_customer(contact, leg, now):
        return _GONE
    return join(contact, reservation_sid, Party.AGENT)


def _has_gone(contact_id: str) -> bool:
    contact = contacts.find(contact_id)
    return contact is None or not contact.is_live


def over(contact_id: str, reservation_sid: str, status: str, now: datetime) -> None:
    """The agent's call has ended with the carrier's `status`, answered or not."""
    known = contacts.story(contact_id)
    leg = store.leg_in(known, reservation_sid)
    if leg is None or status not in _OVER:
        return
    if leg.answered_at:
        by = _who_ended(leg, known.contact) if leg.state is LegState.ANSWERED else None
        end_talk(leg, by, now, known)
        if leg.callback_id:
            ring_back.agent_left(leg, now)
    elif leg.state is LegState.OFFERED and store.close_offer(contact_id, reservation_sid):
        wait_on(leg.contact_id, reservation_sid)
        screen.push_offer_ended(leg.worker_sid, reservation_sid, status)
        run(_give_back(leg, status, now), now)


def _give_back(leg: Leg, status: str, now: datetime) -> Outcome:
    """An unanswered offer goes on to the next agent. Ringing out is RONA, anything else a refusal."""
    if status == "no-answer":
        ring_time_is_up = Timer(_RING_TIMER, leg.reservation_sid, leg.expires_at)
        return routing.fire(ring_time_is_up, max(now, leg.expires_at))
    return routing.reject(leg.reservation_sid, status, now)


def _accept(leg: Leg, now: datetime) -> bool:
    try:
        routing.accept(leg.reservation_sid, now)
    except Conflict:
        # Accepted already, by an attempt that died before it could write the rest: go on from there.
        return routing.reservation(leg.reservation_sid).status is ReservationStatus.ACCEPTED
    return True


def _claim(leg: Leg, contact: Contact, call_sid: str, known: Story, now: datetime) -> Leg:
    """Take the caller out of the queue for this agent, unless they have just left it."""
    claimed = store.move_leg(
        leg,
        LegState.ANSWERED,
        leg_event(leg, f"{call_sid}:answered", EventType.AGENT_ANSWERED, now),
        left_event(contact, "called_back" if leg.callback_id else "answered", now, leg.queue),
        contact_in=WAITING,
        if_fields={"task_sid": leg.task_sid},
        leg_changes={"call_sid": call_sid, "answered_at": now},
        known=known,
        state=ContactState.TALKING.value,
        queue=leg.queue,
        reservation_sid=leg.reservation_sid,
        worker_sid=leg.worker_sid,
        agent_name=leg.agent_name,
        agent_call_sid=call_sid,
        answered_at=now,
    )
    current = store.leg_in(claimed or contacts.story(leg.contact_id), leg.reservation_sid) or leg
    if claimed is None and current.state is LegState.OFFERED:
        _release(leg, now)
    return current


def _release(leg: Leg, now: datetime) -> None:
    """The agent accepted a caller who was gone: nothing to wrap up."""
    store.close_offer(leg.contact_id, leg.reservation_sid)
    routing.wrap_up(leg.reservation_sid, now)
    run(routing.finish(leg.reservation_sid, now), now)


def _bring_customer(contact: Contact, leg: Leg, now: datetime) -> bool:
    return ring_back.dial(contact, leg, now) if leg.callback_id else _bring_caller(contact, leg)


def _bring_caller(contact: Contact, leg: Leg) -> bool:
    url = webhook_url("/voice/caller/join", c=contact.contact_id, r=leg.reservation_sid)
    try:
        rest.redirect_call(contact.call_sid, url)
    except CarrierError as error:
        logger.warning("caller not brought", extra={"contact_id": contact.contact_id}, exc_info=True)
        # When the carrier is merely out of reach, the webhook's retry asks it again.
        if not error.is_gone:
            raise
        return False
    return True


def _who_ended(leg: Leg, contact: Contact | None) -> Party:
    """Who hung up. The carrier's callbacks come in any order, so it is asked how the caller's call is."""
    if leg.ended_by:
        return leg.ended_by
    try:
        status = rest.call_status(contact.call_sid) if contact and contact.is_live else None
    except CarrierError:
        return Party.AGENT
    return Party.CALLER if status is None or status in _OVER else Party.AGENT
