"""Measuring sound: how loud, which tone. For tests, checks and silence detection."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from sandbox.carrier.media.frames import SAMPLE_RATE, Frame, Pcm, seconds_of

_Floats: TypeAlias = npt.NDArray[np.floating]


def rms(pcm: Pcm) -> float:
    """Root mean square in sample units (0 silence, 32767 the loudest square wave)."""
    if len(pcm) == 0:
        return 0.0
    return float(np.sqrt(np.mean(np.square(pcm.astype(np.float64)))))


def spectrum(pcm: Pcm) -> tuple[_Floats, _Floats]:
    """Frequencies in Hz and how strong each is, by a Hann-windowed FFT."""
    weighted = pcm.astype(np.float64) * np.hanning(len(pcm))
    return np.fft.rfftfreq(len(pcm), 1 / SAMPLE_RATE), np.abs(np.fft.rfft(weighted))


def dominant_frequency(pcm: Pcm) -> float:
    """The strongest frequency in Hz; 0.0 when it is silent."""
    if rms(pcm) < 1:
        return 0.0
    frequencies, strengths = spectrum(pcm)
    return float(frequencies[int(np.argmax(strengths))])


def tone_level(pcm: Pcm, frequency: float) -> float:
    """RMS of one frequency within the sound (a band of about 20 Hz around it)."""
    if len(pcm) == 0:
        return 0.0
    frequencies, strengths = spectrum(pcm)
    band = strengths[np.abs(frequencies - frequency) <= 10]
    window_power = float(np.sum(np.square(np.hanning(len(pcm)))))
    return float(np.sqrt(2 * np.sum(np.square(band)) / (window_power * len(pcm))))


class Tap:
    """Collects what a party said and heard from the moment it is attached."""

    def __init__(self) -> None:
        self._said: list[Frame] = []
        self._heard: list[Frame] = []

    def write(self, said: Frame, heard: Frame) -> None:
        """One tick."""
        self._said.append(said)
        self._heard.append(heard)

    @property
    def said(self) -> Pcm:
        """Everything the party said."""
        return _joined(self._said)

    @property
    def heard(self) -> Pcm:
        """Everything the party heard."""
        return _joined(self._heard)

    @property
    def seconds(self) -> float:
        """How long it has been listening."""
        return seconds_of(self.said)

    def clear(self) -> None:
        """Forget what was collected so far."""
        self._said.clear()
        self._heard.clear()


def _joined(frames: list[Frame]) -> Pcm:
    return np.concatenate(frames) if frames else np.zeros(0, dtype=np.int16)
