"""Accounts of a JSON file over HTTP: `/accounts/{account}/balance` and `/accounts/{account}/bills/latest`."""

import json
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote

ACCOUNTS = Path(__file__).with_name("accounts.json")


def load(path: Path = ACCOUNTS) -> dict[str, Any]:
    """The accounts of a file, by number."""
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def answer(accounts: Mapping[str, Any], path: str) -> tuple[int, dict[str, Any]]:
    """Status and body for the path of a GET."""
    match [unquote(part) for part in path.strip("/").split("/")]:
        case ["accounts", number, "balance"] if number in accounts:
            return 200, {"account": number, "balance": accounts[number]["balance"]}
        case ["accounts", number, "bills", "latest"] if accounts.get(number, {}).get("bills"):
            return 200, {"account": number, **accounts[number]["bills"][-1]}
    return 404, {"error": "there is no such account, or it has no bill"}


def server(accounts: Mapping[str, Any], key: str, port: int = 0) -> ThreadingHTTPServer:
    """A server on loopback that knows its callers by their key."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/":
                status, body = 200, {"service": "billing"}
            elif self.headers.get("Authorization") != f"Bearer {key}":
                status, body = 401, {"error": "the key is wrong"}
            else:
                status, body = answer(accounts, self.path)
            text = json.dumps(body, ensure_ascii=False).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_: Any) -> None:
            """Nothing: a developer's tool."""

    return ThreadingHTTPServer(("127.0.0.1", port), Handler)
