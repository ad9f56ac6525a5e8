"""HTTP requests as API Gateway's proxy events, and the answers back."""

import base64
import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote

STAGE = "api"


@dataclass(frozen=True)
class HttpRequest:
    """A request as it came in; `path` is below the stage, still percent-encoded."""

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


class Routes:
    """Finds the resource of a path. A fixed part is preferred to a parameter, as API Gateway does."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._tree: dict[str, Any] = {}
        for path in paths:
            node = self._tree
            for part in _parts(path):
                node = node.setdefault(part, {})
            node[""] = path

    def find(self, path: str) -> tuple[str, dict[str, str]] | None:
        """The resource and its decoded path parameters."""
        return self._walk(self._tree, _parts(path), {})

    def _walk(
        self, node: dict[str, Any], parts: list[str], found: dict[str, str]
    ) -> tuple[str, dict[str, str]] | None:
        if not parts:
            return (node[""], found) if "" in node else None
        first, rest = parts[0], parts[1:]
        if first in node:
            fixed = self._walk(node[first], rest, found)
            if fixed:
                return fixed
        for name, below in node.items():
            if name.startswith("{"):
                matched = self._walk(below, rest, {**found, name.strip("{}"): unquote(first)})
                if matched:
                    return matched
        return None


def proxy_event(request: HttpRequest, resource: str, path_parameters: dict[str, str]) -> dict[str, Any]:
    """API Gateway's REST proxy event, payload version 1.0."""
    pairs = parse_qsl(request.query, keep_blank_values=True)
    body, is_base64 = _body(request.body)
    headers = dict(request.headers)
    return {
        "resource": resource,
        "path": unquote(request.path),
        "httpMethod": request.method,
        "headers": headers,
        "multiValueHeaders": _many(request.headers),
        "queryStringParameters": dict(pairs) or None,
        "multiValueQueryStringParameters": _many(pairs) or None,
        "pathParameters": path_parameters or None,
        "stageVariables": None,
        "requestContext": {
            "accountId": "000000000000",
            "apiId": "laptop",
            "stage": STAGE,
            "requestId": str(uuid.uuid4()),
            "protocol": "HTTP/1.1",
            "resourcePath": resource,
            "path": f"/{STAGE}{request.path}",
            "httpMethod": request.method,
            "identity": {"sourceIp": request.source_ip, "userAgent": headers.get("user-agent")},
        },
        "body": body,
        "isBase64Encoded": is_base64,
    }


def http_answer(answer: dict[str, Any]) -> HttpAnswer:
    """A handler's proxy answer as HTTP."""
    headers = [(name, str(value)) for name, value in (answer.get("headers") or {}).items()]
    for name, values in (answer.get("multiValueHeaders") or {}).items():
        headers += [(name, str(value)) for value in values]
    body = answer.get("body") or ""
    data = base64.b64decode(body) if answer.get("isBase64Encoded") else _bytes(body)
    return HttpAnswer(answer["statusCode"], headers, data)


def refusal(status: int, message: str) -> HttpAnswer:
    """What API Gateway says itself, without calling a handler."""
    return HttpAnswer(
        status, [("content-type", "application/json")], json.dumps({"message": message}).encode()
    )


def _parts(path: str) -> list[str]:
    return [part for part in path.split("/") if part]


def _many(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    many: dict[str, list[str]] = {}
    for name, value in pairs:
        many.setdefault(name, []).append(value)
    return many


def _body(data: bytes) -> tuple[str | None, bool]:
    if not data:
        return None, False
    try:
        return data.decode(), False
    except UnicodeDecodeError:
        return base64.b64encode(data).decode(), True


def _bytes(body: Any) -> bytes:
    return body if isinstance(body, bytes) else str(body).encode()
