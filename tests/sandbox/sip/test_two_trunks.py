"""Our user agent on both ends: what a call is like for the programs that use legs."""

import asyncio
from typing import Any

import pytest

from sandbox.carrier.leg import HangupCause, LegState
from sandbox.carrier.media import dominant_frequency, music, tone
from sandbox.carrier.sip import SipLeg


async def call(caller: Any, callee: Any, **options: Any) -> tuple[SipLeg, SipLeg]:
    """An answered call: the caller's leg and the callee's."""
    transport = options.pop("transport", "udp")
    leg = await caller.trunk.dial(
        f"sip:4008888888@127.0.0.1:{callee.port};transport={transport}", "+8613800138000", **options
    )
    assert await asyncio.wait_for(leg.wait_answered(), 3)
    return leg, callee.legs[-1]


@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_both_hear_each_other_and_keys_go_both_ways(
    carrier: Any, other_carrier: Any, transport: str
) -> None:
    theirs, ours = await call(other_carrier, carrier, transport=transport)
    keys: dict[str, str] = {"theirs": "", "ours": ""}
    theirs.on_digit = lambda key: keys.update(theirs=keys["theirs"] + key)
    ours.on_digit = lambda key: keys.update(ours=keys["ours"] + key)
    await theirs.send_digits("12#")
    await ours.send_digits("*9")
    taps = theirs.party.tap(), ours.party.tap()
    theirs.party.play(tone(600, 2))
    ours.party.play(tone(1400, 2))
    await asyncio.sleep(0.8)
    assert keys == {"theirs": "*9", "ours": "12#"}
    assert dominant_frequency(taps[0].said[-4000:]) == pytest.approx(1400, abs=10)
    assert dominant_frequency(taps[1].said[-4000:]) == pytest.approx(600, abs=10)


async def test_headers_travel_both_ways(carrier: Any, other_carrier: Any) -> None:
    uri = f"sip:400@127.0.0.1:{carrier.port}?X-Ticket=a%20b"
    leg = await other_carrier.trunk.dial(
        uri, "+86138", {"User-to-User": "56a3;encoding=hex", "X-Twilio-CallSid": "CA1"}
    )
    assert await asyncio.wait_for(leg.wait_answered(), 3)
    expected = {"X-Ticket": "a b", "User-to-User": "56a3;encoding=hex", "X-Twilio-CallSid": "CA1"}
    assert carrier.legs[0].headers == expected


async def test_a_header_cannot_be_smuggled_in(carrier: Any, other_carrier: Any) -> None:
    with pytest.raises(ValueError, match="line break"):
        await other_carrier.trunk.dial(f"sip:400@127.0.0.1:{carrier.port}", "x", {"X-A": "1\r\nX-B: 2"})
    assert other_carrier.trunk.legs == ()


async def test_hanging_up_ends_both_and_frees_the_ports(
    carrier: Any, other_carrier: Any, engine: Any
) -> None:
    theirs, ours = await call(other_carrier, carrier)
    ended: list[tuple[str, HangupCause]] = []
    theirs.on_hangup = lambda cause: ended.append(("theirs", cause))
    ours.on_hangup = lambda cause: ended.append(("ours", cause))
    await ours.hangup()
    await ours.hangup()
    assert await asyncio.wait_for(theirs.wait_ended(), 2) is HangupCause.THEY_HUNG_UP
    assert ended == [("ours", HangupCause.WE_HUNG_UP), ("theirs", HangupCause.THEY_HUNG_UP)]
    assert engine.parties == ()
    assert (theirs._media.port.local_port, ours._media.port.local_port) == (0, 0)


async def test_a_caller_who_stops_dialling_cancels(carrier: Any, other_carrier: Any) -> None:
    carrier.on_invite = carrier.only_ring
    leg = await other_carrier.trunk.dial(f"sip:400@127.0.0.1:{carrier.port}", "+86138")
    rang = asyncio.Event()
    leg.on_ringing = rang.set
    await asyncio.wait_for(rang.wait(), 2)
    await leg.hangup()
    assert leg.cause is HangupCause.CANCELED
    assert await asyncio.wait_for(carrier.legs[0].wait_ended(), 2) is HangupCause.CANCELED


async def test_a_call_canceled_before_anybody_answered_at_all_ends_too(
    carrier: Any, other_carrier: Any
) -> None:
    """CANCEL may not be sent yet; when the answer comes first, it is acknowledged and hung up."""
    leg = await other_carrier.trunk.dial(f"sip:400@127.0.0.1:{carrier.port}", "+86138")
    await leg.hangup()
    inbound = await carrier.first_leg()
    await asyncio.wait_for(inbound.wait_ended(), 3)
    assert leg.cause is HangupCause.CANCELED


@pytest.mark.parametrize(
    ("code", "cause"),
    [
        (486, HangupCause.BUSY),
        (480, HangupCause.NO_ANSWER),
        (603, HangupCause.REFUSED),
        (500, HangupCause.FAILED),
    ],
)
async def test_a_refusal_has_its_cause(
    carrier: Any, other_carrier: Any, code: int, cause: HangupCause
) -> None:
    async def refuse(leg: SipLeg) -> None:
        await leg.reject(code)

    carrier.on_invite = refuse
    leg = await other_carrier.trunk.dial(f"sip:400@127.0.0.1:{carrier.port}", "+86138")
    assert await asyncio.wait_for(leg.wait_ended(), 3) is cause
    assert leg.status_code == code
    assert not await leg.wait_answered()


async def test_nobody_there_fails_in_time(other_carrier: Any) -> None:
    leg = await other_carrier.trunk.dial("sip:400@127.0.0.1:9", "+86138")
    assert await asyncio.wait_for(leg.wait_ended(), 8) is HangupCause.FAILED


@pytest.mark.parametrize(
    "uri", ["sips:a@127.0.0.1", "http://x", "nobody", "sip:", "sip:a@127.0.0.1;transport=ws"]
)
async def test_what_cannot_be_dialled_is_told(other_carrier: Any, uri: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        await other_carrier.trunk.dial(uri, "+86138")
    assert other_carrier.trunk.legs == ()


async def test_deciding_twice_does_nothing(carrier: Any, other_carrier: Any) -> None:
    theirs, ours = await call(other_carrier, carrier)
    await ours.answer()
    await ours.ring()
    await ours.reject(486)
    assert theirs.state is ours.state is LegState.ANSWERED


async def test_stopping_hangs_up_everybody(carrier: Any, other_carrier: Any) -> None:
    theirs, _ = await call(other_carrier, carrier)
    theirs.party.play(music(), loop=True)
    await carrier.trunk.stop()
    assert await asyncio.wait_for(theirs.wait_ended(), 2) is HangupCause.THEY_HUNG_UP
