"""A call that a browser makes: its TwiML application answers."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from sandbox.carrier.leg import Direction, HangupCause, LegState
from sandbox.carrier.media import Engine
from sandbox.carrier.webrtc.connection import Connection
from sandbox.carrier.webrtc.leg import WebRtcLeg

if TYPE_CHECKING:
    from sandbox.carrier.sdk.socket import DeviceSocket


class CallingLeg(WebRtcLeg):
    """The browser offers, the carrier answers.

    Until ``ringing`` or ``answer`` told it the CA sid, the SDK knows the call only by its own TJ id:
    anything sent under the other one is ignored and leaves the device busy.
    """

    def __init__(self, engine: Engine, socket: DeviceSocket, own_id: str, offer: str, to: str) -> None:
        super().__init__(engine, Direction.INBOUND, f"client:{socket.identity}", to)
        self.socket: DeviceSocket | None = socket
        self.own_id = own_id
        self.reconnect_token = secrets.token_urlsafe(24)
        self._offer, self._is_announced = offer, False

    async def ring(self) -> None:
        """Tell the browser it rings, and by which sid the call goes from now on."""
        self._is_announced = True
        await self._send("ringing")
        self._now_ringing()

    async def answer(self) -> None:
        """Answer with our media."""
        if self.state in (LegState.ANSWERED, LegState.ENDED) or self._connection is not None:
            return
        connection = self._connection = Connection(self._port, self._lost)
        sdp = await connection.answer(self._offer)
        self._is_announced = True
        await self._send("answer", sdp=sdp, reconnect=self.reconnect_token)
        await self._media_stands(connection)

    async def reject(self, code: int = 603, reason: str = "") -> None:
        """Refuse; the SDK knows SIP's statuses with 31 in front."""
        if self._end(HangupCause.WE_HUNG_UP, code):
            await self._send("hangup", error={"code": 31000 + code, "message": reason or "Declined"})

    async def hangup(self) -> None:
        """End the call."""
        if self._end(HangupCause.WE_HUNG_UP):
            await self._send("hangup")

    def hung_up_by(self, socket: DeviceSocket) -> None:
        """The browser ended the call."""
        if socket is self.socket:
            is_answered = self.state is LegState.ANSWERED
            self._end(HangupCause.THEY_HUNG_UP if is_answered else HangupCause.CANCELED)

    def lost_socket(self, socket: DeviceSocket) -> bool:
        """The signalling broke; the call may come back."""
        return self.socket is socket

    async def media_failed(self) -> None:
        """Media cannot be restored."""
        await self._send("hangup", error={"code": 53405, "message": "Media connection failed"})
        self._end(HangupCause.MEDIA_LOST)

    def give_up(self) -> None:
        """Nobody came back for the call."""
        self._end(HangupCause.MEDIA_LOST)

    async def resume(self, socket: DeviceSocket) -> None:
        """The tab came back: go on with the media that never stopped."""
        self.socket = socket
        await self._send("answer", reconnect=self.reconnect_token)

    async def _send(self, kind: str, **payload: object) -> None:
        if self.socket is not None:
            await self.socket.send(
                kind, callsid=self.call_sid if self._is_announced else self.own_id, **payload
            )
