"""A room: several parties who hear each other, each everybody but themselves."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sandbox.carrier.media.frames import SILENCE, Frame, Pcm, add
from sandbox.carrier.media.party import Party
from sandbox.carrier.media.playback import Playback
from sandbox.carrier.media.recorder import Recorder


@dataclass(slots=True)
class _Seat:
    party: Party
    is_muted: bool = False
    hold_music: Playback | None = None

    @property
    def is_heard(self) -> bool:
        return not self.is_muted and self.hold_music is None


class Room:
    """The mixer of one conference. The engine ticks every room that has somebody in it."""

    def __init__(self, name: str = "") -> None:
        self.name = name
        self.recorder: Recorder | None = None
        self._seats: dict[Party, _Seat] = {}
        self._announcement: Playback | None = None

    @property
    def parties(self) -> tuple[Party, ...]:
        """Who is in, in the order they came."""
        return tuple(self._seats)

    def join(self, party: Party, muted: bool = False) -> None:
        """Let a party in (out of the room it was in)."""
        if party.room is not None:
            party.room.leave(party)
        self._seats[party] = _Seat(party, is_muted=muted)
        party.room = self

    def leave(self, party: Party) -> None:
        """Let a party out; not being in is fine."""
        seat = self._seats.pop(party, None)
        if seat is not None:
            party.room = None
            if seat.hold_music is not None:
                seat.hold_music.stop()

    def mute(self, party: Party, is_muted: bool = True) -> None:
        """A muted party hears the others and is not heard."""
        self._seats[party].is_muted = is_muted

    def hold(self, party: Party, music: Pcm) -> None:
        """A held party hears the music, over and over, and is not heard."""
        self.unhold(party)
        self._seats[party].hold_music = Playback(music, loop=True)

    def unhold(self, party: Party) -> None:
        """Bring a held party back into the conversation."""
        seat = self._seats[party]
        if seat.hold_music is not None:
            seat.hold_music.stop()
            seat.hold_music = None

    def is_held(self, party: Party) -> bool:
        """Whether this party is on hold."""
        return self._seats[party].hold_music is not None

    def announce(self, pcm: Pcm) -> None:
        """Play something that everybody hears (a beep when somebody enters)."""
        self._announcement = Playback(pcm)

    def record(self, path: Path | str, channels: int = 1) -> Recorder:
        """Record the conversation: mixed, or the first party on the left and the others on the right."""
        self.stop_recording()
        self.recorder = Recorder(path, channels)
        return self.recorder

    def stop_recording(self) -> float:
        """End the recording; its seconds, 0.0 when there was none."""
        recorder, self.recorder = self.recorder, None
        return recorder.close() if recorder else 0.0

    def mix(self) -> None:
        """One tick: everybody hears all the others who may be heard."""
        announced = self._next_announced()
        voices = {
            party: party.said
            for party, seat in self._seats.items()
            if seat.is_heard and party.said is not SILENCE
        }
        for party, seat in list(self._seats.items()):
            if seat.hold_music is not None:
                party.hear(seat.hold_music.next_frame())
            else:
                party.hear(add(*_others(voices, party), *announced))
        if self.recorder is not None:
            first = next(iter(self._seats), None)
            own = voices.get(first, SILENCE) if first is not None else SILENCE
            self.recorder.write(own, add(*_others(voices, first), *announced))

    def _next_announced(self) -> tuple[Frame, ...]:
        if self._announcement is None:
            return ()
        frame = self._announcement.next_frame()
        if self._announcement.is_over:
            self._announcement = None
        return (frame,)


def _others(voices: dict[Party, Frame], party: Party | None) -> list[Frame]:
    return [voice for speaker, voice in voices.items() if speaker is not party]
