"""The carrier's web server: REST, signalling, the phone page and what tests look at."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

from sandbox.carrier.debug import debug_routes
from sandbox.carrier.exchange import Exchange
from sandbox.carrier.phone.routes import phone_routes
from sandbox.carrier.rest import rest_routes
from sandbox.carrier.sdk.routes import sdk_routes


@web.middleware
async def _open_to_browsers(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Pages of the application, on another port, load the shim and the sounds from here."""
    response = await handler(request)
    if not response.prepared:
        response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def web_app(exchange: Exchange) -> web.Application:
    """All routes of the carrier."""
    app = web.Application(middlewares=[_open_to_browsers])
    app.add_routes(rest_routes(exchange))
    app.add_routes(sdk_routes(exchange))
    app.add_routes(phone_routes(exchange))
    app.add_routes(debug_routes(exchange))
    return app
