"""The protocol message by message, with a phone whose every byte is written here."""

import asyncio
import re
from typing import Any

import pytest

from sandbox.carrier.leg import HangupCause, LegState
from sandbox.carrier.sip import SipLeg, TrunkOptions

OFFER = """v=0
o=phone 1 1 IN IP4 127.0.0.1
s=-
c=IN IP4 127.0.0.1
t=0 0
m=audio 39000 RTP/AVP 8 0 101
a=rtpmap:8 PCMA/8000
a=rtpmap:0 PCMU/8000
a=rtpmap:101 telephone-event/8000
"""


def tag_in(message: str) -> str:
    found = re.search(r"^To:.*;tag=(\S+)", message, re.MULTILINE)
    assert found, message
    return found.group(1).strip()


def header(message: str, name: str) -> list[str]:
    return [value.strip() for value in re.findall(rf"^{name}:(.*)$", message, re.MULTILINE | re.IGNORECASE)]


async def establish(phone: Any) -> str:
    """Call and acknowledge; our tag."""
    phone.send(phone.request("INVITE", body=OFFER))
    tag = tag_in(await phone.receive("SIP/2.0 200"))
    phone.send(phone.request("ACK", to_tag=tag))
    return tag


async def test_trying_ringing_ok_and_the_answer_takes_the_first_codec(phone: Any) -> None:
    phone.send(phone.request("INVITE", body=OFFER))
    assert (await phone.receive()).startswith("SIP/2.0 100 Trying")
    ringing = await phone.receive()
    assert ringing.startswith("SIP/2.0 180 Ringing")
    ok = await phone.receive()
    assert ok.startswith("SIP/2.0 200 OK")
    assert tag_in(ok) == tag_in(ringing)
    assert re.search(r"^m=audio \d+ RTP/AVP 8 101\r$", ok, re.MULTILINE)


@pytest.mark.parametrize(
    ("formats", "chosen"), [("0 8 101", "0 101"), ("8 0 101", "8 101"), ("18 9 0", "0"), ("3 8", "8")]
)
async def test_the_callers_order_of_codecs_decides(phone: Any, formats: str, chosen: str) -> None:
    phone.send(phone.request("INVITE", body=OFFER.replace("8 0 101", formats)))
    ok = await phone.receive("SIP/2.0 200")
    assert re.search(rf"^m=audio \d+ RTP/AVP {chosen}\r$", ok, re.MULTILINE)


async def test_events_are_answered_with_the_offered_type_at_8000_hz(phone: Any) -> None:
    offer = OFFER.replace("8 0 101", "8 96 97").replace("a=rtpmap:101 telephone-event/8000\n", "")
    offer += "a=rtpmap:96 telephone-event/48000\na=rtpmap:97 telephone-event/8000\n"
    phone.send(phone.request("INVITE", body=offer))
    ok = await phone.receive("SIP/2.0 200")
    assert re.search(r"^m=audio \d+ RTP/AVP 8 97\r$", ok, re.MULTILINE)


async def test_video_is_turned_down_in_its_place(phone: Any) -> None:
    offer = OFFER.replace("m=audio", "m=video 5000 RTP/AVP 96\na=rtpmap:96 H264/90000\nm=audio")
    phone.send(phone.request("INVITE", body=offer))
    ok = await phone.receive("SIP/2.0 200")
    kinds = [line.split()[:2] for line in re.findall(r"^m=.*$", ok, re.MULTILINE)]
    assert kinds[0] == ["m=video", "0"]
    assert kinds[1][0] == "m=audio"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (OFFER.replace("8 0 101", "18"), 488),
        (OFFER.replace("RTP/AVP", "RTP/SAVP"), 488),
        ("v=0\n", 400),
        ("m=audio what", 488),
    ],
)
async def test_an_offer_without_use_is_refused(phone: Any, carrier: Any, body: str, code: int) -> None:
    phone.send(phone.request("INVITE", body=body))
    await phone.receive(f"SIP/2.0 {code}")
    phone.send(phone.request("ACK"))
    assert carrier.legs == []


async def test_a_repeated_invite_makes_one_call(phone: Any, carrier: Any) -> None:
    async def wait(leg: SipLeg) -> None:
        await leg.ring()

    carrier.on_invite = wait
    invite = phone.request("INVITE", body=OFFER)
    phone.send(invite)
    await phone.receive("SIP/2.0 180")
    phone.send(invite)
    assert (await phone.receive()).startswith("SIP/2.0 180")
    assert len(carrier.legs) == 1


