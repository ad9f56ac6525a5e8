"""The ASGI front: `/api` to the function URL, `/socket` to the socket gateway, the rest to the web app."""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sandbox.lambda_host.application import Application
from sandbox.lambda_host.function_url import HttpAnswer, HttpRequest, http_answer, refusal, url_event
from sandbox.lambda_host.pumps import Pumps
from sandbox.lambda_host.sockets import SocketGateway
from sandbox.lambda_host.web import Web

logger = logging.getLogger(__name__)
# Lambda's own limit for an event.
LARGEST_BODY = 6 * 1024 * 1024
API = "/api"
THREADS = 40


class LambdaHost:
    """One center's front door on the laptop."""

    def __init__(self, application: Application, web: Web, pumps: Pumps | None) -> None:
        self._application = application
        self._web = web
        self._pumps = pumps
        self._sockets = SocketGateway(application)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """ASGI."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        else:
            await self._http(scope, receive, send)

    async def _live(self, receive: Any, send: Any) -> None:
        await receive()
        # Each request runs in a thread, as each runs in a Lambda of its own; the default pool has six.
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(THREADS))
        if self._pumps:
            self._pumps.start()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        if self._pumps:
            self._pumps.stop()
        await send({"type": "lifespan.shutdown.complete"})

    async def _socket(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["path"] == "/socket":
            await self._sockets.serve(scope, receive, send)
            return
        await receive()
        await send({"type": "websocket.close", "code": 4404})

    async def _http(self, scope: Any, receive: Any, send: Any) -> None:
        headers = {name.decode().lower(): value.decode("latin-1") for name, value in scope["headers"]}
        body = await _read(receive)
        if body is None:
            answer = refusal(413, "Request Too Long")
        else:
            answer = await self._answer(scope, headers, body)
        sent = [(name.lower().encode(), value.encode("latin-1")) for name, value in answer.headers]
        sent.append((b"content-length", str(len(answer.body)).encode()))
        await send({"type": "http.response.start", "status": answer.status, "headers": sent})
        await send({"type": "http.response.body", "body": answer.body})

    async def _answer(self, scope: Any, headers: dict[str, str], body: bytes) -> HttpAnswer:
        path: str = scope["raw_path"].decode()
        if path.startswith("/socket/@connections/"):
            return await self._sockets.manage(scope["method"], path, headers, body)
        if path != API and not path.startswith(f"{API}/"):
            return self._web.answer(scope["method"], scope["path"], headers)
        request = HttpRequest(
            method=scope["method"],
            path=path,
            query=scope["query_string"].decode(),
            headers=[(name.decode(), value.decode("latin-1")) for name, value in scope["headers"]],
            body=body,
            source_ip=(scope.get("client") or ("127.0.0.1", 0))[0],
        )
        return await self._api(request)

    async def _api(self, request: HttpRequest) -> HttpAnswer:
        event = url_event(request)
        try:
            return http_answer(await asyncio.to_thread(self._application.call_url, event))
        except Exception:
            logger.exception("%s %s failed", request.method, request.path)
            return refusal(502, "Internal server error")


async def _read(receive: Any) -> bytes | None:
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > LARGEST_BODY:
            return None
        if not message.get("more_body"):
            return b"".join(parts)
