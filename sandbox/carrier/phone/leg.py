"""The leg of the phone page: the browser offers, the carrier answers, as simply as can be."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from typing import Any

from sandbox.carrier.leg import Direction, HangupCause, LegState
from sandbox.carrier.media import Engine
from sandbox.carrier.webrtc.connection import Connection
from sandbox.carrier.webrtc.leg import WebRtcLeg

Send = Callable[[dict[str, Any]], None]


class PhoneLeg(WebRtcLeg):
    """A caller on the phone page."""

    def __init__(
        self, engine: Engine, from_user: str, to_user: str, offer: str, gateway: dict[str, str], send: Send
    ) -> None:
        super().__init__(engine, Direction.INBOUND, from_user, to_user, headers=gateway)
        self.sip_call_id = f"{secrets.token_hex(8)}@phone.sandbox"
        self._offer, self._send = offer, send

    async def ring(self) -> None:
        """The page shows that it rings."""
        self._send({"type": "ringing", "call_sid": self.call_sid})
        self._now_ringing()

    async def answer(self) -> None:
        """Answer with our media."""
        if self.state in (LegState.ANSWERED, LegState.ENDED) or self._connection is not None:
            return
        connection = self._connection = Connection(self._port, self._lost)
        self._send({"type": "answer", "sdp": await connection.answer(self._offer)})
        await self._media_stands(connection)

    async def reject(self, code: int = 603, reason: str = "") -> None:
        """The page shows why."""
        if self._end(HangupCause.WE_HUNG_UP, code):
            self._send({"type": "ended", "by": "carrier", "code": code, "reason": reason})

    async def hangup(self) -> None:
        """The other side hung up."""
        if self._end(HangupCause.WE_HUNG_UP):
            self._send({"type": "ended", "by": "carrier"})

    def hung_up(self) -> None:
        """The page hung up, or was closed."""
        is_answered = self.state is LegState.ANSWERED
        if self._end(HangupCause.THEY_HUNG_UP if is_answered else HangupCause.CANCELED):
            self._send({"type": "ended", "by": "caller"})

    def _lost(self) -> None:
        self._end(HangupCause.MEDIA_LOST)
        asyncio.get_running_loop().call_soon(self._send, {"type": "ended", "by": "network"})
