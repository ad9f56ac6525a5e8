"""The audio of a browser, cut and paced for the engine."""

from __future__ import annotations

import asyncio
from collections import deque

import numpy as np

from sandbox.carrier.media import FRAME_SAMPLES, AudioPort, Frame, Pcm

_MOST_BUFFERED = FRAME_SAMPLES * 6  # 120 ms; beyond that, latency is cut back
_KEPT = FRAME_SAMPLES * 3
_OUTGOING = 3


class WebRtcPort(AudioPort):
    """Two short buffers. Long ones would only add delay: ten frames are 200 ms."""

    def __init__(self) -> None:
        self._incoming: Pcm = np.zeros(0, dtype=np.int16)
        self._outgoing: deque[Frame] = deque(maxlen=_OUTGOING)
        self._ready = asyncio.Event()
        self.frames_received = 0

    def push(self, pcm: Pcm) -> None:
        """Sound came from the browser."""
        self.frames_received += 1
        self._incoming = np.concatenate((self._incoming, pcm))
        if len(self._incoming) > _MOST_BUFFERED:
            self._incoming = self._incoming[-_KEPT:]

    def pull(self) -> Frame | None:
        """One frame of what the browser said."""
        if len(self._incoming) < FRAME_SAMPLES:
            return None
        frame, self._incoming = self._incoming[:FRAME_SAMPLES], self._incoming[FRAME_SAMPLES:]
        return frame

    def deliver(self, frame: Frame) -> None:
        """One frame for the browser."""
        self._outgoing.append(frame)
        self._ready.set()

    async def next_outgoing(self) -> Frame:
        """Wait for the next frame for the browser."""
        while not self._outgoing:
            self._ready.clear()
            await self._ready.wait()
        return self._outgoing.popleft()
