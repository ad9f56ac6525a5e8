"""What tests and the curious look at: live calls, what each party says and hears, and logged errors."""

from __future__ import annotations

import asyncio
from typing import Any

from aiohttp import web

from sandbox.carrier.call import Call
from sandbox.carrier.conferences import Conference
from sandbox.carrier.exchange import Exchange
from sandbox.carrier.leg import Direction, Leg, LegState
from sandbox.carrier.loopback import LoopbackLeg
from sandbox.carrier.media import FRAME_SECONDS, Party, Pcm, dominant_frequency, rms
from sandbox.carrier.media.frames import SILENCE
from sandbox.carrier.phone.leg import PhoneLeg
from sandbox.carrier.sip import SipLeg
from sandbox.carrier.webrtc.leg import WebRtcLeg

_LISTENED_SECONDS = 0.6


def debug_routes(exchange: Exchange) -> list[web.RouteDef]:
    """Health, calls and notifications."""

    async def health(_request: web.Request) -> web.Response:
        return web.json_response(
            {"status": "ok", "calls": sum(not c.is_over for c in exchange.calls.values())}
        )

    async def calls(request: web.Request) -> web.Response:
        shown = [c for c in exchange.calls.values() if "all" in request.query or not c.is_over]
        described = await asyncio.gather(*(_described(call) for call in shown))
        return web.json_response(
            {
                "calls": described,
                "legs": [call["leg"] for call in described if call["leg"]],
                "devices": exchange.devices.listed() if exchange.devices else [],
                "conferences": [_conference(c) for c in exchange.conferences],
                "queues": [{"name": q.name, "size": len(q.members)} for q in exchange.queues],
            }
        )

    async def notifications(_request: web.Request) -> web.Response:
        return web.json_response({"notifications": [entry.as_json() for entry in exchange.notifications]})

    return [
        web.get("/healthz", health),
        web.get("/sandbox/calls", calls),
        web.get("/sandbox/notifications", notifications),
    ]


async def _described(call: Call) -> dict[str, Any]:
    leg = call.leg
    is_talking = leg is not None and leg.state is LegState.ANSWERED
    said, heard = await _listen(leg.party) if leg is not None and is_talking else (SILENCE, SILENCE)
    return {
        "sid": call.sid,
        "parent_sid": call.parent_sid,
        "from": call.from_,
        "to": call.to,
        "direction": call.direction.value,
        "status": call.status.value,
        "started_at": call.created_at.isoformat(),
        "answered_at": call.answered_at.isoformat() if call.answered_at else None,
        "ended_at": call.ended_at.isoformat() if call.ended_at else None,
        "duration_seconds": call.duration_seconds,
        "leg": _leg(call, leg, said, heard) if leg is not None else None,
        "digits": "".join(line.text for line in call.transcript if line.kind == "digits"),
        "transcript": [line.as_json() for line in call.transcript],
        "recordings": call.recording_sids,
    }


async def _listen(party: Party) -> tuple[Pcm, Pcm]:
    """Listen along for a moment; measuring all the time would cost every call."""
    tap = party.tap()
    try:
        await asyncio.sleep(_LISTENED_SECONDS + FRAME_SECONDS)
        return tap.said, tap.heard
    finally:
        party.untap(tap)


def _leg(call: Call, leg: Leg, said: Pcm, heard: Pcm) -> dict[str, Any]:
    return {
        "call_sid": call.sid,
        "kind": _kind(leg),
        "state": leg.state.value,
        "party": leg.to_user if leg.direction is Direction.OUTBOUND else leg.from_user,
        "said": _measured(said),
        "heard": _measured(heard),
    }


def _kind(leg: Leg) -> str:
    kinds = ((SipLeg, "sip"), (PhoneLeg, "phone"), (WebRtcLeg, "client"), (LoopbackLeg, "loopback"))
    return next((name for kind, name in kinds if isinstance(leg, kind)), "none")


def _measured(pcm: Pcm) -> dict[str, float]:
    return {"rms": round(rms(pcm), 1), "hz": round(dominant_frequency(pcm), 1)}


def _conference(conference: Conference) -> dict[str, Any]:
    return {
        "sid": conference.sid,
        "name": conference.name,
        "status": conference.status.value,
        "participants": [
            {"call_sid": p.call_sid, "label": p.entrance.label, "muted": p.is_muted, "hold": p.is_on_hold}
            for p in conference.participants.values()
        ],
    }
