"""Conferences: named rooms with participants, and the rules of when they start and end."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sandbox.carrier.call import StatusCallback
from sandbox.carrier.clock import rfc2822
from sandbox.carrier.media import Pcm, Room, beep, music
from sandbox.carrier.sids import new_sid

if TYPE_CHECKING:
    from sandbox.carrier.exchange import Exchange
    from sandbox.carrier.recordings import Recording
    from sandbox.carrier.twiml.session import Session


class ConferenceStatus(StrEnum):
    """The words of the REST API."""

    INIT = "init"
    IN_PROGRESS = "in-progress"
    COMPLETED = "completed"


@dataclass(frozen=True)
class Entrance:
    """How somebody enters: the attributes of the ``<Conference>`` noun."""

    is_muted: bool = False
    starts_on_enter: bool = True
    ends_on_exit: bool = False
    beeps: str = "true"
    label: str = ""
    coached_call_sid: str = ""
    is_recorded: bool = False
    recording_callback: StatusCallback | None = None
    status_callback: StatusCallback | None = None


@dataclass(eq=False)
class Participant:
    """A call in a conference. ``over`` is set when the conference is over for it."""

    session: Session
    entrance: Entrance
    entered_at: datetime
    is_muted: bool = False
    is_on_hold: bool = False
    ends_on_exit: bool = False
    over: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def call_sid(self) -> str:
        """The participant's call."""
        return self.session.call.sid


class Conference:
    """One conference, from the first to enter to the last to leave."""

    def __init__(self, exchange: Exchange, name: str) -> None:
        self._exchange = exchange
        self.sid = new_sid("CF")
        self.name = name
        self.created_at = self.updated_at = exchange.clock.now()
        self.status = ConferenceStatus.INIT
        self.room = Room(name)
        self.participants: dict[str, Participant] = {}
        self.started = asyncio.Event()
        self.recording: Recording | None = None
        self.reason_ended = ""
        self.call_sid_ending = ""
        self._callback: StatusCallback | None = None
        self._sequence_number = 0

    def enter(self, session: Session, entrance: Entrance) -> Participant:
        """Let a call in; the first who names a status callback decides where events go."""
        self._callback = self._callback or entrance.status_callback
        participant = Participant(
            session,
            entrance,
            self._exchange.clock.now(),
            entrance.is_muted,
            ends_on_exit=entrance.ends_on_exit,
        )
        self.participants[session.call.sid] = participant
        self.tell("participant-join", participant)
        if self.status is ConferenceStatus.IN_PROGRESS:
            self._seat(participant)
            self._beep(entrance, "onEnter")
        elif len(self.participants) > 1 and any(
            p.entrance.starts_on_enter for p in self.participants.values()
        ):
            self._start()
        return participant

    def leave(self, participant: Participant, reason: str = "participant_hung_up") -> None:
        """Let a call out; it may be the end of the conference. Leaving twice is harmless."""
        if self.participants.pop(participant.call_sid, None) is None:
            return
        self.room.leave(participant.session.party)
        participant.over.set()
        self.tell(
            "participant-leave",
            participant,
            ReasonParticipantLeft=reason,
            ParticipantCallStatus=participant.session.call.status.value,
        )
        if participant.ends_on_exit:
            self.end(
                "participant-with-end-conference-on-exit-left", participant, "moderator_ended_conference"
            )
        elif not self.participants:
            self.end("last-participant-left", participant)
        else:
            self._beep(participant.entrance, "onExit")

    def end(self, reason: str, by: Participant | None = None, left: str = "conference_ended_via_api") -> None:
        """End it for everybody; ending twice is harmless."""
        if self.status is ConferenceStatus.COMPLETED:
            return
        self.status = ConferenceStatus.COMPLETED
        self.reason_ended, self.call_sid_ending = reason, by.call_sid if by else ""
        for participant in list(self.participants.values()):
            participant.ends_on_exit = False
            self.leave(participant, left)
        if self.recording is not None:
            self._exchange.recordings.finish(self.recording)
        ending = (
            {"CallSidEndingConference": by.call_sid, "ParticipantLabelEndingConference": by.entrance.label}
            if by
            else {}
        )
        self.tell("conference-end", None, ReasonConferenceEnded=reason, **ending)

    def mute(self, participant: Participant, is_muted: bool) -> None:
        """Mute or unmute."""
        participant.is_muted = is_muted
        if participant.session.party in self.room.parties:
            self.room.mute(participant.session.party, is_muted)
        self.tell("participant-mute" if is_muted else "participant-unmute", participant)

    def hold(self, participant: Participant, sound: Pcm) -> None:
        """Put on hold with this sound, over and over."""
        participant.is_on_hold = True
        self.change_hold_sound(participant, sound)
        self.tell("participant-hold", participant)

    def change_hold_sound(self, participant: Participant, sound: Pcm) -> None:
        """What a held participant hears from now on."""
        party = participant.session.party
        if participant.is_on_hold and party in self.room.parties:
            self.room.hold(party, sound if len(sound) else music("calm"))

    def unhold(self, participant: Participant) -> None:
        """Bring back from hold."""
        participant.is_on_hold = False
        if participant.session.party in self.room.parties:
            self.room.unhold(participant.session.party)
        self.tell("participant-unhold", participant)

    def tell(self, event: str, participant: Participant | None, **more: str) -> None:
        """Tell the status callback, if it wants this event."""
        self.updated_at = self._exchange.clock.now()
        callback = self._callback
        if callback is None or _asked_for(event) not in callback.events:
            return
        self._sequence_number += 1
        fields = {
            "ConferenceSid": self.sid,
            "FriendlyName": self.name,
            "AccountSid": self._exchange.account.sid,
            "SequenceNumber": str(self._sequence_number),
            "Timestamp": rfc2822(self.updated_at) or "",
            "StatusCallbackEvent": event,
            **(_participant_fields(participant) if participant else {}),
            **more,
        }
        self._exchange.callbacks.send(self.sid, callback.url, fields, callback.method)

    def _start(self) -> None:
        self.status = ConferenceStatus.IN_PROGRESS
        self.tell("conference-start", None)
        for participant in self.participants.values():
            participant.session.party.stop_playing()
            self._seat(participant)
        self.started.set()
        newest = list(self.participants.values())[-1]
        self._beep(newest.entrance, "onEnter")
        self._record()

    def _seat(self, participant: Participant) -> None:
        self.room.join(participant.session.party, muted=participant.is_muted)
        if participant.is_on_hold:
            self.room.hold(participant.session.party, music("calm"))

    def _beep(self, entrance: Entrance, when: str) -> None:
        if entrance.beeps in ("true", when):
            self.room.announce(beep())

    def _record(self) -> None:
        asking = next((p.entrance for p in self.participants.values() if p.entrance.is_recorded), None)
        if asking is None or self.recording is not None:
            return
        self.recording = self._exchange.recordings.start(
            conference_sid=self.sid, channels=1, source="Conference", callback=asking.recording_callback
        )
        self.recording.recorder = self.room.record(self.recording.path, 1)


