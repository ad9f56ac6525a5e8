"""Recording to a WAV file, to the sample."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np

from sandbox.carrier.media.frames import FRAME_SECONDS, SAMPLE_RATE, Frame, add

_FLUSH_FRAMES = 50


class Recorder:
    """Writes frames to an 8 kHz 16-bit WAV file of one channel (a mix) or two (kept apart).

    The file is complete after every second, so a killed process leaves a playable recording.
    """

    def __init__(self, path: Path | str, channels: int = 1) -> None:
        if channels not in (1, 2):
            raise ValueError(f"a recording has 1 or 2 channels, not {channels}")
        self.path = Path(path)
        self.channels = channels
        self.is_paused = False
        self._frames = 0
        self._waiting: list[bytes] = []
        self._file: wave.Wave_write | None = wave.open(str(self.path), "wb")  # noqa: SIM115 (closed in close)
        self._file.setnchannels(channels)
        self._file.setsampwidth(2)
        self._file.setframerate(SAMPLE_RATE)

    @property
    def seconds(self) -> float:
        """How much was recorded so far."""
        return self._frames * FRAME_SECONDS

    def write(self, first: Frame, second: Frame) -> None:
        """One tick: the two sides of the conversation, mixed or side by side."""
        if self.is_paused or self._file is None:
            return
        samples = add(first, second) if self.channels == 1 else np.stack((first, second), axis=1)
        self._waiting.append(samples.tobytes())
        self._frames += 1
        if len(self._waiting) >= _FLUSH_FRAMES:
            self._flush()

    def close(self) -> float:
        """Finish the file; its length in seconds. Closing twice is harmless."""
        if self._file is not None:
            self._flush()
            self._file.close()
            self._file = None
        return self.seconds

    def _flush(self) -> None:
        if self._file is not None:
            self._file.writeframes(b"".join(self._waiting))
        self._waiting.clear()
