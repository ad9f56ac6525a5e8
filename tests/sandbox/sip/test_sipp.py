"""Calls with SIPp, a SIP implementation that is not ours, on the other side."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from sandbox.carrier.leg import HangupCause
from sandbox.carrier.media import rms, tone
from sandbox.carrier.sip import SipLeg

Sipp = Callable[..., Awaitable[None]]


@pytest.mark.parametrize("transport", ["u1", "t1"])
async def test_a_call_is_answered_heard_and_ended_by_the_caller(
    carrier: Any, sipp: Sipp, transport: str
) -> None:
    heard: list[float] = []

    async def answer(leg: SipLeg) -> None:
        await leg.ring()
        await leg.answer()
        tap = leg.party.tap()
        await asyncio.sleep(1.0)
        heard.append(rms(tap.said))

    carrier.on_invite = answer
    await sipp("caller", f"127.0.0.1:{carrier.port}", talk_ms=1500, transport=transport)
    leg = carrier.legs[0]
    assert (leg.from_user, leg.to_user, leg.remote) == ("+8613800138000", "4008888888", "127.0.0.1")
    assert leg.headers == {"X-Gateway": "shenzhen-1", "X-E1-Span": "2"}
    assert await asyncio.wait_for(leg.wait_ended(), 2) is HangupCause.THEY_HUNG_UP
    assert heard[0] > 100
    assert carrier.trunk.legs == ()


async def test_keys_are_collected_and_the_carrier_hangs_up(carrier: Any, sipp: Sipp) -> None:
    keys: list[str] = []

    async def collect(leg: SipLeg) -> None:
        def press(key: str) -> None:
            keys.append(key)
            if key == "#":
                asyncio.get_running_loop().create_task(leg.hangup())

        leg.on_digit = press
        await leg.answer()
        leg.party.play(tone(800, 5))

    carrier.on_invite = collect
    await sipp("keypad", f"127.0.0.1:{carrier.port}")
    assert "".join(keys) == "122#"
    assert carrier.legs[0].cause is HangupCause.WE_HUNG_UP


async def test_a_caller_who_gives_up_gets_487(carrier: Any, sipp: Sipp) -> None:
    carrier.on_invite = carrier.only_ring
    await sipp("impatient", f"127.0.0.1:{carrier.port}")
    assert carrier.legs[0].cause is HangupCause.CANCELED


async def test_an_unknown_number_is_refused_by_the_handler(carrier: Any, sipp: Sipp) -> None:
    async def refuse(leg: SipLeg) -> None:
        await leg.reject(404)

    carrier.on_invite = refuse
    await sipp("refused", f"127.0.0.1:{carrier.port}", service="999")
    assert carrier.legs[0].status_code == 404


async def test_twenty_calls_at_once(carrier: Any, sipp: Sipp) -> None:
    most = 0

    async def answer(leg: SipLeg) -> None:
        nonlocal most
        await leg.answer()
        leg.party.play(tone(800, 5))
        most = max(most, len(carrier.trunk.legs))

    carrier.on_invite = answer
    await sipp("caller", f"127.0.0.1:{carrier.port}", talk_ms=2500, calls=20, at_once=20)
    assert most == 20
    assert len(carrier.legs) == 20
    assert carrier.trunk.legs == ()
    lost = sum(leg._media.port.jitter.lost for leg in carrier.legs)
    received = sum(leg._media.port.jitter.received for leg in carrier.legs)
    assert received > 20 * 50
    assert lost < received * 0.05


async def test_a_phone_registers_with_its_password_and_can_be_called(carrier: Any, sipp: Sipp) -> None:
    port = carrier.free_port()
    await sipp("register", f"127.0.0.1:{carrier.port}", port=port)
    assert carrier.trunk.registered("alice") == f"sip:alice@127.0.0.1:{port}"
    phone = asyncio.create_task(sipp("callee", port=port))
    leg = await carrier.dial("alice")
    assert await asyncio.wait_for(leg.wait_answered(), 5)
    await leg.hangup()
    await phone


async def test_a_wrong_password_is_refused(carrier: Any, sipp: Sipp) -> None:
    await sipp("register_wrong", f"127.0.0.1:{carrier.port}")
    assert carrier.trunk.registered("alice") is None


@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_the_carrier_calls_rings_talks_and_hangs_up(carrier: Any, sipp: Sipp, transport: str) -> None:
    port = carrier.free_port()
    phone = asyncio.create_task(sipp("callee", port=port, transport=f"{transport[0]}1"))
    leg = await carrier.dial(f"sip:desk@127.0.0.1:{port};transport={transport}")
    rang: list[bool] = []
    leg.on_ringing = lambda: rang.append(True)
    assert await asyncio.wait_for(leg.wait_answered(), 5)
    assert rang == [True]
    assert leg.headers == {"X-Phone": "desk"}
    await leg.hangup()
    await phone


async def test_a_busy_phone_is_told_as_busy(carrier: Any, sipp: Sipp) -> None:
    port = carrier.free_port()
    phone = asyncio.create_task(sipp("busy", port=port))
    leg = await carrier.dial(f"sip:desk@127.0.0.1:{port}")
    assert await asyncio.wait_for(leg.wait_ended(), 5) is HangupCause.BUSY
    assert leg.status_code == 486
    await phone
