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
    """Several frames at once, limited to what 16 bits hold; none at all is silence."""
    if len(frames) < 2:
        return frames[0] if frames else SILENCE
    total = frames[0].astype(np.int32)
    for frame in frames[1:]:
        total += frame
    return clip(total)


def clip(samples: npt.NDArray[Any]) -> Pcm:
    """Samples of any width, limited to what 16 bits hold."""
    limited: Pcm = np.maximum(np.minimum(samples, 32767), -32768).astype(np.int16)  # np.clip is slower
    return limited


def silence(seconds: float) -> Pcm:
    """That much silence."""
    return np.zeros(round(seconds * SAMPLE_RATE), dtype=np.int16)
