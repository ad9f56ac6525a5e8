"""A call that the carrier makes, for the REST API or for ``<Dial>``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.carrier.call import Call, CallDirection, CallStatus, StatusCallback
from sandbox.carrier.config import VoiceTarget
from sandbox.carrier.destinations import CannotDial, Destination, open_leg
from sandbox.carrier.progress import advance, attach, hang_up, register
from sandbox.carrier.sids import new_sid
from sandbox.carrier.twiml.request import Source
from sandbox.carrier.unanswered import UnansweredLeg

if TYPE_CHECKING:
    from sandbox.carrier.exchange import Exchange


def new_call(
    exchange: Exchange,
    to: Destination,
    from_: str,
    direction: CallDirection,
    *,
    parent_sid: str | None = None,
    callback: StatusCallback | None = None,
    target: VoiceTarget | None = None,
) -> Call:
    """Enter an outbound call in the books; nothing rings yet."""
    return register(
        exchange,
        Call(
            sid=new_sid("CA"),
            from_=from_,
            to=to.shown,
            direction=direction,
            created_at=exchange.clock.now(),
            parent_sid=parent_sid,
            status_callback=callback,
            target=target or VoiceTarget(),
        ),
    )


async def ring(exchange: Exchange, call: Call, to: Destination, timeout_seconds: float) -> CallStatus:
    """Ring until answered, refused or the time is over; the status then."""
    try:
        leg = await open_leg(exchange, call, to)
    except CannotDial as reason:
        exchange.notifications.add(
            13224, f"Cannot dial {to.shown}: {reason}", exchange.clock.now(), call_sid=call.sid
        )
        leg = UnansweredLeg(call.from_, to.shown, call.sid, is_ringing=False)
        attach(exchange, call, leg)
        await hang_up(call, CallStatus.FAILED)
        return call.status
    attach(exchange, call, leg)
    advance(exchange, call, CallStatus.INITIATED)
    _catch_up(call)
    try:
        async with exchange.clock.limit(timeout_seconds):
            await call.settled.wait()
    except TimeoutError:
        await hang_up(call, CallStatus.NO_ANSWER)
        await call.settled.wait()
    return call.status


def _catch_up(call: Call) -> None:
    """A leg that ended before it was attached has told nobody."""
    leg = call.leg
    if leg is not None and leg.cause is not None and not call.is_over:
        leg.on_hangup(leg.cause)


async def ring_and_run(
    exchange: Exchange, call: Call, to: Destination, source: Source, timeout_seconds: float
) -> None:
    """The life of a call made through the REST API: ring, then run its TwiML."""
    status = await ring(exchange, call, to, timeout_seconds)
    if status is CallStatus.IN_PROGRESS and call.session is not None:
        call.session.start(source)
