"""RTP packets on the wire (RFC 3550)."""

from __future__ import annotations

import struct
from dataclasses import dataclass

_HEADER = struct.Struct(">BBHII")


@dataclass(frozen=True, slots=True)
class RtpPacket:
    """One packet; `timestamp` counts samples at 8 kHz."""

    payload_type: int
    sequence: int
    timestamp: int
    ssrc: int
    payload: bytes
    is_marked: bool = False

    def __bytes__(self) -> bytes:
        marked = 0x80 if self.is_marked else 0
        head = _HEADER.pack(0x80, marked | self.payload_type, self.sequence, self.timestamp, self.ssrc)
        return head + self.payload


def parse_rtp(data: bytes) -> RtpPacket | None:
    """The packet, or None when the bytes are none (RTCP, STUN, garbage)."""
    if len(data) < _HEADER.size or data[0] >> 6 != 2:
        return None
    first, second, sequence, timestamp, ssrc = _HEADER.unpack_from(data)
    if 64 <= second & 0x7F <= 95:  # RTCP sharing the port (RFC 5761)
        return None
    start = _HEADER.size + 4 * (first & 0x0F)
    if first & 0x10:
        if len(data) < start + 4:
            return None
        start += 4 + 4 * int(struct.unpack_from(">H", data, start + 2)[0])
    end = len(data) - (data[-1] if first & 0x20 else 0)
    if start > end:
        return None
    return RtpPacket(second & 0x7F, sequence, timestamp, ssrc, data[start:end], bool(second & 0x80))


def sequence_distance(later: int, earlier: int) -> int:
    """How far one 16-bit sequence number is after another; negative when before, with wrap-around."""
    return (later - earlier + 0x8000) % 0x10000 - 0x8000