class Conferences:
    """All conferences of this run; a name belongs to at most one that is not over."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._by_sid: dict[str, Conference] = {}

    def __iter__(self) -> Iterator[Conference]:
        return iter(list(self._by_sid.values()))

    def get(self, sid: str) -> Conference | None:
        """A conference by its SID, over or not."""
        return self._by_sid.get(sid)

    def live(self, name: str) -> Conference | None:
        """The conference of that name that is not over."""
        return next((c for c in self if c.name == name and c.status is not ConferenceStatus.COMPLETED), None)

    def named(self, name: str) -> Conference:
        """The live conference of that name; a new one if there is none."""
        conference = self.live(name)
        if conference is None:
            conference = Conference(self._exchange, name)
            self._by_sid[conference.sid] = conference
        return conference


def _asked_for(event: str) -> str:
    """The word of ``statusCallbackEvent`` which asks for an event."""
    word = event.removeprefix("conference-").removeprefix("participant-")
    return {"unmute": "mute", "unhold": "hold"}.get(word, word)


def _participant_fields(participant: Participant) -> dict[str, str]:
    label = {"ParticipantLabel": participant.entrance.label} if participant.entrance.label else {}
    return label | {
        "CallSid": participant.call_sid,
        "Muted": _word(participant.is_muted),
        "Hold": _word(participant.is_on_hold),
        "Coaching": _word(bool(participant.entrance.coached_call_sid)),
        "EndConferenceOnExit": _word(participant.ends_on_exit),
        "StartConferenceOnEnter": _word(participant.entrance.starts_on_enter),
    }


def _word(value: bool) -> str:
    return "true" if value else "false"
