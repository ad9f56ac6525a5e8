"""The jitter buffer: packets in as the network has them, even frames out."""

from __future__ import annotations

import numpy as np

from sandbox.carrier.media.frames import FRAME_SAMPLES, Frame, Pcm
from sandbox.carrier.media.rtp import sequence_distance

_PREFILL_PACKETS = 3
_DEEPEST_PACKETS = 12  # more waiting than this is delay nobody wants: jump ahead
_TARGET_PACKETS = 4
_RESTART_DISTANCE = 200  # a jump this far means that the sender began anew
_PATIENCE_TICKS = 10  # after so many empty ticks, wait for a prefill again
_FADE = 0.6


class JitterBuffer:
    """Orders packets by sequence number, hides losses by fading, and bounds the delay.

    Time is the number of `pop` calls: one for each 20 ms.
    """

    def __init__(self) -> None:
        self.received = 0
        self.lost = 0
        self.late = 0
        self.skipped = 0
        self._waiting: dict[int, Pcm | None] = {}
        self._next: int | None = None  # None while prefilling
        self._ready: Pcm = np.zeros(0, dtype=np.int16)
        self._last: Pcm = np.zeros(FRAME_SAMPLES, dtype=np.int16)
        self._empty_ticks = 0

    def put(self, sequence: int, samples: Pcm | None) -> None:
        """A packet arrived; `samples` is None for one that carries no sound (a digit, comfort noise)."""
        if samples is None and self._next is None and not self._waiting:
            return
        expected = next(iter(self._waiting), sequence) if self._next is None else self._next
        distance = sequence_distance(sequence, expected)
        if abs(distance) > _RESTART_DISTANCE:
            self.reset()
        elif distance < 0 and self._next is not None:
            self.late += 1
            return
        self.received += samples is not None
        self._waiting[sequence] = samples

    def reset(self) -> None:
        """Forget what waits: another stream begins."""
        self._waiting.clear()
        self._next = None
        self._ready = self._ready[:0]

    def pop(self) -> Frame | None:
        """The next 20 ms; None when nobody is speaking."""
        if self._next is None and not self._begin():
            return None
        self._skip_ahead()
        while len(self._ready) < FRAME_SAMPLES:
            samples = self._next_samples()
            if samples is None:
                return self._run_dry()
            self._ready = np.concatenate((self._ready, samples))
        self._empty_ticks = 0
        frame, self._ready = self._ready[:FRAME_SAMPLES], self._ready[FRAME_SAMPLES:]
        self._last = frame
        return frame

    def _begin(self) -> bool:
        sounds = [sequence for sequence, samples in self._waiting.items() if samples is not None]
        if len(sounds) < _PREFILL_PACKETS:
            return False
        self._next = min(self._waiting, key=lambda sequence: sequence_distance(sequence, sounds[0]))
        self._empty_ticks = 0
        return True

    def _next_samples(self) -> Pcm | None:
        """Sound of the next packet, faded sound for a lost one, None when nothing waits."""
        while self._waiting and self._next is not None:
            is_here = self._next in self._waiting
            samples = self._waiting.pop(self._next, None)
            self._next = (self._next + 1) % 0x10000
            if not is_here:
                self.lost += 1
                return self._faded()
            if samples is not None:
                return samples
        return None

    def _skip_ahead(self) -> None:
        if self._next is None or len(self._waiting) <= _DEEPEST_PACKETS:
            return
        start = self._next
        newest_first = sorted(
            self._waiting, key=lambda sequence: sequence_distance(sequence, start), reverse=True
        )
        for sequence in newest_first[_TARGET_PACKETS:]:
            del self._waiting[sequence]
            self.skipped += 1
        self._next = newest_first[_TARGET_PACKETS - 1]

    def _run_dry(self) -> Frame | None:
        self._empty_ticks += 1
        if self._empty_ticks > _PATIENCE_TICKS:
            self.reset()
            return None
        faded = self._faded()
        faded[: len(self._ready)] = self._ready
        self._ready = self._ready[:0]
        return faded

    def _faded(self) -> Frame:
        self._last = (self._last * _FADE).astype(np.int16)
        return self._last.copy()