async def test_the_same_invite_by_another_way_is_a_loop(phone: Any, carrier: Any) -> None:
    carrier.on_invite = carrier.only_ring
    phone.send(phone.request("INVITE", body=OFFER, branch="one"))
    await phone.receive("SIP/2.0 180")
    phone.send(phone.request("INVITE", body=OFFER, branch="two"))
    await phone.receive("SIP/2.0 482")
    assert len(carrier.legs) == 1


async def test_the_answer_is_repeated_until_acknowledged(phone: Any, carrier: Any) -> None:
    phone.send(phone.request("INVITE", body=OFFER))
    first = await phone.receive("SIP/2.0 200")
    assert await phone.receive("SIP/2.0 200") == first
    phone.send(phone.request("ACK", to_tag=tag_in(first)))
    await asyncio.sleep(0.02)
    while not phone.messages.empty():
        phone.messages.get_nowait()
    assert await phone.is_quiet(0.5)
    assert carrier.legs[0].state is LegState.ANSWERED


async def test_an_answer_never_acknowledged_ends_the_call(phone: Any, carrier: Any) -> None:
    phone.send(phone.request("INVITE", body=OFFER))
    bye = await phone.receive("BYE", seconds=6)
    assert bye.startswith(f"BYE sip:phone@127.0.0.1:{phone.port} SIP/2.0")
    assert carrier.legs[0].cause is HangupCause.FAILED


async def test_a_refusal_is_repeated_until_acknowledged(phone: Any, carrier: Any) -> None:
    async def refuse(leg: SipLeg) -> None:
        await leg.reject(486)

    carrier.on_invite = refuse
    phone.send(phone.request("INVITE", body=OFFER))
    await phone.receive("SIP/2.0 486")
    refusal = await phone.receive("SIP/2.0 486")
    branch = "call-1-1-INVITE"
    phone.send(phone.request("ACK", to_tag=tag_in(refusal), branch=branch))
    await asyncio.sleep(0.02)
    while not phone.messages.empty():
        phone.messages.get_nowait()
    assert await phone.is_quiet(0.5)


async def test_record_route_is_copied_and_our_bye_takes_that_way(phone: Any, carrier: Any) -> None:
    routes = f"Record-Route: <sip:127.0.0.1:{phone.port};lr>\nRecord-Route: <sip:10.9.9.9;lr>\n"
    phone.send(phone.request("INVITE", body=OFFER, headers=routes))
    ok = await phone.receive("SIP/2.0 200")
    expected = [f"<sip:127.0.0.1:{phone.port};lr>", "<sip:10.9.9.9;lr>"]
    assert header(ok, "Record-Route") == expected
    phone.send(phone.request("ACK", to_tag=tag_in(ok)))
    await asyncio.sleep(0.05)
    await carrier.legs[0].hangup()
    assert header(await phone.receive("BYE"), "Route") == expected


async def test_bye_waits_for_the_acknowledgement(phone: Any, carrier: Any) -> None:
    async def answer_and_hang_up(leg: SipLeg) -> None:
        await leg.answer()
        await leg.hangup()

    carrier.on_invite = answer_and_hang_up
    phone.send(phone.request("INVITE", body=OFFER))
    ok = await phone.receive()
    while not ok.startswith("SIP/2.0 200"):
        ok = await phone.receive()
    await asyncio.sleep(0.02)
    assert phone.messages.empty()
    phone.send(phone.request("ACK", to_tag=tag_in(ok)))
    assert header(await phone.receive("BYE"), "CSeq") == ["1 BYE"]


@pytest.mark.parametrize(
    ("flow", "answered"),
    [("sendonly", "recvonly"), ("inactive", "inactive"), ("recvonly", "sendonly"), ("sendrecv", "sendrecv")],
)
async def test_hold_and_resume_are_answered_mirrored(
    phone: Any, carrier: Any, flow: str, answered: str
) -> None:
    tag = await establish(phone)
    phone.send(phone.request("INVITE", sequence=2, to_tag=tag, body=f"{OFFER}a={flow}\n"))
    ok = await phone.receive("SIP/2.0 200")
    while header(ok, "CSeq") != ["2 INVITE"]:
        ok = await phone.receive("SIP/2.0 200")
    phone.send(phone.request("ACK", sequence=2, to_tag=tag))
    assert f"a={answered}\r\n" in ok
    assert carrier.legs[0]._media.port.is_sending is (answered in ("sendrecv", "sendonly"))
    phone.send(phone.request("INVITE", sequence=3, to_tag=tag, body=OFFER))
    while header(ok, "CSeq") != ["3 INVITE"]:
        ok = await phone.receive("SIP/2.0 200")
    assert "a=sendrecv\r\n" in ok
    assert carrier.legs[0]._media.port.is_sending
    assert len(carrier.legs) == 1


