"""Keys as RTP events."""

import struct

import pytest

from sandbox.carrier.media.dtmf import DigitReceiver, DigitSender


def event(number: int, duration: int, is_end: bool = False) -> bytes:
    return struct.pack(">BBH", number, (0x80 if is_end else 0) | 10, duration)


def test_a_press_is_told_once_however_many_packets_it_has() -> None:
    receiver = DigitReceiver()
    packets = [event(5, 160 * n) for n in range(1, 6)] + [event(5, 960, is_end=True)] * 3
    told = [receiver.receive(packet, 8000, n * 0.02) for n, packet in enumerate(packets)]
    assert told == ["5", None, None, None, None, None, None, None]


def test_a_press_whose_first_packets_are_lost_is_still_told() -> None:
    assert DigitReceiver().receive(event(11, 960, is_end=True), 8000, 0.0) == "#"


def test_the_same_key_twice_is_two_presses() -> None:
    receiver = DigitReceiver()
    assert receiver.receive(event(1, 160), 8000, 0.0) == "1"
    assert receiver.receive(event(1, 160), 9600, 0.2) == "1"


def test_a_late_packet_of_the_key_before_tells_nothing() -> None:
    receiver = DigitReceiver()
    receiver.receive(event(1, 160), 8000, 0.0)
    receiver.receive(event(2, 160), 9600, 0.12)
    assert receiver.receive(event(1, 960, is_end=True), 8000, 0.14) is None


def test_a_capture_that_is_replayed_is_a_new_press_though_its_timestamp_is_old() -> None:
    receiver = DigitReceiver()
    assert receiver.receive(event(0, 160), 8000, 0.0) == "0"
    assert receiver.receive(event(0, 160), 8000, 0.6) == "0"


@pytest.mark.parametrize("payload", [b"", b"\x05", b"\x05\x0a\x00", event(16, 160), event(255, 160)])
def test_what_is_no_key_tells_nothing(payload: bytes) -> None:
    assert DigitReceiver().receive(payload, 8000, 0.0) is None


def test_what_is_sent_is_received() -> None:
    sender, receiver = DigitSender(), DigitReceiver()
    sender.press("1590*#AD")
    told, start = "", 0
    for tick in range(200):
        packet = sender.next_packet()
        if packet is None:
            continue
        start = tick * 160 if packet.is_first else start
        told += receiver.receive(packet.payload, start, tick * 0.02) or ""
    assert told == "1590*#AD"
    assert not sender.is_busy


def test_the_end_of_a_press_is_sent_three_times() -> None:
    sender = DigitSender()
    sender.press("7")
    payloads = [packet.payload for packet in (sender.next_packet() for _ in range(20)) if packet]
    assert [payload[1] >> 7 for payload in payloads] == [0, 0, 0, 0, 0, 1, 1, 1]
    durations = [struct.unpack(">H", payload[2:])[0] for payload in payloads]
    assert durations == [160, 320, 480, 640, 800, 960, 960, 960]


def test_waiting_sends_no_event() -> None:
    sender = DigitSender()
    seconds = sender.press("wW")
    assert seconds == pytest.approx(1.5)
    assert all(sender.next_packet() is None for _ in range(75))
    assert not sender.is_busy


def test_an_unknown_key_is_refused_and_nothing_is_pressed() -> None:
    sender = DigitSender()
    with pytest.raises(ValueError, match="x"):
        sender.press("12x")
    assert not sender.is_busy
