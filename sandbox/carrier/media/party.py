"""A party: somebody who speaks and listens, plus what is being played to them."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox.carrier.media.frames import FRAME_SECONDS, SILENCE, Frame, Pcm, add
from sandbox.carrier.media.playback import Playback, PlayResult
from sandbox.carrier.media.port import AudioPort
from sandbox.carrier.media.recorder import Recorder
from sandbox.carrier.media.tap import Tap

if TYPE_CHECKING:
    from sandbox.carrier.media.room import Room

log = logging.getLogger(__name__)

_QUIET_PEAK = 400  # below this a frame is breath and line noise, not speech


class Party:
    """One person on the line. Hears the room it is in, with what is played to it on top."""

    def __init__(self, port: AudioPort, name: str = "") -> None:
        self.port = port
        self.name = name
        self.room: Room | None = None  # set by Room.join and Room.leave
        self.recorder: Recorder | None = None
        self.said: Frame = SILENCE
        self.heard: Frame = SILENCE
        self.quiet_seconds = 0.0  # how long the party has said nothing
        self._playback: Playback | None = None
        self._taps: list[Tap] = []
        self._is_broken = False

    def play(self, pcm: Pcm, loop: bool = False) -> asyncio.Future[PlayResult]:
        """Play to this party, instead of what was being played; resolves when finished or stopped."""
        self.stop_playing()
        self._playback = Playback(pcm, loop=loop)
        return self._playback.done

    def stop_playing(self) -> None:
        """Stop what is being played, if anything is."""
        if self._playback is not None:
            self._playback.stop()
            self._playback = None

    @property
    def is_playing(self) -> bool:
        """Something is being played to this party."""
        return self._playback is not None

    def record(self, path: Path | str, channels: int = 1) -> Recorder:
        """Record this party: mixed, or what it said on the left and what it heard on the right."""
        self.stop_recording()
        self.recorder = Recorder(path, channels)
        return self.recorder

    def stop_recording(self) -> float:
        """End the recording; its seconds, 0.0 when there was none."""
        recorder, self.recorder = self.recorder, None
        return recorder.close() if recorder else 0.0

    def tap(self) -> Tap:
        """Start measuring what this party says and hears."""
        self._taps.append(Tap())
        return self._taps[-1]

    def untap(self, tap: Tap) -> None:
        """Stop measuring; a tap that is gone already is fine."""
        if tap in self._taps:
            self._taps.remove(tap)

    def close(self) -> None:
        """Leave the room, end playing and recording. Called by the engine when the party is removed."""
        if self.room is not None:
            self.room.leave(self)
        self.stop_playing()
        self.stop_recording()
        self._taps.clear()

    # The engine's three steps of a tick.

    def listen(self) -> None:
        """Take in what the party said."""
        self.said = said = self._pull()
        is_quiet = said is SILENCE or max(int(said.max()), -int(said.min())) < _QUIET_PEAK
        self.quiet_seconds = self.quiet_seconds + FRAME_SECONDS if is_quiet else 0.0

    def hear(self, room_sound: Frame) -> None:
        """Deliver what the party hears: the room, and what is played to it."""
        if self._playback is None:
            self.heard = room_sound
        else:
            played = self._playback.next_frame()
            self.heard = played if room_sound is SILENCE else add(room_sound, played)
            if self._playback.is_over:
                self._playback = None
        self._deliver()

    def keep(self) -> None:
        """Write the tick to the recording and the taps."""
        if self.recorder is not None:
            self.recorder.write(self.said, self.heard)
        for tap in self._taps:
            tap.write(self.said, self.heard)

    # A port that fails is silent: it must not silence anybody else.

    def _pull(self) -> Frame:
        try:
            frame = self.port.pull()
        except Exception:
            self._complain()
            return SILENCE
        return SILENCE if frame is None else frame

    def _deliver(self) -> None:
        try:
            self.port.deliver(self.heard)
        except Exception:
            self._complain()

    def _complain(self) -> None:
        if not self._is_broken:
            self._is_broken = True
            log.exception("the sound of %s fails", self.name or "a party")
