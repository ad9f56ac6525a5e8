"""Who may use the REST API: HTTP Basic with the account's token or an API key."""

from __future__ import annotations

import base64
import binascii
import secrets
from collections.abc import Awaitable, Callable

from aiohttp import web

from sandbox.carrier.account import Account
from sandbox.carrier.exchange import Exchange
from sandbox.carrier.rest.errors import ApiError, error_response

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def guarded(exchange: Exchange, handler: Handler) -> Handler:
    """The handler behind the account's credentials, with errors as the carrier's JSON."""

    async def handle(request: web.Request) -> web.StreamResponse:
        try:
            _check(exchange.account, request)
            return await handler(request)
        except ApiError as error:
            return error_response(error)

    return handle


def _check(account: Account, request: web.Request) -> None:
    user, password = _credentials(request.headers.get("Authorization", ""))
    expected = account.auth_token if user == account.sid else account.api_keys.get(user)
    if expected is None or not secrets.compare_digest(expected.encode(), password.encode()):
        raise ApiError(401, 20003, "Authenticate")
    if request.match_info.get("account") != account.sid:
        raise ApiError(404, 20404, f"The requested resource {request.path} was not found")


def _credentials(header: str) -> tuple[str, str]:
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        user, _, password = base64.b64decode(encoded).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return user, password
