"""One Device's WebSocket: JSON frames ``{type, payload, version}`` and a heartbeat."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType, web

from sandbox.carrier.sdk.token import BadToken, Grant, read_access_token

if TYPE_CHECKING:
    from sandbox.carrier.sdk.devices import Devices

log = logging.getLogger(__name__)
HEARTBEAT_SECONDS = 5.0  # the SDK gives up after 15 s of silence
Payload = Mapping[str, Any]


class DeviceSocket:
    """What one browser tab sends and is sent."""

    def __init__(self, devices: Devices, socket: web.WebSocketResponse) -> None:
        self._devices, self._socket = devices, socket
        self.grant: Grant | None = None
        self.is_registered = False
        self._expiry: asyncio.TimerHandle | None = None
        self._handlers: dict[str, Callable[[Payload], Awaitable[None]]] = {
            "listen": self._listen,
            "register": self._register,
            "invite": self._invite,
            "answer": self._answer,
            "hangup": self._hangup,
            "reject": self._reject,
            "dtmf": self._dtmf,
            "reinvite": self._reinvite,
            "message": self._message,
        }

    @property
    def identity(self) -> str:
        """Who this is; empty before a good token came."""
        return self.grant.identity if self.grant else ""

    async def send(self, kind: str, **payload: Any) -> None:
        """Send one frame; a socket that is gone is not an error."""
        if not self._socket.closed:
            try:
                await self._socket.send_str(json.dumps({"type": kind, "payload": payload, "version": "1.6"}))
            except (ConnectionError, RuntimeError):
                log.debug("a device went away while it was told %s", kind)

    async def serve(self) -> None:
        """Handle frames until the socket closes."""
        heartbeat = asyncio.create_task(self._beat())
        try:
            async for frame in self._socket:
                if frame.type is WSMsgType.TEXT and frame.data.strip():  # a bare newline is the heartbeat
                    await self._handle(frame.data)
        finally:
            heartbeat.cancel()
            if self._expiry:
                self._expiry.cancel()
            self._devices.gone(self)

    async def _beat(self) -> None:
        while not self._socket.closed:
            await asyncio.sleep(HEARTBEAT_SECONDS)
            try:
                await self._socket.send_str("\n")
            except (ConnectionError, RuntimeError):
                return

    async def _handle(self, text: str) -> None:
        try:
            frame = json.loads(text)
            handler = self._handlers.get(frame["type"])
        except (ValueError, KeyError, TypeError):
            log.warning("a device sent what is not a frame")
            return
        if handler is None:
            log.debug("a device sent %s, which needs no answer", frame["type"])
        elif self.grant is None and frame["type"] != "listen":
            await self._refuse(31204, "JWT is invalid: listen comes first")
        else:
            await handler(frame.get("payload") or {})

    async def _listen(self, payload: Payload) -> None:
        try:
            self.grant = read_access_token(self._devices.account, str(payload.get("token") or ""))
        except BadToken as bad:
            await self._refuse(bad.code, bad.message)
            return
        seconds_left = max(0, self.grant.expires_at - int(time.time()))
        self._expire_in(seconds_left)
        self._devices.came(self)
        await self.send(
            "connected",
            edge="sandbox",
            region="sandbox",
            home="sandbox",
            gateway="sandbox",
            token={"identity": self.grant.identity, "ttl": seconds_left},
        )

    def _expire_in(self, seconds: float) -> None:
        if self._expiry:
            self._expiry.cancel()
        self._expiry = asyncio.get_running_loop().call_later(seconds + 2, self._expired)

    def _expired(self) -> None:
        self.is_registered = False
        self._devices.spawn(self._refuse(31205, "Access token expired or expiration date invalid"))

    async def _refuse(self, code: int, message: str) -> None:
        """First the error, then close: without the first the SDK only tries again for ever."""
        await self.send("error", error={"code": code, "message": message})
        await self.send("close")

    async def _register(self, payload: Payload) -> None:
        wants = bool((payload.get("media") or {}).get("audio"))
        self.is_registered = wants and self.grant is not None and self.grant.may_receive
        await self.send("ready" if self.is_registered else "offline")

    async def _invite(self, payload: Payload) -> None:
        if payload.get("reconnect"):
            await self._devices.resume(self, str(payload.get("callsid")), str(payload["reconnect"]))
        else:
            self._devices.spawn(self._devices.call_out(self, payload))

    async def _answer(self, payload: Payload) -> None:
        leg = self._devices.called(payload)
        if leg is not None:
            self._devices.spawn(leg.answered_by(self, str(payload.get("sdp"))))

    async def _hangup(self, payload: Payload) -> None:
        leg = self._devices.any_leg(payload)
        if leg is not None:
            leg.hung_up_by(self)

    async def _reject(self, payload: Payload) -> None:
        leg = self._devices.called(payload)
        if leg is not None:
            await leg.rejected_by(self)

    async def _dtmf(self, payload: Payload) -> None:
        leg = self._devices.any_leg(payload)
        if leg is not None:
            leg.press(str(payload.get("dtmf") or ""))

    async def _reinvite(self, payload: Payload) -> None:
        """An ICE restart, which aiortc has not: the call ends with the SDK's word for lost media."""
        leg = self._devices.any_leg(payload)
        if leg is not None:
            await leg.media_failed()

    async def _message(self, payload: Payload) -> None:
        await self.send(
            "ack",
            acktype="message",
            callsid=payload.get("callsid"),
            voiceeventsid=payload.get("voiceeventsid"),
        )
