"""A carrier's REST address and the gateway of sockets, for benches: says yes, and remembers the calls."""

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

SECOND_OF_AUDIO = 16_000


@dataclass
class Carrier:
    """`placed` are the calls it was told to make; `asked` counts its requests, `pushed` are the messages for
    browsers."""

    url: str = ""
    placed: list[dict[str, str]] = field(default_factory=list)
    redirected: list[str] = field(default_factory=list)
    pushed: list[dict[str, Any]] = field(default_factory=list)
    asked: int = 0
    # Calls whose party has hung up.
    over: set[str] = field(default_factory=set)

    def forget(self) -> None:
        """Begin anew."""
        self.asked = 0
        self.pushed.clear()
        self.placed.clear()
        self.redirected.clear()

    def answer(self, path: str, form: dict[str, str]) -> Any:
        """The JSON of a request, or the bytes of a recording."""
        self.asked += 1
        if path.endswith(".wav"):
            return b"RIFF" + bytes(SECOND_OF_AUDIO)
        if path.endswith("/Calls.json"):
            sid = f"CAa{len(self.placed):031x}"
            self.placed.append({**form, "sid": sid})
            return {"sid": sid, "status": "queued"}
        if "Url" in form:
            self.redirected.append(form["Url"])
        sid = path.rpartition("/")[2].removesuffix(".json")
        return {"sid": sid, "status": "completed" if sid in self.over else "in-progress"}


def serve() -> Carrier:
    """On a free port, in a thread that ends with the process."""
    carrier = Carrier()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._reply({})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if "/@connections/" in self.path or self.path.startswith("/sockets"):
                carrier.pushed.append(json.loads(body))
                self._say({})
                return
            is_form = "form" in self.headers.get("Content-Type", "")
            self._reply({n: " ".join(v) for n, v in parse_qs(body.decode()).items()} if is_form else {})

        def _reply(self, form: dict[str, str]) -> None:
            self._say(carrier.answer(urlsplit(self.path).path, form))

        def _say(self, said: Any) -> None:
            data = said if isinstance(said, bytes) else json.dumps(said).encode()
            self.send_response(201 if self.path.endswith("/Calls.json") else 200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    carrier.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return carrier
