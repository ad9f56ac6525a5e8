"""Changing the sample rate without folding high tones into the band that remains."""

from __future__ import annotations

from functools import lru_cache
from math import gcd

import numpy as np
import numpy.typing as npt

from sandbox.carrier.media.frames import SAMPLE_RATE, Pcm, clip

_ZERO_CROSSINGS = 16
_CUTOFF = 0.92  # of the smaller Nyquist frequency: the rest is the filter's slope
_CHUNK = 8192


def resample(samples: npt.NDArray[np.int16], from_rate: int, to_rate: int = SAMPLE_RATE) -> Pcm:
    """The same sound at another rate, by a polyphase windowed-sinc filter."""
    if from_rate == to_rate or len(samples) == 0:
        return samples.astype(np.int16)
    common = gcd(from_rate, to_rate)
    up, down = to_rate // common, from_rate // common
    phases = _phases(up, down)
    width = phases.shape[1]
    padded = np.pad(samples.astype(np.float64), (width // 2 - 1, width))
    windows = np.lib.stride_tricks.sliding_window_view(padded, width)
    count = -(-len(samples) * up // down)
    pieces = []
    for start in range(0, count, _CHUNK):
        n = np.arange(start, min(start + _CHUNK, count)) * down
        pieces.append(np.einsum("ij,ij->i", windows[n // up], phases[n % up]))
    return clip(np.round(np.concatenate(pieces)))


@lru_cache(maxsize=16)
def _phases(up: int, down: int) -> npt.NDArray[np.float64]:
    """One row of filter taps for each position an output sample can have between two input samples."""
    cutoff = _CUTOFF * min(1.0, up / down)
    half = int(np.ceil(_ZERO_CROSSINGS / cutoff))
    taps = np.arange(1 - half, half + 1)[None, :] - (np.arange(up) / up)[:, None]
    kernel = cutoff * np.sinc(cutoff * taps) * (0.5 + 0.5 * np.cos(np.pi * np.clip(taps / half, -1, 1)))
    return np.asarray(kernel / kernel.sum(axis=1, keepdims=True))
