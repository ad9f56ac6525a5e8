"""How a call moves on: ringing, answered, over. Each step is told to the application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.carrier.call import FINAL, Call, CallDirection, CallStatus
from sandbox.carrier.clock import rfc2822
from sandbox.carrier.leg import HangupCause, Leg
from sandbox.carrier.parameters import voice_parameters
from sandbox.carrier.twiml.session import Interruption, Session

if TYPE_CHECKING:
    from sandbox.carrier.exchange import Exchange

_EVENT_OF = {
    CallStatus.INITIATED: "initiated",
    CallStatus.RINGING: "ringing",
    CallStatus.IN_PROGRESS: "answered",
    **dict.fromkeys(FINAL, "completed"),
}
_REMEMBERED_CALLS = 5_000
_UNANSWERED = {
    HangupCause.BUSY: CallStatus.BUSY,
    HangupCause.NO_ANSWER: CallStatus.NO_ANSWER,
    HangupCause.CANCELED: CallStatus.CANCELED,
    HangupCause.WE_HUNG_UP: CallStatus.CANCELED,
    HangupCause.THEY_HUNG_UP: CallStatus.CANCELED,
    HangupCause.REFUSED: CallStatus.BUSY,
}
_NO_ANSWER_CODES = frozenset({408, 480, 487})
_FAILURE_CODES = frozenset({404, 410, 484, 488, 500, 502, 503, 604})


def register(exchange: Exchange, call: Call) -> Call:
    """Enter a new call in the books, with a session of its own."""
    _forget_oldest(exchange)
    exchange.calls[call.sid] = call
    call.session = Session(exchange, call)
    return call


def _forget_oldest(exchange: Exchange) -> None:
    """A carrier that runs for weeks must not remember every call."""
    if len(exchange.calls) >= _REMEMBERED_CALLS:
        oldest = next((call for call in exchange.calls.values() if call.ended.is_set()), None)
        if oldest is not None:
            del exchange.calls[oldest.sid]


def attach(exchange: Exchange, call: Call, leg: Leg) -> None:
    """Connect a call with its leg: what happens on the leg happens to the call."""
    call.leg = leg
    session = call.session
    assert session is not None
    leg.on_ringing = lambda: advance(exchange, call, CallStatus.RINGING)
    leg.on_answered = lambda: advance(exchange, call, CallStatus.IN_PROGRESS)
    leg.on_digit = session.press
    leg.on_hangup = lambda cause: _over(exchange, call, cause)


def advance(exchange: Exchange, call: Call, status: CallStatus) -> None:
    """Move a call to a status and tell whoever asked for that event; a step back is ignored."""
    if call.is_over or status is call.status:
        return
    if status is CallStatus.RINGING and call.status is CallStatus.IN_PROGRESS:
        return
    call.status = status
    if status is CallStatus.IN_PROGRESS:
        call.answered_at = exchange.clock.now()
        call.settled.set()
    call.note(exchange.clock.now(), "status", status.value)
    if status not in FINAL:
        _tell(exchange, call)


async def hang_up(call: Call, status: CallStatus | None = None) -> None:
    """End a call from our side; ``status`` says what an unanswered one counts as."""
    if call.is_over:
        return
    call.final_status = call.final_status or status
    if call.leg is not None:
        await call.leg.hangup()


async def reject(call: Call, status: CallStatus, code: int, reason: str) -> None:
    """Refuse an inbound call before it was answered."""
    call.final_status = status
    if call.leg is not None:
        await call.leg.reject(code, reason)


def _over(exchange: Exchange, call: Call, cause: HangupCause) -> None:
    if call.is_over:
        return
    call.ended_at = exchange.clock.now()
    advance(exchange, call, _final_status(call, cause))
    call.settled.set()
    exchange.spawn(_finish(exchange, call))


async def _finish(exchange: Exchange, call: Call) -> None:
    """Let the running verb say its last word before the call is reported completed."""
    if call.session is not None:
        await call.session.interrupt(Interruption.HANGUP)
    exchange.recordings.call_ended(call)
    _tell(exchange, call)
    call.ended.set()


def _final_status(call: Call, cause: HangupCause) -> CallStatus:
    if call.answered_at is not None:
        return CallStatus.COMPLETED
    if call.final_status is not None:
        return call.final_status
    code = call.leg.status_code if call.leg else None
    if call.direction is not CallDirection.INBOUND and code in _NO_ANSWER_CODES:
        return CallStatus.NO_ANSWER
    if code in _FAILURE_CODES:
        return CallStatus.FAILED
    return _UNANSWERED.get(cause, CallStatus.FAILED)


def _tell(exchange: Exchange, call: Call) -> None:
    callback = call.status_callback
    if callback is None or _EVENT_OF.get(call.status) not in callback.events:
        return
    fields = voice_parameters(exchange.account, call) | {
        "Timestamp": rfc2822(exchange.clock.now()) or "",
        "CallbackSource": "call-progress-events",
        "SequenceNumber": str(call.sequence_number),
    }
    call.sequence_number += 1
    if call.is_over:
        fields["CallDuration"] = str(call.duration_seconds)
        fields["Duration"] = str(-(-call.duration_seconds // 60))
    if call.leg is not None and call.leg.status_code:
        fields["SipResponseCode"] = str(call.leg.status_code)
    exchange.callbacks.send(
        call.sid, callback.url, fields | _recording_fields(exchange, call), callback.method
    )


def _recording_fields(exchange: Exchange, call: Call) -> dict[str, str]:
    if not call.is_over or not call.recording_sids:
        return {}
    recording = exchange.recordings.get(call.recording_sids[-1])
    return recording.webhook_fields() if recording else {}
