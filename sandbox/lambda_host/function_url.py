"""HTTP requests as a Lambda function URL's events (payload 2.0), and the answers back.

https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
"""

import base64
import json
import time
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

# Everything else is base64 in the event, the carrier's forms too.
_TEXT = ("text/", "application/json", "application/xml", "application/javascript")


@dataclass(frozen=True)
class HttpRequest:
    """A request as it came in; `path` is still percent-encoded."""

    method: str
    path: str
    query: str
    headers: list[tuple[str, str]]
    body: bytes
    source_ip: str


@dataclass(frozen=True)
class HttpAnswer:
    """What goes back."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


def url_event(request: HttpRequest) -> dict[str, Any]:
    """The event of a request: names of headers in lower case, the values of a repeated one joined."""
    headers: dict[str, str] = {}
    for name, value in request.headers:
        known = headers.get(name.lower())
        headers[name.lower()] = f"{known},{value}" if known is not None else value
    cookies = headers.pop("cookie", "")
    body, is_base64 = _body(request.body, headers.get("content-type", ""))
    event = {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": request.path,
        "rawQueryString": request.query,
        "headers": headers,
        "requestContext": _context(request, headers),
        "isBase64Encoded": is_base64,
    }
    if cookies:
        event["cookies"] = [each.strip() for each in cookies.split(";")]
    if body is not None:
        event["body"] = body
    return event


def http_answer(answer: dict[str, Any]) -> HttpAnswer:
    """A handler's answer as HTTP. A function URL understands one value for each header, and cookies."""
    headers = [(name, str(value)) for name, value in (answer.get("headers") or {}).items()]
    headers += [("set-cookie", cookie) for cookie in answer.get("cookies") or ()]
    body = answer.get("body") or ""
    data = base64.b64decode(body) if answer.get("isBase64Encoded") else str(body).encode()
    return HttpAnswer(answer["statusCode"], headers, data)


def refusal(status: int, message: str) -> HttpAnswer:
    """What AWS says itself, without calling a handler."""
    return HttpAnswer(
        status, [("content-type", "application/json")], json.dumps({"message": message}).encode()
    )


def _context(request: HttpRequest, headers: dict[str, str]) -> dict[str, Any]:
    return {
        "accountId": "anonymous",
        "apiId": "laptop",
        "domainName": headers.get("host", "localhost"),
        "domainPrefix": "laptop",
        "http": {
            "method": request.method,
            "path": request.path,
            "protocol": "HTTP/1.1",
            "sourceIp": request.source_ip,
            "userAgent": headers.get("user-agent", ""),
        },
        "requestId": str(uuid.uuid4()),
        "routeKey": "$default",
        "stage": "$default",
        "timeEpoch": int(time.time() * 1000),
    }


def _body(data: bytes, content_type: str) -> tuple[str | None, bool]:
    if not data:
        return None, False
    if _is_text(content_type, _TEXT):
        try:
            return data.decode(), False
        except UnicodeDecodeError:
            pass
    return base64.b64encode(data).decode(), True


def _is_text(content_type: str, kinds: Iterable[str]) -> bool:
    return content_type.lower().startswith(tuple(kinds))
