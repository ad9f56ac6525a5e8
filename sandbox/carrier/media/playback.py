"""One piece of sound on its way to a party, frame by frame."""

from __future__ import annotations

import asyncio
from enum import StrEnum

import numpy as np

from sandbox.carrier.media.frames import FRAME_SAMPLES, Frame, Pcm


class PlayResult(StrEnum):
    """How a playback ended."""

    FINISHED = "finished"
    STOPPED = "stopped"


class Playback:
    """Cuts a piece of sound into frames; `done` is set once it was played or stopped."""

    def __init__(self, pcm: Pcm, *, loop: bool = False) -> None:
        self._pcm = pcm
        self._at = 0
        self._loops = loop and len(pcm) > 0
        self.done: asyncio.Future[PlayResult] = asyncio.get_running_loop().create_future()
        if len(pcm) == 0:
            self._end(PlayResult.FINISHED)

    @property
    def is_over(self) -> bool:
        """Nothing more will come."""
        return self.done.done()

    def next_frame(self) -> Frame:
        """The next 20 ms; the last one is filled up with silence."""
        frame = np.zeros(FRAME_SAMPLES, dtype=np.int16)
        filled = 0
        while filled < FRAME_SAMPLES and not self.is_over:
            piece = self._pcm[self._at : self._at + FRAME_SAMPLES - filled]
            frame[filled : filled + len(piece)] = piece
            filled += len(piece)
            self._at += len(piece)
            if self._at >= len(self._pcm):
                self._wrap()
        return frame

    def stop(self) -> None:
        """End it now."""
        self._end(PlayResult.STOPPED)

    def _wrap(self) -> None:
        if self._loops:
            self._at = 0
        else:
            self._end(PlayResult.FINISHED)

    def _end(self, result: PlayResult) -> None:
        if not self.done.done():
            self.done.set_result(result)
