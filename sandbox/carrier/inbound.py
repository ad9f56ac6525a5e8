"""A call that comes in, by SIP or from the phone page: number lookup, ringing, and the number's TwiML."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sandbox.carrier.call import Call, CallDirection, CallStatus, StatusCallback
from sandbox.carrier.config import VoiceTarget
from sandbox.carrier.leg import Leg, LegState
from sandbox.carrier.parameters import sip_parameters
from sandbox.carrier.progress import attach, register
from sandbox.carrier.twiml.request import Request

if TYPE_CHECKING:
    from sandbox.carrier.exchange import Exchange


async def receive(exchange: Exchange, leg: Leg, parameters: Mapping[str, str] | None = None) -> Call | None:
    """Take a call: 404 for an unknown number, else ring and run the number's voice URL."""
    target = exchange.config.number(leg.to_user)
    if target is None or not target.voice_url:
        exchange.notifications.add(
            13223,
            f"No voice URL for the number {leg.to_user}",
            exchange.clock.now(),
            call_sid=leg.call_sid,
            level="warning",
        )
        await leg.reject(404, "Not Found")
        return None
    sip = sip_parameters(leg.headers, leg.sip_call_id, leg.remote) if leg.sip_call_id or leg.headers else {}
    return await receive_for(exchange, leg, target, {**sip, **(parameters or {})})


async def receive_for(
    exchange: Exchange,
    leg: Leg,
    target: VoiceTarget,
    parameters: Mapping[str, str],
    from_: str | None = None,
    to: str | None = None,
) -> Call:
    """Take a call for a voice target that is already known."""
    call = Call(
        sid=leg.call_sid,
        from_=from_ or leg.from_user,
        to=to if to is not None else leg.to_user,
        direction=CallDirection.INBOUND,
        created_at=exchange.clock.now(),
        target=target,
        parameters=dict(parameters),
        status=CallStatus.QUEUED,
    )
    if target.status_callback:
        call.status_callback = StatusCallback(target.status_callback, target.status_callback_method)
    register(exchange, call)
    attach(exchange, call, leg)
    await leg.ring()
    call.status = CallStatus.RINGING if call.status is CallStatus.QUEUED else call.status
    if leg.state is not LegState.ENDED and call.session is not None:
        call.session.start(Request(target.voice_url or "", target.voice_method.upper()))
    return call
