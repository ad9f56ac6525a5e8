"""Requests that cannot be served, and what is said about them (RFC 3261 8.2.1 to 8.2.3, 11.2)."""

from __future__ import annotations

from sandbox.carrier.sip.messages import ALLOW, KNOWN_ELSEWHERE, METHODS, reply
from sandbox.carrier.sip.wire import Request, Response, header, parse_uri


def refusal_of(request: Request) -> Response | None:
    """The refusal of a request outside a dialog; None when it can be served."""
    code = _code(request)
    if code is None:
        return None
    if code == 405:
        return not_allowed(request)
    response = reply(request, code)
    if code == 420:
        response.headers.append("Unsupported", ", ".join(request.headers.get("require")))
    if code == 415:
        response.headers.append("Accept", "application/sdp")
    return response


def not_allowed(request: Request) -> Response:
    """405 with what is allowed."""
    response = reply(request, 405)
    response.headers.append("Allow", ALLOW)
    return response


def capabilities(request: Request) -> Response:
    """The answer to OPTIONS."""
    response = reply(request, 200)
    response.headers.append("Allow", ALLOW)
    response.headers.append("Accept", "application/sdp, application/dtmf-relay")
    return response


def _code(request: Request) -> int | None:
    hops = header(request, "max-forwards")
    if hops.isdecimal() and int(hops) == 0:
        return 483
    if request.method in KNOWN_ELSEWHERE:
        return 405
    if request.method not in METHODS:
        return 501
    try:
        parse_uri(request.uri)
    except ValueError:
        return 416
    if request.headers.get("require"):
        return 420
    if request.method == "INVITE" and request.body and "application/sdp" not in (request.content_type or ""):
        return 415
    return None
