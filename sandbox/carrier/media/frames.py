"""The one shape of sound in the carrier: 8 kHz mono int16, handled in frames of 20 ms."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

SAMPLE_RATE = 8000
FRAME_SAMPLES = 160
FRAME_SECONDS = FRAME_SAMPLES / SAMPLE_RATE

Pcm: TypeAlias = npt.NDArray[np.int16]  # any number of samples
Frame: TypeAlias = npt.NDArray[np.int16]  # exactly FRAME_SAMPLES samples

SILENCE: Frame = np.zeros(FRAME_SAMPLES, dtype=np.int16)
SILENCE.setflags(write=False)  # shared by everybody


def seconds_of(pcm: Pcm) -> float:
    """How long a piece of sound lasts."""
    return len(pcm) / SAMPLE_RATE


def add(*frames: Frame) -> Frame:
    """Several frames at once, limited to what 16 bits hold."""
    if len(frames) == 1:
        return frames[0]
    return clip(np.stack(frames).sum(axis=0, dtype=np.int32))


def clip(samples: npt.NDArray[Any]) -> Pcm:
    """Samples of any width, limited to what 16 bits hold."""
    limited: Pcm = np.clip(samples, -32768, 32767).astype(np.int16)
    return limited


def silence(seconds: float) -> Pcm:
    """That much silence."""
    return np.zeros(round(seconds * SAMPLE_RATE), dtype=np.int16)
