"""Routes of the phone page: the page itself, and the WebSocket it telephones over."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

from aiohttp import WSMsgType, web

from sandbox.carrier.call import Line
from sandbox.carrier.exchange import Exchange
from sandbox.carrier.inbound import receive
from sandbox.carrier.phone.leg import PhoneLeg

_FILES = Path(__file__).parent
_TYPES = {"phone.html": "text/html", "phone.css": "text/css", "phone.js": "text/javascript"}
_CHANNELS = 30


def phone_routes(exchange: Exchange) -> list[web.RouteDef]:
    """The routes."""

    async def socket(request: web.Request) -> web.WebSocketResponse:
        response = web.WebSocketResponse(heartbeat=20)
        await response.prepare(request)
        await _PhoneSocket(exchange, response).serve()
        return response

    async def numbers(_request: web.Request) -> web.Response:
        return web.json_response({"numbers": list(exchange.config.numbers)})

    return [
        web.get("/", _to_page),
        web.get("/phone", _page),
        web.get("/phone/numbers.json", numbers),
        web.get("/phone/socket", socket),
        web.get("/phone/{file}", _file),
    ]


async def _to_page(_request: web.Request) -> web.StreamResponse:
    raise web.HTTPFound("/phone")


async def _page(_request: web.Request) -> web.StreamResponse:
    return _served("phone.html")


async def _file(request: web.Request) -> web.StreamResponse:
    name = request.match_info["file"]
    if name not in _TYPES:
        raise web.HTTPNotFound
    return _served(name)


def _served(name: str) -> web.FileResponse:
    return web.FileResponse(
        _FILES / name,
        headers={
            "Content-Type": f"{_TYPES[name]}; charset=utf-8",
            "Cache-Control": "no-cache",
        },
    )


class _PhoneSocket:
    """One open page. Frames in: call, digit, hangup. Frames out: ringing, answer, line, ended."""

    def __init__(self, exchange: Exchange, socket: web.WebSocketResponse) -> None:
        self._exchange, self._socket = exchange, socket
        self._leg: PhoneLeg | None = None
        self._outbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async def serve(self) -> None:
        """Handle frames until the page goes."""
        sender = asyncio.create_task(self._deliver())
        try:
            async for frame in self._socket:
                if frame.type is WSMsgType.TEXT:
                    await self._handle(json.loads(frame.data))
        finally:
            sender.cancel()
            if self._leg is not None:
                self._leg.hung_up()

    async def _deliver(self) -> None:
        while True:
            await self._socket.send_json(await self._outbox.get())

    async def _handle(self, frame: dict[str, Any]) -> None:
        kind = frame.get("type")
        if kind == "call":
            await self._call(frame)
        elif self._leg is not None and kind == "digit":
            self._leg.press(str(frame.get("digit", "")))
        elif self._leg is not None and kind == "hangup":
            self._leg.hung_up()

    async def _call(self, frame: dict[str, Any]) -> None:
        if self._leg is not None:
            self._leg.hung_up()
        leg = self._leg = PhoneLeg(
            self._exchange.engine,
            str(frame.get("from") or "anonymous"),
            str(frame.get("to") or ""),
            str(frame.get("sdp")),
            self._gateway(),
            self._outbox.put_nowait,
        )
        call = await receive(self._exchange, leg)
        if call is not None:
            call.watchers.append(self._show)
            for line in list(call.transcript):
                self._show(line)

    def _show(self, line: Line) -> None:
        self._outbox.put_nowait({"type": "line", **line.as_json()})

    def _gateway(self) -> dict[str, str]:
        """The headers an E1 gateway would send; the first trunk of the configuration lends its names."""
        trunk = next(iter(self._exchange.config.trunks), {})
        in_use = sum(1 for call in self._exchange.calls.values() if not call.is_over)
        return {
            "X-Gateway": str(trunk.get("gateway") or "gw-1"),
            "X-E1-Span": str(trunk.get("span") or 1),
            "X-E1-Channel": str(in_use % _CHANNELS + 1),
        }
