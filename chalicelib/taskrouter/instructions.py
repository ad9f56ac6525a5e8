"""What a reservation can be told to do, over the API or in the answer to an assignment callback.

A caller of ours is rung through to the worker's telephone as soon as the reservation is made, so `dequeue`,
`call` and `conference` to that telephone only confirm what is under way. A task from outside has no caller of
ours: `call` places one, `redirect` sends one that is somewhere, and accepting is said outright.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib import calls, routing
from chalicelib.carrier import CarrierError, rest, webhook_url
from chalicelib.problems import Conflict, Invalid
from chalicelib.routing import Reservation, ReservationStatus, is_foreign
from chalicelib.taskrouter.activities import activity_named
from chalicelib.taskrouter.addresses import require_callback
from chalicelib.taskrouter.entering import enter
from chalicelib.web.twilio_api import TwilioError

DEFAULT_TIMEOUT_SECONDS = 60
_OVER: tuple[str, ...] = ("completed",)


@dataclass(frozen=True)
class Instruction:
    """One instruction with every parameter that any of ours reads."""

    name: str
    to: str | None = None
    from_: str | None = None
    url: str | None = None
    call_sid: str | None = None
    accept: bool = False
    timeout_seconds: int | None = None
    status_callback_url: str | None = None
    activity_sid: str | None = None
    post_work_activity_sid: str | None = None
    record: str | None = None


def read_instruction(answer: Mapping[str, Any]) -> Instruction:
    """The JSON that answers an assignment callback; Invalid when it is none."""
    text = {name: str(value) for name, value in answer.items() if isinstance(value, str | int | float)}
    timeout = text.get("timeout", "")
    return Instruction(
        name=text.get("instruction", ""),
        to=text.get("to"),
        from_=text.get("from"),
        url=text.get("url"),
        call_sid=text.get("call_sid"),
        accept=str(answer.get("accept", "")).lower() == "true",
        timeout_seconds=int(timeout) if timeout.isdigit() else None,
        status_callback_url=text.get("status_callback_url"),
        activity_sid=text.get("activity_sid"),
        post_work_activity_sid=text.get("post_work_activity_sid"),
        record=text.get("record"),
    )


def carry_out(asked: Instruction, reservation: Reservation, now: datetime) -> None:
    """Do it; Conflict, in TaskRouter's words, when the reservation is not in the state for it."""
    match asked.name:
        case "accept":
            _accept(reservation, now)
        case "reject":
            _reject(asked, reservation, now)
        case "wrap":
            _require(reservation, now, "Accepted", ReservationStatus.ACCEPTED)
            _require_foreign(reservation)
            routing.wrap_up(reservation.sid, now)
        case "complete":
            _complete(reservation, now)
        case "redirect" if is_foreign(reservation.contact_id):
            _redirect(asked, reservation, now)
        case "call" if is_foreign(reservation.contact_id):
            _call(asked, reservation, now)
        case "dequeue" | "call" | "conference" if not is_foreign(reservation.contact_id):
            _confirm_ringing(asked, reservation, now)
        case "":
            raise TwilioError(20001, "ReservationStatus or Instruction is required", field="Instruction")
        case other:
            raise TwilioError(
                20001, f"The instruction {other} is not supported for this task", field="Instruction"
            )
    if asked.post_work_activity_sid:
        _then(asked.post_work_activity_sid, reservation, now)


def _accept(reservation: Reservation, now: datetime) -> None:
    _require(reservation, now, "Pending", ReservationStatus.PENDING)
    if not is_foreign(reservation.contact_id):
        raise TwilioError(
            20001, f"Reservation {reservation.sid} is of a call: it is accepted when the worker picks up"
        )
    try:
        routing.accept(reservation.sid, now)
    except Conflict as conflict:
        raise _not_in(reservation, "Pending") from conflict


def _reject(asked: Instruction, reservation: Reservation, now: datetime) -> None:
    _require(reservation, now, "Pending", ReservationStatus.PENDING)
    if asked.activity_sid and not activity_named(asked.activity_sid, "WorkerActivitySid").available:
        # Choosing to be away while it rings is what declines it.
        enter(reservation.worker_sid, asked.activity_sid, now)
        return
    calls.run(routing.reject(reservation.sid, "rejected", now), now)


def _complete(reservation: Reservation, now: datetime) -> None:
    if reservation.status is ReservationStatus.COMPLETED:
        return
    _require(reservation, now, "Accepted", ReservationStatus.ACCEPTED, ReservationStatus.WRAPPING)
    if is_foreign(reservation.contact_id):
        outcome = routing.finish(reservation.sid, now)
    else:
        outcome = calls.finish_wrap_up(reservation.contact_id, reservation.worker_sid, None, None, now)
    calls.run(outcome, now)


def _redirect(asked: Instruction, reservation: Reservation, now: datetime) -> None:
    _require(reservation, now, "Pending", ReservationStatus.PENDING)
    if not asked.call_sid or not asked.url:
        raise Invalid("redirect needs a call_sid and a url", field="RedirectCallSid", rule="required")
    try:
        rest.redirect_call(asked.call_sid, asked.url)
    except CarrierError as error:
        raise TwilioError(20001, f"The call {asked.call_sid} could not be redirected") from error
    if asked.accept:
        _accept(reservation, now)


def _call(asked: Instruction, reservation: Reservation, now: datetime) -> None:
    """Place a call to the worker; the address that is given says what it is for. With `accept`, picking up
    accepts the reservation."""
    _require(reservation, now, "Pending", ReservationStatus.PENDING)
    if not asked.from_ or not asked.url:
        raise Invalid("call needs a from and a url", field="CallFrom", rule="required")
    callback, events = asked.status_callback_url, _OVER
    if callback:
        require_callback(callback, "CallStatusCallbackUrl")
    if asked.accept:
        told = {"r": reservation.sid, **({"u": callback} if callback else {})}
        callback, events = webhook_url("/taskrouter/call-status", **told), ("answered", "completed")
    try:
        rest.place_call(
            to=asked.to or reservation.contact_uri,
            from_=asked.from_,
            url=asked.url,
            status_callback=callback,
            events=events if callback else (),
            timeout_seconds=asked.timeout_seconds or DEFAULT_TIMEOUT_SECONDS,
        )
    except CarrierError as error:
        raise TwilioError(20001, "The carrier did not place the call") from error


def _confirm_ringing(asked: Instruction, reservation: Reservation, now: datetime) -> None:
    _require(reservation, now, "Pending", ReservationStatus.PENDING)
    if asked.to not in (None, reservation.contact_uri):
        raise TwilioError(
            20001, f"The worker is being rung at {reservation.contact_uri}, not at {asked.to}", field="To"
        )


def _then(activity_sid: str, reservation: Reservation, now: datetime) -> None:
    """What the worker becomes after this task."""
    chosen = activity_named(activity_sid, "PostWorkActivitySid")
    routing.set_next_activity(reservation.worker_sid, chosen.stands_for, now)


def _require(reservation: Reservation, now: datetime, said: str, *statuses: ReservationStatus) -> None:
    is_over = reservation.status is ReservationStatus.PENDING and reservation.expires_at <= now
    if reservation.status not in statuses or is_over:
        raise _not_in(reservation, said)


def _require_foreign(reservation: Reservation) -> None:
    if not is_foreign(reservation.contact_id):
        raise Conflict(f"Reservation {reservation.sid} is of a call: it is wrapped up when the call ends")


def _not_in(reservation: Reservation, said: str) -> Conflict:
    return Conflict(f"Reservation {reservation.sid} is not currently in a {said} state.")
