"""Making requests and responses (RFC 3261 8.1.1 and 8.2.6)."""

from __future__ import annotations

import secrets

from sandbox.carrier.sip.wire import Request, Response, cseq_of, header, parse_address

METHODS = ("INVITE", "ACK", "CANCEL", "BYE", "OPTIONS", "REGISTER", "INFO")
ALLOW = ", ".join(METHODS)
KNOWN_ELSEWHERE = ("REFER", "SUBSCRIBE", "NOTIFY", "PUBLISH", "MESSAGE", "PRACK", "UPDATE")
AGENT = "sandbox-carrier"

_REASONS = {
    100: "Trying",
    180: "Ringing",
    183: "Session Progress",
    200: "OK",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    407: "Proxy Authentication Required",
    408: "Request Timeout",
    415: "Unsupported Media Type",
    416: "Unsupported URI Scheme",
    420: "Bad Extension",
    480: "Temporarily Unavailable",
    481: "Call/Transaction Does Not Exist",
    482: "Loop Detected",
    483: "Too Many Hops",
    486: "Busy Here",
    487: "Request Terminated",
    488: "Not Acceptable Here",
    491: "Request Pending",
    500: "Server Internal Error",
    501: "Not Implemented",
    503: "Service Unavailable",
    603: "Decline",
}


def new_tag() -> str:
    """A tag for our end of a dialog."""
    return secrets.token_hex(8)


def new_branch() -> str:
    """A branch for a new client transaction, with the magic cookie."""
    return "z9hG4bK" + secrets.token_hex(12)


def reply(request: Request, code: int, reason: str = "", *, tag: str = "") -> Response:
    """A response to a request; `tag` is ours and goes into To when To has none yet.

    Record-Route is copied into the answers that make a dialog: 101 to 299 to an INVITE.
    """
    response = Response(status_code=code, reason_phrase=reason or _REASONS.get(code, "Unknown"))
    for via in request.headers.get("via"):
        response.headers.append("Via", via)
    if request.method == "INVITE" and 100 < code < 300:
        for route in request.headers.get("record-route"):
            response.headers.append("Record-Route", route)
    response.headers.append("From", header(request, "from"))
    to = header(request, "to")
    needs_tag = code > 100 and not parse_address(to).tag
    response.headers.append("To", f"{to};tag={tag or new_tag()}" if needs_tag else to)
    response.headers.append("Call-ID", header(request, "call-id"))
    response.headers.append("CSeq", header(request, "cseq"))
    response.headers.append("Server", AGENT)
    return response


def with_body(message: Request | Response, sdp: str) -> None:
    """Put a session description into a message."""
    message.headers.set_single("Content-Type", "application/sdp")
    message.body = sdp.encode()


def ack_for_refusal(invite: Request, response: Response) -> Request:
    """The ACK that answers a final response of 300 and up: part of the INVITE's transaction (17.1.1.3)."""
    ack = Request(method="ACK", uri=invite.uri)
    ack.headers.append("Via", invite.headers.get("via")[0])
    for route in invite.headers.get("route"):
        ack.headers.append("Route", route)
    _copy_call(invite, ack, to=header(response, "to"))
    ack.headers.append("CSeq", f"{cseq_of(invite).seq} ACK")
    return ack


def cancel_for(invite: Request) -> Request:
    """The CANCEL of an INVITE: same Via, so that it finds the transaction (9.1)."""
    cancel = Request(method="CANCEL", uri=invite.uri)
    cancel.headers.append("Via", invite.headers.get("via")[0])
    for route in invite.headers.get("route"):
        cancel.headers.append("Route", route)
    _copy_call(invite, cancel, to=header(invite, "to"))
    cancel.headers.append("CSeq", f"{cseq_of(invite).seq} CANCEL")
    return cancel


def _copy_call(invite: Request, request: Request, *, to: str) -> None:
    request.headers.append("Max-Forwards", "70")
    request.headers.append("From", header(invite, "from"))
    request.headers.append("To", to)
    request.headers.append("Call-ID", header(invite, "call-id"))
