"""The adapter to aiosipua: its message parser and data classes, and nothing else of it.

Its dialogs, transactions, SDP negotiation and transports are not used (they break RFC 3261 in places).
Everything that comes off the network goes through `parse`, which lets no exception but Garbled out, so
that the rest of the package can read a message without fear.
"""

from __future__ import annotations

from urllib.parse import unquote

from aiosipua.headers import (
    Address,
    AuthChallenge,
    CSeq,
    SipUri,
    Via,
    parse_address,
    parse_auth,
    stringify_uri,
    stringify_via,
)
from aiosipua.headers import parse_uri as _parse_sip_uri
from aiosipua.message import SipMessage, SipRequest, SipResponse
from aiosipua.sdp import MediaDescription, SdpMessage, parse_sdp

__all__ = [
    "Address",
    "AuthChallenge",
    "CSeq",
    "Garbled",
    "MediaDescription",
    "Request",
    "Response",
    "SdpMessage",
    "SipUri",
    "Via",
    "cseq_of",
    "header",
    "parse",
    "parse_address",
    "parse_auth",
    "parse_sdp",
    "parse_uri",
    "serialize",
    "stamp_via",
    "stringify_uri",
    "tag_of",
    "top_via",
    "user_of",
]

Request = SipRequest
Response = SipResponse


class Garbled(ValueError):
    """The bytes are no SIP message that can be answered."""


def parse(data: bytes) -> Request | Response:
    """Read one message. Raises Garbled, and only that, unless its main headers can all be read."""
    try:
        message = SipMessage.parse(data)
        _check(message, data.lstrip().split(b"\n", 1)[0].strip())
    except Garbled:
        raise
    except Exception as error:  # the parser was not written with every kind of garbage in mind
        raise Garbled(str(error)) from error
    return message


def _check(message: Request | Response, start_line: bytes) -> None:
    for name in ("via", "from", "to", "call-id", "cseq"):
        if not message.headers.get(name):
            raise Garbled(f"no {name} header")
    if isinstance(message, Request) and not start_line.endswith(b" SIP/2.0"):
        raise Garbled("not SIP/2.0")
    if isinstance(message, Response) and not 100 <= message.status_code <= 699:
        raise Garbled("no status code")
    if not top_via(message).branch:
        raise Garbled("Via without branch")
    sequence = cseq_of(message)
    if isinstance(message, Request) and sequence.method != message.method:
        raise Garbled("CSeq names another method")
    if not 0 <= sequence.seq < 2**31:
        raise Garbled("CSeq out of range")
    if not (
        parse_address(header(message, "from")).uri.host and parse_address(header(message, "to")).uri.host
    ):
        raise Garbled("From or To without host")
    for contact in message.headers.get("contact"):
        parse_address(contact)


def serialize(message: Request | Response) -> bytes:
    """The bytes to send. Header names keep the case they were set with."""
    if isinstance(message, Request):
        lines = [f"{message.method} {message.uri} SIP/2.0"]
    else:
        lines = [f"SIP/2.0 {message.status_code} {message.reason_phrase}"]
    message.headers.set_single("Content-Length", str(len(message.body)))
    for name, values in message.headers.items():
        lines += [f"{name}: {value}" for value in values]
    return "\r\n".join([*lines, "", ""]).encode() + message.body


def header(message: Request | Response, name: str) -> str:
    """The first value of a header, empty when it is not there."""
    return message.headers.get_first(name) or ""


def top_via(message: Request | Response) -> Via:
    """The newest Via."""
    return message.via[0]


def stamp_via(request: Request, source: tuple[str, int]) -> None:
    """Note in a request where it really came from (RFC 3261 18.2.1, RFC 3581)."""
    via = top_via(request)
    if "rport" in via.params:
        via.rport = str(source[1])
    if "rport" in via.params or via.host != source[0]:
        via.received = source[0]
    request.headers.get("via")[0] = stringify_via(via)


def cseq_of(message: Request | Response) -> CSeq:
    """The CSeq; `parse` made sure there is one."""
    return message.cseq or CSeq()


def tag_of(message: Request | Response, name: str) -> str:
    """The tag of From or To, empty when it has none."""
    return parse_address(header(message, name)).tag or ""


def parse_uri(text: str) -> SipUri:
    """A sip, sips or tel URI; a tel number becomes the user part. Raises ValueError for anything else."""
    scheme, colon, rest = text.strip().partition(":")
    if colon and scheme.lower() == "tel":
        return SipUri(scheme="tel", user=rest.split(";")[0])
    if not colon or scheme.lower() not in ("sip", "sips"):
        raise ValueError(f"not a SIP address: {text}")
    uri = _parse_sip_uri(text)
    if not uri.host:
        raise ValueError(f"a SIP address without host: {text}")
    return uri


def user_of(uri: SipUri) -> str:
    """The user part as people write it: decoded, without its parameters."""
    return unquote((uri.user or "").split(";")[0])
