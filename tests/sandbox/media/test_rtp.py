"""RTP packets, and a port on a real socket."""

import asyncio
from collections.abc import AsyncIterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.carrier.media import dominant_frequency, tone
from sandbox.carrier.media.g711 import Law
from sandbox.carrier.media.rtp import RtpPacket, parse_rtp, sequence_distance
from sandbox.carrier.media.rtp_port import NoPortFree, PortRange, RtpPort


def test_a_packet_survives_the_wire() -> None:
    packet = RtpPacket(8, 65535, 2**32 - 1, 0xDEADBEEF, b"sound", is_marked=True)
    assert parse_rtp(bytes(packet)) == packet


def test_extension_sources_and_padding_are_left_out() -> None:
    head = bytes([0x80 | 0x20 | 0x10 | 1, 8]) + bytes(10) + b"\0\0\0\x01" + b"\xbe\xde\0\x01" + b"\0\0\0\0"
    packet = parse_rtp(head + b"sound" + b"\0\0\x03")
    assert packet is not None
    assert packet.payload == b"sound"


@given(st.binary(max_size=64))
def test_no_datagram_breaks_the_reader(data: bytes) -> None:
    parse_rtp(data)
    parse_rtp(b"\x90\x08" + data)


def test_rtcp_on_the_same_port_is_no_rtp() -> None:
    assert parse_rtp(bytes([0x80, 200]) + bytes(26)) is None


def test_distance_wraps_around() -> None:
    assert sequence_distance(2, 65534) == 4
    assert sequence_distance(65534, 2) == -4


@pytest.fixture
async def pair() -> AsyncIterator[tuple[RtpPort, RtpPort, list[str]]]:
    """Two ports that send to each other, and the keys the second got."""
    pressed: list[str] = []
    ports = PortRange(range(36000, 36400))
    one, other = RtpPort(lambda _: None), RtpPort(pressed.append)
    one.remote = ("127.0.0.1", await other.open("127.0.0.1", ports))
    await one.open("127.0.0.1", ports)
    one.event_type = other.event_type = 96
    yield one, other, pressed
    one.close()
    other.close()


async def test_sound_arrives_and_answers_go_where_it_came_from(
    pair: tuple[RtpPort, RtpPort, list[str]],
) -> None:
    one, other, _ = pair
    sound = tone(700, 1.0)
    for at in range(0, 8000, 160):
        one.deliver(sound[at : at + 160])
        if at % 1600 == 0:
            await asyncio.sleep(0)
        other.pull()
    assert other.remote is None or other.remote[1] == one.local_port
    await asyncio.sleep(0.01)
    assert other.remote == ("127.0.0.1", one.local_port)


@pytest.mark.parametrize("law", list(Law))
async def test_sound_is_the_same_on_the_other_side(
    pair: tuple[RtpPort, RtpPort, list[str]], law: Law
) -> None:
    one, other, _ = pair
    one.law = law
    sound, heard = tone(700, 1.0), []
    for at in range(0, 8000, 160):
        one.deliver(sound[at : at + 160])
        await asyncio.sleep(0.001)
        frame = other.pull()
        if frame is not None:
            heard.append(frame)
    assert len(heard) > 40
    assert dominant_frequency(np.concatenate(heard)) == pytest.approx(700, abs=5)
    assert other.jitter.lost == 0


async def test_keys_arrive_with_the_agreed_payload_type(pair: tuple[RtpPort, RtpPort, list[str]]) -> None:
    one, other, pressed = pair
    one.press("4008#")
    for _ in range(100):
        one.deliver(np.zeros(160, dtype=np.int16))
        await asyncio.sleep(0.001)
        other.pull()
    assert "".join(pressed) == "4008#"
    assert other.jitter.lost == 0


async def test_garbage_on_the_port_is_dropped(pair: tuple[RtpPort, RtpPort, list[str]]) -> None:
    _, other, pressed = pair
    for data in (
        b"",
        b"\x80",
        b"x" * 1500,
        bytes(RtpPacket(77, 1, 1, 1, b"?")),
        bytes(RtpPacket(96, 1, 1, 1, b"")),
    ):
        other.datagram_received(data, ("127.0.0.1", 9))
    assert other.pull() is None
    assert other.remote is None
    assert pressed == []


async def test_a_full_range_is_told_and_a_closed_port_is_free_again() -> None:
    ports = PortRange(range(36400, 36404))
    legs = [RtpPort(lambda _: None) for _ in range(3)]
    await legs[0].open("127.0.0.1", ports)
    await legs[1].open("127.0.0.1", ports)
    with pytest.raises(NoPortFree):
        await legs[2].open("127.0.0.1", ports)
    legs[0].close()
    await asyncio.sleep(0)
    assert await legs[2].open("127.0.0.1", ports) in (36400, 36402)
    legs[1].close()
    legs[2].close()
