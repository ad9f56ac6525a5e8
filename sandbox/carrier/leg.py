"""A leg: one party's connection to a call, whatever it is connected with (SIP trunk, browser, ...)."""

from __future__ import annotations

import asyncio
import secrets
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import ClassVar

from sandbox.carrier.media.party import Party


class LegState(StrEnum):
    """Where a leg is in its life; it only ever moves down this list."""

    CONNECTING = "connecting"
    RINGING = "ringing"
    ANSWERED = "answered"
    ENDED = "ended"


class Direction(StrEnum):
    """Seen from the carrier: inbound called us, outbound was dialled by us."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"


class HangupCause(StrEnum):
    """Why a leg ended."""

    THEY_HUNG_UP = "they_hung_up"
    WE_HUNG_UP = "we_hung_up"
    CANCELED = "canceled"  # the caller gave up, or we stopped dialling, before an answer
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    REFUSED = "refused"
    FAILED = "failed"
    MEDIA_LOST = "media_lost"


def new_call_sid() -> str:
    """A fresh call SID: CA and 32 hex digits."""
    return "CA" + secrets.token_hex(16)


class Leg(ABC):
    """What the TwiML runner knows of a party: its numbers, its sound, and four things to do with it.

    The callbacks are plain attributes, called on the event loop and never before `dial` or the
    `on_invite` handler had the chance to set them. `on_hangup` is called exactly once; whoever sets it
    late looks at `state` first, or awaits `wait_ended`.
    """

    kind: ClassVar[str] = "other"  # what carries it: sip, webrtc ...

    def __init__(
        self,
        *,
        direction: Direction,
        from_user: str,
        to_user: str,
        remote: str,
        headers: Mapping[str, str] | None = None,
        call_sid: str | None = None,
        sip_call_id: str = "",
    ) -> None:
        self.call_sid = call_sid or new_call_sid()
        self.direction = direction
        self.from_user = from_user
        self.to_user = to_user
        self.remote = remote  # the other side's IP address
        self.headers: dict[str, str] = dict(headers or {})  # X-... and User-to-User, as spelled on the wire
        self.sip_call_id = sip_call_id  # empty on a leg that is not SIP
        self.state = LegState.CONNECTING
        self.cause: HangupCause | None = None
        self.status_code: int | None = None  # the final SIP status when the call was refused or failed
        self.on_digit: Callable[[str], None] = _ignore
        self.on_ringing: Callable[[], None] = _ignore
        self.on_answered: Callable[[], None] = _ignore
        self.on_hangup: Callable[[HangupCause], None] = _ignore
        self._settled = asyncio.Event()
        self._over = asyncio.Event()

    @property
    @abstractmethod
    def party(self) -> Party:
        """The party's sound. It is in the engine from the moment media flows until the leg ends."""

    @abstractmethod
    async def ring(self) -> None:
        """Tell an inbound caller that it rings (180)."""

    @abstractmethod
    async def answer(self) -> None:
        """Answer an inbound call; returns once media is set up. Twice, or too late: nothing."""

    @abstractmethod
    async def reject(self, code: int = 603, reason: str = "") -> None:
        """Refuse an inbound call that is not answered yet, with a SIP status (486 busy, 404 unknown ...)."""

    @abstractmethod
    async def hangup(self) -> None:
        """End the leg whatever its state: bye, cancel or refusal. Safe to call twice."""

    @abstractmethod
    async def send_digits(self, digits: str) -> None:
        """Press 0-9 * # A-D towards the party; `w` waits half a second, `W` a whole one."""

    async def wait_answered(self) -> bool:
        """Wait until the leg is answered (True) or over (False)."""
        await self._settled.wait()
        return self.state is LegState.ANSWERED

    async def wait_ended(self) -> HangupCause:
        """Wait until the leg is over; the cause."""
        await self._over.wait()
        return self.cause or HangupCause.FAILED

    # What an implementation calls when something happened to its leg.

    def _now_ringing(self) -> None:
        if self.state is LegState.CONNECTING:
            self.state = LegState.RINGING
            self.on_ringing()

    def _now_answered(self) -> None:
        if self.state in (LegState.CONNECTING, LegState.RINGING):
            self.state = LegState.ANSWERED
            self._settled.set()
            self.on_answered()

    def _now_ended(self, cause: HangupCause, status_code: int | None = None) -> bool:
        """Mark the leg over and tell; False when it already was."""
        if self.state is LegState.ENDED:
            return False
        self.state = LegState.ENDED
        self.cause = cause
        self.status_code = status_code
        self._settled.set()
        self._over.set()
        self.on_hangup(cause)
        return True


def _ignore(*_: object) -> None:
    return None
