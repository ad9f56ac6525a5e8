"""A telephone that rings and that nobody picks up: every number which is not in the book."""

from __future__ import annotations

import asyncio

from sandbox.carrier.leg import Direction, HangupCause, Leg
from sandbox.carrier.media import AudioPort, Frame, Party


class SilentPort(AudioPort):
    """Says nothing and hears nothing."""

    def pull(self) -> Frame | None:
        """Nothing was said."""
        return None

    def deliver(self, frame: Frame) -> None:
        """Nobody listens."""


class UnansweredLeg(Leg):
    """Rings until the caller gives up."""

    def __init__(self, from_user: str, to_user: str, call_sid: str, *, is_ringing: bool = True) -> None:
        super().__init__(
            direction=Direction.OUTBOUND, from_user=from_user, to_user=to_user, remote="", call_sid=call_sid
        )
        self._party = Party(SilentPort(), to_user)
        if is_ringing:
            asyncio.get_running_loop().call_soon(self._now_ringing)

    @property
    def party(self) -> Party:
        """Silence."""
        return self._party

    async def ring(self) -> None:
        """It rings by itself."""

    async def answer(self) -> None:
        """Nobody answers."""

    async def reject(self, code: int = 603, reason: str = "") -> None:  # noqa: ARG002 - the Leg interface
        """Stop ringing."""
        await self.hangup()

    async def hangup(self) -> None:
        """Stop ringing."""
        self._now_ended(HangupCause.WE_HUNG_UP)

    async def send_digits(self, digits: str) -> None:
        """Nobody hears them."""