async def test_the_old_way_of_holding_stops_our_sound(phone: Any, carrier: Any) -> None:
    tag = await establish(phone)
    held = OFFER.replace("c=IN IP4 127.0.0.1", "c=IN IP4 0.0.0.0")
    phone.send(phone.request("INVITE", sequence=2, to_tag=tag, body=held))
    await phone.receive("SIP/2.0 200")
    assert not carrier.legs[0]._media.port.is_sending


async def test_a_change_that_cannot_be_done_leaves_the_call_as_it_was(phone: Any, carrier: Any) -> None:
    tag = await establish(phone)
    phone.send(phone.request("INVITE", sequence=2, to_tag=tag, body=OFFER.replace("8 0 101", "18")))
    await phone.receive("SIP/2.0 488")
    assert carrier.legs[0].state is LegState.ANSWERED


async def test_an_invite_without_offer_gets_ours_and_the_ack_brings_theirs(phone: Any, carrier: Any) -> None:
    phone.send(phone.request("INVITE"))
    ok = await phone.receive("SIP/2.0 200")
    assert re.search(r"^m=audio \d+ RTP/AVP 8 0 101\r$", ok, re.MULTILINE)
    phone.send(phone.request("ACK", to_tag=tag_in(ok), body=OFFER.replace("8 0 101", "0")))
    await asyncio.sleep(0.05)
    port = carrier.legs[0]._media.port
    assert (port.law.name, port.event_type, port.remote[1]) == ("U", None, 39000)


async def test_keys_by_info_are_keys(phone: Any, carrier: Any) -> None:
    keys: list[str] = []

    async def answer(leg: SipLeg) -> None:
        leg.on_digit = keys.append
        await leg.answer()

    carrier.on_invite = answer
    tag = await establish(phone)
    info = phone.request("INFO", sequence=2, to_tag=tag, body="Signal=5\nDuration=160\n")
    phone.send(info.replace("application/sdp", "application/dtmf-relay"))
    assert header(await phone.receive("SIP/2.0 200"), "CSeq")
    await asyncio.sleep(0.05)
    assert keys == ["5"]


@pytest.mark.parametrize(
    ("method", "headers", "uri", "code"),
    [
        ("OPTIONS", "", "", 200),
        ("OPTIONS", "Max-Forwards: 0\n", "", 483),
        ("INVITE", "Max-Forwards: 0\n", "", 483),
        ("INVITE", "Require: 100rel\n", "", 420),
        ("INVITE", "", "http://example.org", 416),
        ("REFER", "", "", 405),
        ("SUBSCRIBE", "", "", 405),
        ("DANCE", "", "", 501),
        ("BYE", "", "", 481),
        ("CANCEL", "", "", 481),
    ],
)
async def test_requests_outside_a_call(phone: Any, method: str, headers: str, uri: str, code: int) -> None:
    phone.send(phone.request(method, headers=headers, uri=uri))
    response = await phone.receive(f"SIP/2.0 {code}")
    if code in (200, 405):
        assert "INVITE" in header(response, "Allow")[0]
    if code == 420:
        assert header(response, "Unsupported") == ["100rel"]


async def test_refer_within_a_call_is_not_allowed(phone: Any) -> None:
    tag = await establish(phone)
    phone.send(phone.request("REFER", sequence=2, to_tag=tag, headers="Refer-To: <sip:x@y>\n"))
    await phone.receive("SIP/2.0 405")


async def test_a_request_of_an_unknown_call_is_refused(phone: Any) -> None:
    phone.send(phone.request("BYE", to_tag="nobody"))
    await phone.receive("SIP/2.0 481")


async def test_an_older_request_is_out_of_order(phone: Any) -> None:
    tag = await establish(phone)
    phone.send(phone.request("OPTIONS", sequence=5, to_tag=tag))
    phone.send(phone.request("OPTIONS", sequence=4, to_tag=tag))
    await phone.receive("SIP/2.0 500")


