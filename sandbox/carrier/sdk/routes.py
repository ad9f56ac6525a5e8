"""Routes for browsers with the Voice SDK: signalling, the shim, the sounds."""

from __future__ import annotations

from pathlib import Path

from aiohttp import web

from sandbox.carrier.exchange import Exchange
from sandbox.carrier.sdk.devices import Devices
from sandbox.carrier.sdk.socket import DeviceSocket
from sandbox.carrier.sdk.sounds import sound_wav

_SHIM = Path(__file__).with_name("voice-shim.js")
_LARGEST_FRAME = 1 << 20


def sdk_routes(exchange: Exchange) -> list[web.RouteDef]:
    """The routes; plugs the devices into the exchange."""
    devices = exchange.devices = Devices(exchange)

    async def signal(request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(max_msg_size=_LARGEST_FRAME)
        await socket.prepare(request)
        await DeviceSocket(devices, socket).serve()
        return socket

    return [
        web.get("/signal", signal),
        web.get("/voice-shim.js", _shim),
        web.get("/sounds/{name}.wav", _sound),
    ]


async def _shim(_request: web.Request) -> web.StreamResponse:
    return web.FileResponse(_SHIM, headers={"Cache-Control": "no-cache", "Content-Type": "text/javascript"})


async def _sound(request: web.Request) -> web.StreamResponse:
    body = sound_wav(request.match_info["name"])
    if body is None:
        raise web.HTTPNotFound
    return web.Response(body=body, content_type="audio/wav", headers={"Cache-Control": "max-age=3600"})
