"""Sounds made by arithmetic: tones, beeps, ringback and hold music. No file, no licence."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from sandbox.carrier.media.frames import SAMPLE_RATE, Pcm, clip, silence

_LEVEL = 8000
_EDGE_SECONDS = 0.005  # a tone that starts or stops at once clicks


def tone(frequency: float, seconds: float, level: float = _LEVEL) -> Pcm:
    """A sine wave with soft edges."""
    at = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    edges = np.minimum(1.0, np.minimum(at, seconds - at) / _EDGE_SECONDS)
    return clip(level * edges * np.sin(2 * np.pi * frequency * at))


@cache
def beep() -> Pcm:
    """The beep before a recording."""
    return tone(1000, 0.3)


@cache
def ringback() -> Pcm:
    """What a Chinese caller hears while it rings: 450 Hz, 1 s on, 4 s off. Play it in a loop."""
    return np.concatenate((tone(450, 1.0), silence(4.0)))


@cache
def busy() -> Pcm:
    """The Chinese busy tone: 450 Hz, 0.35 s on, 0.35 s off. Play it in a loop."""
    return np.concatenate((tone(450, 0.35), silence(0.35)))


# Notes as (semitones above A3 = 220 Hz, beats); rests are None. Original little tunes over broken chords.
_TUNES: dict[str, tuple[float, tuple[tuple[int | None, float], ...], tuple[tuple[int, ...], ...]]] = {
    "calm": (
        0.42,
        (
            (15, 1.5), (12, 0.5), (10, 1), (8, 1), (10, 2), (12, 1), (7, 1),
            (8, 1.5), (10, 0.5), (12, 1), (15, 1), (14, 2), (10, 1), (None, 1),
        ),
        ((3, 7, 10), (-2, 5, 10), (0, 3, 7), (-4, 3, 8)),
    ),
    "bright": (
        0.30,
        (
            (12, 1), (14, 1), (16, 1), (19, 1), (21, 1.5), (19, 0.5), (16, 2),
            (14, 1), (16, 1), (19, 1), (16, 1), (14, 1.5), (12, 0.5), (12, 2),
        ),
        ((0, 4, 7), (-3, 4, 9), (-7, 5, 9), (-5, 2, 7)),
    ),
}  # fmt: skip


@cache
def music(name: str = "calm") -> Pcm:
    """Hold music ("calm" or "bright") of some seconds, made to be looped; an unknown name is calm."""
    beat_seconds, melody, chords = _TUNES.get(name, _TUNES["calm"])
    sound = np.zeros(round(16 * beat_seconds * SAMPLE_RATE))
    beat = 0.0
    for semitone, beats in melody:
        if semitone is not None:
            _add_note(sound, semitone, beat * beat_seconds, (beats + 0.6) * beat_seconds, 0.5)
        beat += beats
    for bar, chord in enumerate(chords):
        for step in range(8):
            note = chord[(0, 1, 2, 1)[step % 4]] - 12
            _add_note(sound, note, (4 * bar + step / 2) * beat_seconds, 1.2 * beat_seconds, 0.28)
    return clip(sound * (7000 / np.max(np.abs(sound))))


def _add_note(sound: npt.NDArray[np.float64], semitone: int, at: float, length: float, level: float) -> None:
    """Add one plucked note; what rings past the end wraps to the start, so the loop has no seam."""
    time = np.arange(round(length * SAMPLE_RATE)) / SAMPLE_RATE
    frequency = 220.0 * 2 ** (semitone / 12)
    partials = sum(np.sin(2 * np.pi * frequency * k * time) / k**2 for k in (1, 2, 3))
    shape = (
        np.minimum(1.0, time / 0.01) * np.exp(-3 * time / length) * np.minimum(1.0, (length - time) / 0.03)
    )
    where = (round(at * SAMPLE_RATE) + np.arange(len(time))) % len(sound)
    np.add.at(sound, where, level * partials * shape)