async def test_a_bye_before_the_answer_ends_the_invite_too(phone: Any, carrier: Any) -> None:
    carrier.on_invite = carrier.only_ring
    phone.send(phone.request("INVITE", body=OFFER))
    tag = tag_in(await phone.receive("SIP/2.0 180"))
    phone.send(phone.request("BYE", sequence=2, to_tag=tag))
    await phone.receive("SIP/2.0 200")
    await phone.receive("SIP/2.0 487")
    assert carrier.legs[0].cause is HangupCause.CANCELED


async def test_the_reply_goes_back_through_a_nat(phone: Any) -> None:
    request = phone.request("OPTIONS").replace(f"127.0.0.1:{phone.port};branch", "10.0.0.7:5060;rport;branch")
    phone.send(request)
    via = header(await phone.receive("SIP/2.0 200"), "Via")[0]
    assert f"rport={phone.port}" in via
    assert "received=127.0.0.1" in via


@pytest.mark.parametrize(
    "garbage",
    [
        b"hello",
        b"INVITE\r\n\r\n",
        b"SIP/2.0 abc\r\n\r\n",
        b"INVITE sip:a@b SIP/2.0\r\nVia: nonsense\r\nCSeq: x INVITE\r\n\r\n",
        b"\x00\xff" * 300,
    ],
)
async def test_garbage_is_ignored_and_the_trunk_goes_on(phone: Any, garbage: bytes) -> None:
    phone.send(garbage)
    phone.send(phone.request("OPTIONS"))
    assert (await phone.receive()).startswith("SIP/2.0 200")


async def test_a_handler_that_fails_refuses_the_call(phone: Any, carrier: Any) -> None:
    async def fail(leg: SipLeg) -> None:
        raise RuntimeError("broken")

    carrier.on_invite = fail
    phone.send(phone.request("INVITE", body=OFFER))
    await phone.receive("SIP/2.0 500")


class TestImpatientTrunk:
    """Ends calls whose other side fell silent."""

    @pytest.fixture
    def options(self, options: TrunkOptions) -> TrunkOptions:
        from dataclasses import replace

        return replace(options, media_silence_seconds=0.4, ring_seconds=0.3)

    async def test_a_call_whose_sound_stopped_is_hung_up(self, phone: Any, carrier: Any) -> None:
        await establish(phone)
        port = carrier.legs[0]._media.port
        port.datagram_received(b"\x80\x08" + bytes(10) + b"\xd5" * 160, ("127.0.0.1", 39000))
        await phone.receive("BYE", seconds=3)
        assert carrier.legs[0].cause is HangupCause.MEDIA_LOST

    async def test_a_call_that_never_had_sound_is_left_alone(self, phone: Any, carrier: Any) -> None:
        await establish(phone)
        await asyncio.sleep(1.0)
        assert carrier.legs[0].state is LegState.ANSWERED

    async def test_a_call_nobody_decides_on_is_refused_in_the_end(self, phone: Any, carrier: Any) -> None:
        carrier.on_invite = carrier.only_ring
        phone.send(phone.request("INVITE", body=OFFER))
        await phone.receive("SIP/2.0 480")
        assert carrier.legs[0].cause is HangupCause.NO_ANSWER


class TestAuthenticatingTrunk:
    """Takes calls only from users who prove their name."""

    @pytest.fixture
    def options(self, options: TrunkOptions) -> TrunkOptions:
        from dataclasses import replace

        return replace(options, is_invite_authenticated=True)

    async def test_the_right_password_gets_through(self, carrier: Any, other_carrier: Any) -> None:
        leg = await other_carrier.trunk.dial(
            f"sip:400@127.0.0.1:{carrier.port}", "alice", username="alice", password="secret"
        )
        assert await asyncio.wait_for(leg.wait_answered(), 3)
        assert carrier.legs[0].username == "alice"
        assert len(carrier.legs) == 1

    @pytest.mark.parametrize(("username", "password"), [("alice", "guess"), ("mallory", "secret"), ("", "")])
    async def test_anything_else_does_not(
        self, carrier: Any, other_carrier: Any, username: str, password: str
    ) -> None:
        leg = await other_carrier.trunk.dial(
            f"sip:400@127.0.0.1:{carrier.port}", "alice", username=username, password=password
        )
        assert await asyncio.wait_for(leg.wait_ended(), 3) is HangupCause.REFUSED
        assert leg.status_code == 407
        assert carrier.legs == []
