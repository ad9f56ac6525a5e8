"""Calling back: in line, offered to an agent, the customer rung once for it, tried again when not reached.

Each attempt is a task in the place of the caller who asked, and an outbound contact. The agent's phone is
answered first; then the customer is rung, and both meet in the conference of the reservation. The row of the
callback says for which reservation the customer is rung, before the carrier is asked to: whatever webhook
comes twice, the customer's phone rings once.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from chalicelib import contacts, routing
from chalicelib.aws.logs import logger
from chalicelib.aws.settings import settings
from chalicelib.aws.timers import Timer
from chalicelib.calls import store
from chalicelib.calls.callback import Callback, CallbackStatus, RetryRule, next_due
from chalicelib.calls.callback_store import (
    TIMER,
    callbacks_of,
    fetch_callback,
    find_callback,
    move_callback,
    note_customer_call,
)
from chalicelib.calls.caller_gone import caller_gone
from chalicelib.calls.conference import join
from chalicelib.calls.drop import hang_up_agent
from chalicelib.calls.leg import Leg, LegState, Party, leg_event
from chalicelib.calls.outbound import OutboundTrunk, cheapest
from chalicelib.calls.outbound_store import outbound_trunks
from chalicelib.calls.run import run
from chalicelib.carrier import CarrierError, Hangup, Instruction, Say, rest, webhook_url
from chalicelib.contacts import Contact, ContactState, Direction, Event, EventType, NewContact
from chalicelib.problems import Conflict

RING_SECONDS = 30
# Stands in one line with the calls and takes an agent's one phone as they do.
CHANNEL = "callback"
_GREETING = {
    "zh-CN": "您好，这是您预约的回电，现在为您接通座席。",
    "en-US": "Hello. This is the call you asked for. We are connecting you to an agent.",
}
_MISSED = {"zh-CN": "抱歉，座席已离开，我们会再次给您回电。", "en-US": "Sorry, we will call you again."}
_CANCELABLE = (CallbackStatus.WAITING, CallbackStatus.RETRYING)


def line_up(callback: Callback, now: datetime) -> None:
    """Put the present attempt of a waiting callback into its place in line. Repeating it changes nothing."""
    contacts.start(
        NewContact(
            contact_id=callback.contact_id,
            from_number=callback.our_number,
            to_number=callback.number,
            call_sid="",
            direction=Direction.OUTBOUND,
            language=callback.language,
            customer_id=callback.customer_id,
        ),
        now,
    )
    contacts.change(
        callback.contact_id,
        if_state=[ContactState.IVR],
        if_fields={"task_sid": None, "ended_at": None},
        state=ContactState.QUEUED.value,
        task_sid=callback.task_sid,
        queue=callback.queue,
        queued_at=callback.place_at,
        enqueued={"queue": callback.queue, "callback": _card(callback)},
    )
    outcome = routing.create_task(
        callback.task_sid,
        contact_id=callback.contact_id,
        queue=callback.queue,
        attributes=_task_attributes(callback),
        priority=callback.priority,
        channel=CHANNEL,
        enqueued_at=callback.place_at,
        now=now,
    )
    run(outcome, now)
    current = find_callback(callback.callback_id)
    if current and current.status is CallbackStatus.CANCELED:
        run(routing.cancel_task(callback.task_sid, "callback_canceled", now), now)


def on_due(timer: Timer, now: datetime) -> None:
    """A callback's rest is over, or it was never put into line: do it now."""
    callback = find_callback(timer.key)
    if callback and callback.status is CallbackStatus.RETRYING and callback.due_at <= now:
        again = callback.attempt + 1
        move_callback(callback, CallbackStatus.WAITING, attempt=again, call_sid=None, reservation_sid=None)
        callback = find_callback(timer.key)
    if callback and callback.status is CallbackStatus.ASKED:
        callback = confirm(callback, now)
    if callback and callback.status is CallbackStatus.WAITING:
        line_up(callback, now)


