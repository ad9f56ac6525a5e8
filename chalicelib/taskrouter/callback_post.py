"""One signed POST to somebody else's address, within a time and without following redirects."""

import contextlib
import http.client
import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from chalicelib.aws.settings import settings
from chalicelib.carrier import FORM, sign
from chalicelib.problems import Invalid
from chalicelib.taskrouter.addresses import public_address, require_callback

_MOST_BYTES = 65_536


@dataclass(frozen=True)
class Reply:
    """What came back; status 0 is no answer, `reason` then says why."""

    status: int
    content_type: str = ""
    body: bytes = b""
    reason: str = ""

    @property
    def is_taken(self) -> bool:
        """Whether the other side said that it has it."""
        return 200 <= self.status < 300


def post(url: str, form: Mapping[str, str], timeout_seconds: float, **headers: str) -> Reply:
    """POST the form with the account's signature, as the carrier signs its webhooks. Never raises for what
    the network or the other side does."""
    try:
        require_callback(url, "url")
        return _sent(url, form, timeout_seconds, headers)
    except Invalid as refused:
        return Reply(0, reason=refused.message)
    except (OSError, http.client.HTTPException) as failed:
        return Reply(0, reason=f"{type(failed).__name__}: {failed}")


def _sent(url: str, form: Mapping[str, str], timeout: float, headers: Mapping[str, str]) -> Reply:
    connection = _connection(url, timeout)
    signature = sign(settings().auth_token, url, {name: [value] for name, value in form.items()})
    own = {"Content-Type": FORM, "X-Twilio-Signature": signature, "User-Agent": "Trunkline/1.0"}
    parts = urlsplit(url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    # The socket's own time is for each byte: who sends one now and then would have the job for itself.
    watch = threading.Timer(timeout, _break_off, [connection.sock])
    watch.start()
    try:
        connection.request("POST", path, urlencode(form), {**own, **headers})
        answer = connection.getresponse()
        body = answer.read(_MOST_BYTES)
        return Reply(answer.status, answer.getheader("Content-Type", ""), body)
    finally:
        watch.cancel()
        connection.close()


def _break_off(opened: socket.socket) -> None:
    with contextlib.suppress(OSError):
        opened.shutdown(socket.SHUT_RDWR)


def _connection(url: str, timeout: float) -> http.client.HTTPConnection:
    """A connection whose socket goes to the very address that was checked, whatever the name says later."""
    parts = urlsplit(url)
    host, is_secure = str(parts.hostname), parts.scheme == "https"
    port = parts.port or (443 if is_secure else 80)
    opened = socket.create_connection((public_address(host, port), port), timeout)
    if is_secure:
        opened = ssl.create_default_context().wrap_socket(opened, server_hostname=host)
    connection = http.client.HTTPConnection(host, port, timeout=timeout)
    connection.default_port = 443 if is_secure else 80
    connection.sock = opened
    return connection
