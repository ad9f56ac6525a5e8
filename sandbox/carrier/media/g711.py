"""G.711: 16-bit samples to 8-bit A-law or u-law and back, by table (ITU-T G.711, RFC 3551)."""

from __future__ import annotations

from enum import IntEnum

import numpy as np
import numpy.typing as npt

from sandbox.carrier.media.frames import Pcm


class Law(IntEnum):
    """The two laws; the value is the static RTP payload type."""

    U = 0
    A = 8


def encode(pcm: Pcm, law: Law) -> bytes:
    """One byte for each sample: the code whose value is nearest."""
    return _ENCODE[law][pcm.astype(np.int16, copy=False).view(np.uint16)].tobytes()


def decode(data: bytes, law: Law) -> Pcm:
    """One sample for each byte."""
    return _DECODE[law][np.frombuffer(data, np.uint8)]


def _ulaw_values() -> Pcm:
    code = ~np.arange(256, dtype=np.uint8)
    exponent = ((code >> 4) & 7).astype(np.int32)
    mantissa = (code & 15).astype(np.int32)
    size = (((mantissa << 3) + 0x84) << exponent) - 0x84
    return np.where(code & 0x80, -size, size).astype(np.int16)


def _alaw_values() -> Pcm:
    code = np.arange(256, dtype=np.uint8) ^ 0x55
    exponent = ((code >> 4) & 7).astype(np.int32)
    mantissa = (code & 15).astype(np.int32)
    linear = (mantissa << 4) + 8
    curved = ((mantissa << 4) + 0x108) << np.maximum(exponent - 1, 0)
    size = np.where(exponent == 0, linear, curved)
    return np.where(code & 0x80, size, -size).astype(np.int16)  # A-law: the set bit is the positive half


def _nearest_codes(values: Pcm) -> npt.NDArray[np.uint8]:
    """For every 16-bit sample (as unsigned index) the code with the nearest value."""
    order = np.argsort(values, kind="stable")
    ladder = values[order].astype(np.int32)
    samples = np.arange(-32768, 32768)
    above = np.clip(np.searchsorted(ladder, samples, side="right"), 1, 255)
    is_lower_nearer = samples - ladder[above - 1] < ladder[above] - samples
    codes = np.where(is_lower_nearer, order[above - 1], order[above]).astype(np.uint8)
    return np.roll(codes, 32768)


_DECODE = {Law.U: _ulaw_values(), Law.A: _alaw_values()}
_ENCODE = {law: _nearest_codes(values) for law, values in _DECODE.items()}