def confirm(callback: Callback, now: datetime) -> Callback | None:
    """Whether its caller has left the line for it: then it takes their place, else there is no callback."""
    told = contacts.events_of(callback.asked_in)
    if any(event.type is EventType.CALLBACK_ASKED for event in told):
        move_callback(callback, CallbackStatus.WAITING)
    else:
        move_callback(callback, CallbackStatus.CANCELED, result="served", ended_at=now)
    return find_callback(callback.callback_id)


def dial(contact: Contact, leg: Leg, now: datetime) -> bool:
    """Ring the customer for the agent who has just answered; False when there is nobody to ring."""
    callback = fetch_callback(str(leg.callback_id))
    if callback.reservation_sid == leg.reservation_sid:
        return callback.status in (CallbackStatus.DIALLING, CallbackStatus.TALKING)
    if callback.status is not CallbackStatus.WAITING or callback.contact_id != contact.contact_id:
        return False
    if not move_callback(callback, CallbackStatus.DIALLING, reservation_sid=leg.reservation_sid):
        return False
    trunk = cheapest(outbound_trunks(), contact.customer_number)
    try:
        call_sid = _ring(contact, leg, trunk)
    except CarrierError as error:
        logger.error("customer not rung", extra={"contact_id": leg.contact_id, "status": error.status})
        not_reached(callback.callback_id, leg.reservation_sid, "carrier_error", now)
        return False
    contacts.change(contact.contact_id, call_sid=call_sid)
    by = {"trunk": trunk.name} if trunk else {}
    contacts.record(_event(leg, "called", EventType.CALLBACK_DIALLED, now, call_sid=call_sid, **by))
    if not note_customer_call(callback.callback_id, leg.reservation_sid, call_sid):
        rest.end_call(call_sid)  # the agent has left meanwhile
    return True


def customer_answers(contact_id: str, reservation_sid: str, now: datetime) -> Sequence[Instruction]:
    """The customer has picked up: to the agent, who is in the conference already."""
    leg, contact = store.find_leg(contact_id, reservation_sid), contacts.find(contact_id)
    callback = find_callback(leg.callback_id) if leg and leg.callback_id else None
    if leg is None or contact is None or callback is None or callback.reservation_sid != reservation_sid:
        return (Hangup(),)
    language = contact.language or "zh-CN"
    if leg.state is not LegState.ANSWERED or not contact.is_live:
        return (Say(_MISSED[language], language=language), Hangup())
    if callback.status is CallbackStatus.DIALLING:
        move_callback(callback, CallbackStatus.TALKING)
        contacts.record(_event(leg, "reached", EventType.CALLBACK_ANSWERED, now))
    return (Say(_GREETING[language], language=language), *join(contact, reservation_sid, Party.CALLER))


def customer_over(contact_id: str, reservation_sid: str, status: str, now: datetime) -> None:
    """The customer's call has ended: they hung up after the talk, or were never reached."""
    leg = store.find_leg(contact_id, reservation_sid)
    callback = find_callback(leg.callback_id) if leg and leg.callback_id else None
    if callback is None or callback.reservation_sid != reservation_sid:
        return
    if callback.status is CallbackStatus.TALKING:
        caller_gone(contact_id, now)
        move_callback(callback, CallbackStatus.DONE, result="connected", ended_at=now)
    elif callback.status is not CallbackStatus.DONE:
        not_reached(callback.callback_id, reservation_sid, status, now)


def agent_left(leg: Leg, now: datetime) -> None:
    """The agent's leg is over; a customer who is still being rung must not answer into silence."""
    callback = find_callback(str(leg.callback_id))
    if callback is None or callback.contact_id != leg.contact_id:
        return  # late news of an earlier attempt
    if callback.status not in (CallbackStatus.WAITING, CallbackStatus.DIALLING):
        return
    if callback.call_sid:
        rest.end_call(callback.call_sid)
    not_reached(callback.callback_id, leg.reservation_sid, "agent_left", now)


