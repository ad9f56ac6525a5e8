"""HTTP services on this machine, for what calls one: a carrier, a customer's program, our own API."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

# `serve_forever` sees only so often that it is to end; its own half a second is most of a small test's time.
_LOOKS_EVERY_SECONDS = 0.01


@dataclass(frozen=True)
class Asked:
    """One request; the path with its query, the names of headers in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    def form(self) -> dict[str, str]:
        """The fields of a form; of one given twice the last."""
        found = parse_qs(self.body.decode(), keep_blank_values=True)
        return {name: values[-1] for name, values in found.items()}


@dataclass(frozen=True)
class Reply:
    """What goes back: bytes or text as they are, anything else as JSON; header names in lower case."""

    content: Any = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)

    def body(self) -> bytes:
        """As it is sent."""
        if isinstance(self.content, bytes):
            return self.content
        text = self.content if isinstance(self.content, str) else json.dumps(self.content)
        return text.encode()


@contextmanager
def serving(answer: Callable[[Asked], Reply]) -> Iterator[str]:
    """A service that answers as told, on a free port; yields its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            reply = answer(Asked(self.command, self.path, headers, body))
            data = reply.body()
            own = {"content-type": "application/json", "content-length": str(len(data))}
            self.send_response(reply.status)
            for name, value in {**own, **reply.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        do_POST = do_PUT = do_PATCH = do_DELETE = do_GET

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    with running(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as url:
        yield url


@contextmanager
def running(server: HTTPServer) -> Iterator[str]:
    """A server that is made already, in a thread of its own; yields its address."""
    threading.Thread(target=server.serve_forever, args=(_LOOKS_EVERY_SECONDS,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
