"""API Gateway's WebSocket: connections through the application's handlers, and its management endpoint."""

import asyncio
import base64
import json
import logging
import time
import uuid
from typing import Any
from urllib.parse import parse_qsl, unquote

from sandbox.lambda_host.application import Application, context
from sandbox.lambda_host.function_url import HttpAnswer, refusal

logger = logging.getLogger(__name__)
# API Gateway's own limits.
LONGEST_FRAME = 128 * 1024
IDLE_SECONDS = 600


class Connection:
    """One open socket; what is put into `outbox` is sent in order, None closes."""

    def __init__(self, source_ip: str) -> None:
        self.connection_id = uuid.uuid4().hex[:15] + "="
        self.connected_at = time.time()
        self.source_ip = source_ip
        self.outbox: asyncio.Queue[bytes | None] = asyncio.Queue()


class SocketGateway:
    """All open sockets of this host."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._open: dict[str, Connection] = {}

    async def serve(self, scope: Any, receive: Any, send: Any) -> None:
        """One WebSocket from its handshake to its end."""
        await receive()
        connection = Connection((scope.get("client") or ("127.0.0.1", 0))[0])
        answer = await self._call("$connect", _connect_event(connection, scope))
        if answer.get("statusCode", 200) >= 400:
            await send({"type": "websocket.close", "code": 4403})
            return
        await send({"type": "websocket.accept"})
        self._open[connection.connection_id] = connection
        sender = asyncio.create_task(_send_all(connection, send))
        try:
            await self._receive_all(connection, receive)
        finally:
            self._open.pop(connection.connection_id, None)
            sender.cancel()
            await self._call("$disconnect", _event(connection, "DISCONNECT"))

    async def manage(self, method: str, path: str, headers: dict[str, str], body: bytes) -> HttpAnswer:
        """`/@connections/{id}`: POST sends, GET tells, DELETE closes; 410 when the connection is gone."""
        if "aws4-hmac" not in headers.get("authorization", "").lower():
            # A browser page cannot make this header without asking first, so none can push from outside.
            return refusal(403, "Missing Authentication Token")
        connection = self._open.get(unquote(path.rpartition("/")[2]))
        if connection is None:
            gone = refusal(410, "Gone")
            return HttpAnswer(410, [*gone.headers, ("x-amzn-errortype", "GoneException")], gone.body)
        if method == "POST":
            connection.outbox.put_nowait(body)
        elif method == "DELETE":
            connection.outbox.put_nowait(None)
            return HttpAnswer(204, [], b"")
        told = {"connectedAt": connection.connected_at, "identity": {"sourceIp": connection.source_ip}}
        return HttpAnswer(200, [("content-type", "application/json")], json.dumps(told).encode())

    async def _receive_all(self, connection: Connection, receive: Any) -> None:
        while True:
            message = await asyncio.wait_for(receive(), IDLE_SECONDS)
            if message["type"] == "websocket.disconnect":
                return
            event = _message_event(connection, message)
            if len(event["body"]) <= LONGEST_FRAME:
                await self._call("$default", event)

    async def _call(self, route_key: str, event: dict[str, Any]) -> dict[str, Any]:
        handler = self._application.socket_handler(route_key)
        if handler is None:
            return {"statusCode": 200}
        try:
            return await asyncio.to_thread(handler, event, context(route_key.strip("$"))) or {}
        except Exception:
            logger.exception("socket handler failed: %s", route_key)
            return {"statusCode": 500}


async def _send_all(connection: Connection, send: Any) -> None:
    while True:
        data = await connection.outbox.get()
        if data is None:
            await send({"type": "websocket.close", "code": 1000})
            return
        await send({"type": "websocket.send", "text": data.decode()})


def _event(connection: Connection, kind: str) -> dict[str, Any]:
    route_key = "$default" if kind == "MESSAGE" else f"${kind.lower()}"
    return {
        "requestContext": {
            "routeKey": route_key,
            "eventType": kind,
            "connectionId": connection.connection_id,
            "connectedAt": int(connection.connected_at * 1000),
            "requestTimeEpoch": int(time.time() * 1000),
            "requestId": str(uuid.uuid4()),
            "domainName": "localhost",
            "stage": "socket",
            "apiId": "laptop",
            "identity": {"sourceIp": connection.source_ip},
        },
        "isBase64Encoded": False,
    }


def _connect_event(connection: Connection, scope: Any) -> dict[str, Any]:
    query = dict(parse_qsl(scope["query_string"].decode()))
    headers = {name.decode(): value.decode("latin-1") for name, value in scope["headers"]}
    return {**_event(connection, "CONNECT"), "headers": headers, "queryStringParameters": query or None}


def _message_event(connection: Connection, message: dict[str, Any]) -> dict[str, Any]:
    text = message.get("text")
    if text is not None:
        return {**_event(connection, "MESSAGE"), "body": text}
    data = base64.b64encode(message.get("bytes") or b"").decode()
    return {**_event(connection, "MESSAGE"), "body": data, "isBase64Encoded": True}