def not_reached(callback_id: str, reservation_sid: str, result: str, now: datetime) -> None:
    """An attempt has failed: rest and try again, or give up; the agent is free. Once per reservation, and a
    repeat finishes what an earlier one left undone."""
    callback = fetch_callback(callback_id)
    if callback.status in (CallbackStatus.WAITING, CallbackStatus.DIALLING):
        if not _rest_or_give_up(callback, reservation_sid, result, now):
            return
    elif callback.reservation_sid != reservation_sid:
        return
    hang_up_agent(callback.contact_id, reservation_sid)
    leg = store.find_leg(callback.contact_id, reservation_sid)
    if leg:
        contacts.record(_event(leg, "not-reached", EventType.CALLBACK_FAILED, now, result=result))
    caller_gone(callback.contact_id, now, by=None)


def _rest_or_give_up(callback: Callback, reservation_sid: str, result: str, now: datetime) -> bool:
    due_at = next_due(callback, _rule(), now)
    to = CallbackStatus.FAILED if due_at is None else CallbackStatus.RETRYING
    return move_callback(
        callback,
        to,
        Timer(TIMER, callback.callback_id, due_at) if due_at else None,
        result=result,
        reservation_sid=reservation_sid,
        due_at=due_at or callback.due_at,
        ended_at=None if due_at else now,
    )


def cancel_callback(callback_id: str, why: str, now: datetime) -> Callback:
    """Take a callback out of the line; Conflict when the customer is being rung or it is over."""
    callback = fetch_callback(callback_id)
    if callback.status is CallbackStatus.CANCELED:
        return callback
    is_waiting = callback.status in _CANCELABLE
    if not is_waiting or not move_callback(callback, CallbackStatus.CANCELED, result=why, ended_at=now):
        raise Conflict("The customer is being called, or it is over.", code="callback_not_waiting")
    run(routing.cancel_task(callback.task_sid, "callback_canceled", now), now)
    caller_gone(callback.contact_id, now, by=None)
    return fetch_callback(callback_id)


def cancel_callbacks_of(number: str, now: datetime) -> None:
    """The customer calls again by themselves: what waits for this number is no longer wanted."""
    for callback in callbacks_of(number):
        if callback.status in _CANCELABLE:
            try:
                cancel_callback(callback.callback_id, "called_again", now)
            except Conflict:
                logger.info("callback began meanwhile", extra={"contact_id": callback.contact_id})


def _ring(contact: Contact, leg: Leg, trunk: OutboundTrunk | None) -> str:
    ids = {"c": contact.contact_id, "r": leg.reservation_sid}
    return rest.place_call(
        to=trunk.address_of(contact.customer_number) if trunk else contact.customer_number,
        from_=contact.our_number,
        url=webhook_url("/voice/callback/answer", **ids),
        status_callback=webhook_url("/voice/callback/status", **ids),
        events=("completed",),
        timeout_seconds=RING_SECONDS,
    )


def _rule() -> RetryRule:
    known = settings()
    return RetryRule(known.callback_tries, timedelta(minutes=known.callback_retry_minutes))


def _card(callback: Callback) -> dict[str, object]:
    """What the agent sees of it."""
    return {
        "callback_id": callback.callback_id,
        "asked_at": callback.asked_at.isoformat(),
        "asked_in": callback.asked_in,
        "reason": callback.reason,
        "attempt": callback.attempt,
    }


def _task_attributes(callback: Callback) -> dict[str, object]:
    return {
        "callback_id": callback.callback_id,
        "direction": Direction.OUTBOUND.value,
        "from": callback.our_number,
        "to": callback.number,
        "language": callback.language,
        "reason": callback.reason,
    }


def _event(leg: Leg, cause: str, kind: EventType, at: datetime, **data: str) -> Event:
    return leg_event(leg, f"{leg.reservation_sid}:{cause}", kind, at, data)
