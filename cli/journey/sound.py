"""Tones that the two parties say, and how they are told apart at the other end."""

import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np

CALLER_HZ = 1000
# Above every note of the hold music, so that one is not taken for the other.
AGENT_HZ = 1700
FULL_SCALE = 32768
_TOLERANCE_HZ = 25
_LOUD_ENOUGH = 0.005


@dataclass(frozen=True)
class Sound:
    """What somebody hears: loudness as RMS of full scale (0 to 1) and the strongest frequency."""

    rms: float
    hz: float

    def is_tone(self, hz: float) -> bool:
        """True when this is clearly the tone of `hz`."""
        return self.rms > _LOUD_ENOUGH and abs(self.hz - hz) <= _TOLERANCE_HZ

    @property
    def is_silent(self) -> bool:
        """True when there is nothing to hear."""
        return self.rms <= _LOUD_ENOUGH

    @property
    def is_music(self) -> bool:
        """True when there is sound, and it is neither party's tone."""
        return not (self.is_silent or self.is_tone(CALLER_HZ) or self.is_tone(AGENT_HZ))

    def __str__(self) -> str:
        return f"{self.hz:.0f} Hz at {self.rms:.3f}"


def tone(
    hz: float, seconds: float, rate: int, level: float = 0.4
) -> "np.ndarray[tuple[int], np.dtype[np.int16]]":
    """A steady sine as 16-bit samples."""
    at = np.arange(int(seconds * rate)) / rate
    return (np.sin(2 * np.pi * hz * at) * level * 32767).astype(np.int16)


def write_tone(path: Path, hz: float, seconds: float, rate: int) -> Path:
    """A mono WAV file of the tone."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(tone(hz, seconds, rate).tobytes())
    return path


def seconds_of(path: Path, hz: float) -> float:
    """For how long a recording (its first channel) is clearly the tone of `hz`."""
    with wave.open(str(path)) as file:
        rate, channels = file.getframerate(), file.getnchannels()
        samples = np.frombuffer(file.readframes(file.getnframes()), np.int16)[::channels] / FULL_SCALE
    step = rate // 4
    pieces = [samples[at : at + step] for at in range(0, len(samples) - step + 1, step)]
    heard: int = sum(1 for piece in pieces if _of(piece, rate).is_tone(hz))
    return float(heard * step / rate)


def _of(samples: "np.ndarray[tuple[int], np.dtype[np.float64]]", rate: int) -> Sound:
    spectrum = np.abs(np.fft.rfft((samples - samples.mean()) * np.hanning(len(samples))))
    hz = float(np.fft.rfftfreq(len(samples), 1 / rate)[int(spectrum.argmax())])
    return Sound(float(np.sqrt(np.mean(samples**2))), hz)
