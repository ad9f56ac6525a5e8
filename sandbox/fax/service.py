"""Faxes over HTTP: `POST /faxes` takes one, `GET /faxes/{id}` says what became of it.

A fax is on its way when it is first asked about and sent from then on. A number that ends in 0000 is always
busy, so that a failed fax can be seen too.
"""

import json
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

_BUSY = "0000"


@dataclass
class Outbox:
    """What was taken, by id; in a `folder` each page is a file to look at."""

    folder: Path | None = None
    taken: list[dict[str, Any]] = field(default_factory=list)
    looks: dict[str, int] = field(default_factory=dict)

    def take(self, fax: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Take a fax once for each idempotency key."""
        for number, known in enumerate(self.taken, 1):
            if known["idempotency_key"] == fax["idempotency_key"]:
                return 202, {"id": str(number)}
        self.taken.append(fax)
        number = len(self.taken)
        if self.folder:
            self.folder.mkdir(parents=True, exist_ok=True)
            (self.folder / f"{number}-{fax['to']}.html").write_text(fax["html"], "utf-8")
        return 202, {"id": str(number)}

    def tell(self, wanted: str) -> tuple[int, dict[str, Any]]:
        """What became of a fax."""
        if not (wanted.isdecimal() and 1 <= int(wanted) <= len(self.taken)):
            return 404, {"reason": "there is no such fax"}
        self.looks[wanted] = self.looks.get(wanted, 0) + 1
        if self.looks[wanted] == 1:
            return 200, {"id": wanted, "status": "sending"}
        if self.taken[int(wanted) - 1]["to"].endswith(_BUSY):
            return 200, {"id": wanted, "status": "failed", "reason": "the line was busy"}
        return 200, {"id": wanted, "status": "sent"}


def server(outbox: Outbox, key: str, port: int = 0) -> ThreadingHTTPServer:
    """A server on loopback that knows its callers by their key."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self._is_known():
                self._answer(*outbox.tell(self.path.removeprefix("/faxes/")))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if not self._is_known():
                return
            fax = json.loads(body)
            if not {"to", "idempotency_key"} <= fax.keys() or not (fax.get("html") or fax.get("text")):
                self._answer(400, {"reason": "to, idempotency_key and html or text are needed"})
            else:
                self._answer(*outbox.take({"html": fax.get("html") or fax["text"], **fax}))

        def _is_known(self) -> bool:
            if self.headers.get("Authorization") == f"Bearer {key}":
                return True
            self._answer(401, {"reason": "the key is wrong"})
            return False

        def _answer(self, status: int, body: dict[str, Any]) -> None:
            text = json.dumps(body, ensure_ascii=False).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_: Any) -> None:
            """Nothing: a developer's tool."""

    return ThreadingHTTPServer(("127.0.0.1", port), Handler)
