"""A call to an identity: every tab of it rings; the first that answers has the call."""

from __future__ import annotations

import asyncio
import secrets
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from sandbox.carrier.leg import Direction, HangupCause, LegState
from sandbox.carrier.media import Engine
from sandbox.carrier.webrtc.connection import Connection
from sandbox.carrier.webrtc.leg import WebRtcLeg

if TYPE_CHECKING:
    from sandbox.carrier.sdk.socket import DeviceSocket


class CalledLeg(WebRtcLeg):
    """The carrier invites, a browser answers."""

    def __init__(
        self,
        engine: Engine,
        account_sid: str,
        from_: str,
        identity: str,
        call_sid: str,
        parameters: dict[str, str],
    ) -> None:
        super().__init__(engine, Direction.OUTBOUND, from_, f"client:{identity}", call_sid)
        self.reconnect_token = secrets.token_urlsafe(24)
        self.socket: DeviceSocket | None = None
        self._account_sid, self._parameters = account_sid, parameters
        self._ringing: dict[DeviceSocket, Connection] = {}

    async def invite(self, sockets: list[DeviceSocket]) -> None:
        """Ring these tabs; without any, nobody is there."""
        if not sockets:
            self._end(HangupCause.NO_ANSWER, 480)
            return
        await asyncio.gather(*(self._invite(socket) for socket in sockets))
        if self._ringing:
            self._now_ringing()

    async def _invite(self, socket: DeviceSocket) -> None:
        connection = Connection(self._port, self._lost)
        offer = await connection.offer()
        if self.state is LegState.ENDED:
            await connection.close()
            return
        self._ringing[socket] = connection
        await socket.send(
            "invite",
            callsid=self.call_sid,
            sdp=offer,
            reconnect=self.reconnect_token,
            parameters={
                "CallSid": self.call_sid,
                "AccountSid": self._account_sid,
                "ApiVersion": "2010-04-01",
                "From": self.from_user,
                "To": self.to_user,
                "Params": urlencode(self._parameters),
            },
        )

    async def answered_by(self, socket: DeviceSocket, sdp: str) -> None:
        """A tab accepted: the others stop ringing."""
        connection = self._ringing.pop(socket, None)
        if connection is None or self.state is LegState.ENDED:
            await socket.send("hangup", callsid=self.call_sid)
            return
        self.socket = socket
        await self._cancel_ringing()
        await connection.take_answer(sdp)
        await self._media_stands(connection)

    async def rejected_by(self, socket: DeviceSocket) -> None:
        """A tab declined; when no other rings any more, that is the answer: busy."""
        self.stop_ringing_at(socket)
        if not self._ringing and self.socket is None:
            self._end(HangupCause.BUSY, 486)

    def hung_up_by(self, socket: DeviceSocket) -> None:
        """The browser ended the call."""
        if socket is self.socket:
            self._end(HangupCause.THEY_HUNG_UP)

    def stop_ringing_at(self, socket: DeviceSocket) -> None:
        """This tab does not ring any more (it declined, or was closed)."""
        connection = self._ringing.pop(socket, None)
        if connection is not None:
            self._close(connection)

    def lost_socket(self, socket: DeviceSocket) -> bool:
        """A tab's signalling broke. True when it had the call, which may come back."""
        self.stop_ringing_at(socket)
        if not self._ringing and self.socket is None:
            self._end(HangupCause.NO_ANSWER, 480)
        return self.socket is socket

    async def media_failed(self) -> None:
        """Media cannot be restored."""
        if self.socket is not None:
            await self.socket.send(
                "hangup", callsid=self.call_sid, error={"code": 53405, "message": "Media connection failed"}
            )
        self._end(HangupCause.MEDIA_LOST)

    def give_up(self) -> None:
        """Nobody came back for the call."""
        self._end(HangupCause.MEDIA_LOST)

    async def resume(self, socket: DeviceSocket) -> None:
        """The tab came back: go on with the media that never stopped."""
        self.socket = socket
        await socket.send("answer", callsid=self.call_sid, reconnect=self.reconnect_token)

    async def hangup(self) -> None:
        """End the call: hang up where it is talked, cancel where it rings."""
        if not self._end(HangupCause.WE_HUNG_UP):
            return
        await self._cancel_ringing()
        if self.socket is not None:
            await self.socket.send("hangup", callsid=self.call_sid)

    async def _cancel_ringing(self) -> None:
        ringing, self._ringing = self._ringing, {}
        for socket, connection in ringing.items():
            await socket.send("cancel", callsid=self.call_sid)
            self._close(connection)

    async def ring(self) -> None:
        """It is the browser that rings."""

    async def answer(self) -> None:
        """It is the browser that answers."""

    async def reject(self, code: int = 603, reason: str = "") -> None:  # noqa: ARG002 - the Leg interface
        """The carrier made this call: to refuse it is to hang up."""
        await self.hangup()
