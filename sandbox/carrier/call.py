"""A call: the carrier's record of one party's telephone call, and what was said on it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sandbox.carrier.config import VoiceTarget
from sandbox.carrier.webhooks.client import Cookies

if TYPE_CHECKING:
    from sandbox.carrier.leg import Leg
    from sandbox.carrier.twiml.session import Session


class CallStatus(StrEnum):
    """The words of the REST API and of webhooks."""

    QUEUED = "queued"
    INITIATED = "initiated"
    RINGING = "ringing"
    IN_PROGRESS = "in-progress"
    COMPLETED = "completed"
    BUSY = "busy"
    FAILED = "failed"
    NO_ANSWER = "no-answer"
    CANCELED = "canceled"


FINAL = frozenset(
    {
        CallStatus.COMPLETED,
        CallStatus.BUSY,
        CallStatus.FAILED,
        CallStatus.NO_ANSWER,
        CallStatus.CANCELED,
    }
)


class CallDirection(StrEnum):
    """Who made the call: the caller, the REST API, or a ``<Dial>``."""

    INBOUND = "inbound"
    OUTBOUND_API = "outbound-api"
    OUTBOUND_DIAL = "outbound-dial"


@dataclass(frozen=True)
class StatusCallback:
    """Where a call's progress is told, and which steps of it."""

    url: str
    method: str = "POST"
    events: frozenset[str] = frozenset({"completed"})


@dataclass(frozen=True)
class Line:
    """One line of what happened on a call: ``kind`` is say, play, digits, gather, status ..."""

    at: datetime
    kind: str
    text: str

    def as_json(self) -> dict[str, Any]:
        """The line as the phone page and the debugging page show it."""
        return {"at": self.at.isoformat(), "kind": self.kind, "text": self.text}


Watcher = Callable[[Line], None]


@dataclass(eq=False)
class Call:
    """One call. Its session runs the TwiML; its leg carries the sound."""

    sid: str
    from_: str
    to: str
    direction: CallDirection
    created_at: datetime
    parent_sid: str | None = None
    status: CallStatus = CallStatus.QUEUED
    target: VoiceTarget = field(default_factory=VoiceTarget)
    parameters: dict[str, str] = field(default_factory=dict)
    status_callback: StatusCallback | None = None
    leg: Leg | None = None
    session: Session | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    final_status: CallStatus | None = None
    sequence_number: int = 0
    cookies: Cookies = field(default_factory=dict)
    transcript: list[Line] = field(default_factory=list)
    watchers: list[Watcher] = field(default_factory=list)
    recording_sids: list[str] = field(default_factory=list)
    settled: asyncio.Event = field(default_factory=asyncio.Event)
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def is_over(self) -> bool:
        """Whether the call has ended, however it ended."""
        return self.status in FINAL

    @property
    def duration_seconds(self) -> int:
        """Whole seconds from answer to end; 0 when it was never answered or still talks."""
        if self.answered_at is None or self.ended_at is None:
            return 0
        return round((self.ended_at - self.answered_at).total_seconds())

    def note(self, at: datetime, kind: str, text: str) -> None:
        """Write one line of the transcript, and show it to whoever watches."""
        line = Line(at, kind, text)
        self.transcript.append(line)
        for watcher in list(self.watchers):
            watcher(line)
