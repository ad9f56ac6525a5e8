"""The static web app: built files from memory, compressed once, with the laptop's two additions.

`config.json` tells the browser where things are. The carrier's voice shim goes in front of the first script
of index.html; it is served here only, and the built files are what deploys.
"""

import gzip
import hashlib
import json
import mimetypes
from dataclasses import dataclass
from pathlib import Path

from sandbox.lambda_host.function_url import HttpAnswer, refusal

_COMPRESSED = ("text/", "application/javascript", "application/json", "image/svg")
_HEADERS = [("x-content-type-options", "nosniff"), ("referrer-policy", "same-origin")]
_UNBUILT = (
    "<!doctype html><title>Trunkline</title><h1>The web app is not built yet</h1>"
    "<p>Run <code>make setup</code>, or <code>npm run build</code> in <code>frontend/</code>, and reload.</p>"
)


@dataclass(frozen=True)
class _File:
    mtime: float
    content_type: str
    etag: str
    plain: bytes
    zipped: bytes | None


class Web:
    """Files below one directory, and the two that are made."""

    def __init__(self, directory: Path, carrier_url: str, time_zone: str) -> None:
        self._directory = directory.resolve()
        self._carrier_url = carrier_url
        self._time_zone = time_zone
        self._files: dict[Path, _File] = {}

    def answer(self, method: str, path: str, headers: dict[str, str]) -> HttpAnswer:
        """GET or HEAD of one path; the app routes in the hash, so `/` is its only page."""
        if method not in {"GET", "HEAD"}:
            return refusal(405, "Method Not Allowed")
        if path == "/config.json":
            return self._config(headers.get("host", "localhost"))
        file = self._find("/index.html" if path == "/" else path)
        if file is None:
            return self._missing(path)
        sent = self._send(file, path, headers)
        return sent if method == "GET" else HttpAnswer(sent.status, sent.headers, b"")

    def _config(self, host: str) -> HttpAnswer:
        config = {
            "api_url": "/api",
            "socket_url": f"ws://{host}/socket",
            "call_us_url": f"{self._carrier_url}/phone" if self._carrier_url else None,
            "time_zone": self._time_zone,
        }
        headers = [("content-type", "application/json"), ("cache-control", "no-store"), *_HEADERS]
        return HttpAnswer(200, headers, json.dumps(config).encode())

    def _missing(self, path: str) -> HttpAnswer:
        if path == "/":
            return HttpAnswer(503, [("content-type", "text/html; charset=utf-8")], _UNBUILT.encode())
        return refusal(404, "Not Found")

    def _find(self, path: str) -> _File | None:
        target = (self._directory / path.lstrip("/")).resolve()
        if not target.is_relative_to(self._directory) or not target.is_file():
            return None
        known = self._files.get(target)
        mtime = target.stat().st_mtime
        if known is None or known.mtime != mtime:
            known = self._files[target] = self._read(target, mtime)
        return known

    def _read(self, target: Path, mtime: float) -> _File:
        data = target.read_bytes()
        if target.name == "index.html" and self._carrier_url:
            shim = f'<script src="{self._carrier_url}/voice-shim.js"></script>'.encode()
            data = data.replace(b"<script", shim + b"<script", 1)
        kind = mimetypes.guess_type(target.name)[0] or "application/octet-stream"
        kind = "application/javascript" if kind == "text/javascript" else kind
        etag = f'"{hashlib.sha256(data).hexdigest()[:20]}"'
        zipped = gzip.compress(data, 6) if kind.startswith(_COMPRESSED) and len(data) > 800 else None
        return _File(mtime, kind, etag, data, zipped)

    def _send(self, file: _File, path: str, headers: dict[str, str]) -> HttpAnswer:
        is_named_by_content = path.startswith("/assets/")
        cache = "public, max-age=31536000, immutable" if is_named_by_content else "no-cache"
        sent = [("etag", file.etag), ("cache-control", cache), ("vary", "accept-encoding"), *_HEADERS]
        if headers.get("if-none-match") == file.etag:
            return HttpAnswer(304, sent, b"")
        charset = "; charset=utf-8" if file.content_type.startswith("text/") else ""
        sent.append(("content-type", file.content_type + charset))
        if file.zipped and "gzip" in headers.get("accept-encoding", ""):
            return HttpAnswer(200, [*sent, ("content-encoding", "gzip")], file.zipped)
        return HttpAnswer(200, sent, file.plain)
