"""Whatever comes off the network, only Garbled comes out."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.carrier.sip import sdp, wire

INVITE = (
    "INVITE sip:400@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:5070;branch=z9hG4bK1\r\n"
    "From: <sip:a@b>;tag=1\r\nTo: <sip:400@127.0.0.1>\r\nCall-ID: 1\r\nCSeq: 1 INVITE\r\n\r\n"
)
SDP = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8\r\n"


@given(st.binary(max_size=400))
@settings(max_examples=300)
def test_no_bytes_break_the_parser(data: bytes) -> None:
    for garbage in (data, INVITE.encode()[:-2] + data, b"SIP/2.0 200 OK\r\n" + data):
        with contextlib.suppress(wire.Garbled):
            wire.serialize(wire.parse(garbage))


@given(st.integers(0, len(INVITE)), st.text(max_size=8), st.integers(0, 12))
@settings(max_examples=300)
def test_no_damage_to_a_message_breaks_the_parser(at: int, inserted: str, removed: int) -> None:
    damaged = INVITE[:at] + inserted + INVITE[at + removed :]
    with contextlib.suppress(wire.Garbled):
        message = wire.parse(damaged.encode())
        assert wire.top_via(message).branch
        assert wire.cseq_of(message).method == getattr(message, "method", wire.cseq_of(message).method)
        wire.tag_of(message, "to")


@given(st.integers(0, len(SDP)), st.text(max_size=12), st.integers(0, 12))
@settings(max_examples=300)
def test_no_damage_to_a_description_breaks_the_reader(at: int, inserted: str, removed: int) -> None:
    with contextlib.suppress(sdp.BadSdp, sdp.NoCommonCodec):
        described = sdp.read(SDP[:at] + inserted + SDP[at + removed :])
        sdp.answer(described, ("127.0.0.1", 4002), (1, 1))


@pytest.mark.parametrize(
    ("uri", "user", "host", "port"),
    [
        ("sip:4008888888@127.0.0.1:5060", "4008888888", "127.0.0.1", 5060),
        ("sip:%2B86138@h;transport=tcp", "+86138", "h", None),
        ("tel:+8613800138000;phone-context=x", "+8613800138000", "", None),
        ("sip:h", "", "h", None),
    ],
)
def test_addresses(uri: str, user: str, host: str, port: int | None) -> None:
    parsed = wire.parse_uri(uri)
    assert (wire.user_of(parsed), parsed.host, parsed.port) == (user, host, port)


@pytest.mark.parametrize("uri", ["", "400", "http://x", "sip:"])
def test_what_is_no_address_is_told(uri: str) -> None:
    with pytest.raises(ValueError, match="SIP address"):
        wire.parse_uri(uri)


def test_compact_and_folded_headers_are_read() -> None:
    compact = INVITE.replace("Via:", "v:").replace("From:", "f:").replace("Call-ID:", "i:")
    message = wire.parse(compact.replace("To: ", "To:\r\n  ").encode())
    assert wire.tag_of(message, "from") == "1"
    assert wire.header(message, "call-id") == "1"


def test_names_of_headers_keep_their_case() -> None:
    message = wire.parse(INVITE.replace("\r\n\r\n", "\r\nX-tWiLio-CallSid: CA1\r\n\r\n").encode())
    assert b"X-tWiLio-CallSid: CA1" in wire.serialize(message)
