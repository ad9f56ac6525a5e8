"""All devices that are connected, and the calls on them."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import Coroutine, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from sandbox.carrier.account import Account
from sandbox.carrier.inbound import receive_for
from sandbox.carrier.leg import Leg, LegState
from sandbox.carrier.sdk.called_leg import CalledLeg
from sandbox.carrier.sdk.calling_leg import CallingLeg

if TYPE_CHECKING:
    from sandbox.carrier.call import Call
    from sandbox.carrier.exchange import Exchange
    from sandbox.carrier.sdk.socket import DeviceSocket

SECONDS_TO_COME_BACK = 30.0
_CALL_NOT_FOUND = {"code": 31481, "message": "Call/Transaction Does Not Exist"}
DeviceLeg = CalledLeg | CallingLeg


class Devices:
    """Who can be rung, and which leg a frame is about."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._sockets: dict[DeviceSocket, None] = {}
        self._legs: list[DeviceLeg] = []

    @property
    def account(self) -> Account:
        """Whose tokens are good here."""
        return self._exchange.account

    def spawn(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Run something in the background."""
        return self._exchange.spawn(work)

    def registered(self, identity: str) -> list[DeviceSocket]:
        """The tabs of an identity that take calls."""
        return [socket for socket in self._sockets if socket.identity == identity and socket.is_registered]

    def listed(self) -> list[dict[str, object]]:
        """Every connected device, for the debugging page."""
        return [{"identity": s.identity, "is_registered": s.is_registered} for s in self._sockets]

    def came(self, socket: DeviceSocket) -> None:
        """A device showed a good token."""
        self._sockets[socket] = None

    def gone(self, socket: DeviceSocket) -> None:
        """A device's socket closed; its calls have a while to come back."""
        self._sockets.pop(socket, None)
        for leg in self._live():
            if leg.lost_socket(socket):
                self.spawn(self._wait_for_return(leg, socket))

    def ring(self, call: Call, identity: str, parameters: dict[str, str]) -> Leg:
        """Ring every tab of an identity."""
        leg = CalledLeg(self._exchange.engine, self.account.sid, call.from_, identity, call.sid, parameters)
        self._legs.append(leg)
        self.spawn(leg.invite(self.registered(identity)))
        return leg

    async def call_out(self, socket: DeviceSocket, payload: Mapping[str, Any]) -> None:
        """A browser calls: run its application's voice URL."""
        custom = dict(parse_qsl((payload.get("twilio") or {}).get("params") or "", keep_blank_values=True))
        leg = CallingLeg(
            self._exchange.engine,
            socket,
            str(payload.get("callsid")),
            str(payload.get("sdp")),
            custom.get("To", ""),
        )
        self._legs.append(leg)
        target = self._exchange.config.application(socket.grant.application_sid if socket.grant else None)
        if target is None or not target.voice_url:
            await leg.reject(404, "No TwiML application is configured")
            return
        await receive_for(self._exchange, leg, target, custom)

    async def resume(self, socket: DeviceSocket, call_id: str, token: str) -> None:
        """A browser came back for a call it had; no new call."""
        for leg in self._live():
            if secrets.compare_digest(leg.reconnect_token, token):
                await leg.resume(socket)
                return
        await socket.send("hangup", callsid=call_id, error=_CALL_NOT_FOUND)

    def any_leg(self, payload: Mapping[str, Any]) -> DeviceLeg | None:
        """The live leg that a frame is about."""
        return self._leg(str(payload.get("callsid")))

    def called(self, payload: Mapping[str, Any]) -> CalledLeg | None:
        """The same, if the carrier made the call."""
        leg = self._leg(str(payload.get("callsid")))
        return leg if isinstance(leg, CalledLeg) else None

    def _leg(self, sid: str) -> DeviceLeg | None:
        for leg in self._live():
            if leg.call_sid == sid or (isinstance(leg, CallingLeg) and leg.own_id == sid):
                return leg
        return None

    def _live(self) -> list[DeviceLeg]:
        self._legs = [leg for leg in self._legs if leg.state is not LegState.ENDED]
        return self._legs

    async def _wait_for_return(self, leg: DeviceLeg, socket: DeviceSocket) -> None:
        with contextlib.suppress(TimeoutError):
            async with self._exchange.clock.limit(SECONDS_TO_COME_BACK):
                await leg.wait_ended()
        if leg.socket is socket:
            leg.give_up()
