"""What a caller says, written as one capture file of RTP packets that SIPp plays: waits, key presses, a tone.

G.711 A-law every 20 ms (payload type 8) and RFC 4733 events (payload type 101), on one clock, so that the
far end sees what a gateway would send.
"""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cli.journey.sound import tone

RATE = 8000
FRAME = 160
_PCMA, _EVENT = 8, 101
_KEYS = "0123456789*#ABCD"
_KEY_FRAMES, _END_REPEATS, _GAP_FRAMES = 6, 3, 8
_SSRC = 0x54524B4C


@dataclass(frozen=True)
class Wait:
    """Silence for so many seconds."""

    seconds: float


@dataclass(frozen=True)
class Keys:
    """Keys pressed one after another, each 120 ms long."""

    digits: str


@dataclass(frozen=True)
class Tone:
    """A steady tone."""

    hz: float
    seconds: float


Line = Wait | Keys | Tone


@dataclass(frozen=True)
class _Packet:
    at_frame: int
    timestamp: int
    payload_type: int
    marker: bool
    payload: bytes


def write_capture(path: Path, script: Sequence[Line]) -> float:
    """Write the capture file; how long it plays, in seconds."""
    packets = list(_packets(script))
    with path.open("wb") as file:
        file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
        for sequence, packet in enumerate(packets):
            frame = _ethernet(_rtp(packet, sequence))
            microseconds = packet.at_frame * 20_000 + sequence % 3
            seconds, rest = divmod(microseconds, 1_000_000)
            file.write(struct.pack("<IIII", seconds, rest, len(frame), len(frame)) + frame)
    return (packets[-1].at_frame + 1) * FRAME / RATE


def _packets(script: Sequence[Line]) -> Iterator[_Packet]:
    frame = 0
    for line in script:
        if isinstance(line, Keys):
            for key in line.digits:
                yield from _key(frame, _KEYS.index(key))
                frame += _KEY_FRAMES + _END_REPEATS - 1
                yield from _sound(frame, b"\xd5" * FRAME * _GAP_FRAMES)
                frame += _GAP_FRAMES
        else:
            coded = _said(line)
            yield from _sound(frame, coded)
            frame += len(coded) // FRAME


def _said(line: Wait | Tone) -> bytes:
    frames = round(line.seconds * RATE / FRAME)
    if isinstance(line, Wait):
        return b"\xd5" * FRAME * frames
    return a_law(tone(line.hz, frames * FRAME / RATE, RATE))


def _sound(frame: int, coded: bytes) -> Iterator[_Packet]:
    for place in range(len(coded) // FRAME):
        payload = coded[place * FRAME : (place + 1) * FRAME]
        yield _Packet(frame + place, (frame + place) * FRAME, _PCMA, False, payload)


def _key(frame: int, event: int) -> Iterator[_Packet]:
    began = frame * FRAME
    for place in range(_KEY_FRAMES + _END_REPEATS - 1):
        is_end = place >= _KEY_FRAMES - 1
        lasted = min(place + 1, _KEY_FRAMES) * FRAME
        payload = struct.pack(">BBH", event, (0x80 if is_end else 0) | 10, lasted)
        yield _Packet(frame + place, began, _EVENT, place == 0, payload)


def _rtp(packet: _Packet, sequence: int) -> bytes:
    kind = (0x80 if packet.marker else 0) | packet.payload_type
    return struct.pack(">BBHII", 0x80, kind, sequence & 0xFFFF, packet.timestamp, _SSRC) + packet.payload


def _ethernet(rtp: bytes) -> bytes:
    """Addresses and ports are filled in by SIPp; only the lengths have to be right."""
    udp = struct.pack(">HHHH", 6000, 6000, 8 + len(rtp), 0) + rtp
    address = bytes([127, 0, 0, 1])
    ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), 0, 0, 64, 17, 0, address, address) + udp
    return bytes(12) + b"\x08\x00" + ip


def a_law(samples: "np.ndarray[tuple[int], np.dtype[np.int16]]") -> bytes:
    """ITU-T G.711 A-law of 16-bit samples."""
    linear = samples.astype(np.int32) >> 3
    sign = np.where(linear >= 0, 0xD5, 0x55)
    size = np.where(linear >= 0, linear, -linear - 1).clip(0, 4095)
    segment = np.maximum(np.floor(np.log2(np.maximum(size, 1))).astype(np.int32) - 4, 0)
    low = np.where(segment < 2, (size >> 1) & 0x0F, (size >> np.maximum(segment, 1)) & 0x0F)
    return bytes(((segment << 4 | low) ^ sign).astype(np.uint8))
