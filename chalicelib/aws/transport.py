"""DynamoDB's requests over plain sockets.

Botocore sends through urllib3, whose layers take a fifth of the CPU time of an IVR step, more than all of our
own code in it. Botocore's `before-send` event lets a handler answer in their place: signing, retries and
parsing stay botocore's, and errors are told in its own words, so that it retries them as it always does.
"""

import io
import socket
import ssl
import weakref
from collections import deque
from collections.abc import Iterator
from http.client import HTTPException, HTTPResponse, IncompleteRead
from typing import Any
from urllib.parse import SplitResult, urlsplit
from urllib.request import getproxies

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.exceptions import (
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    ReadTimeoutError,
    SSLError,
)
from botocore.httpsession import where

from chalicelib.values import dataclass

_MOST_IDLE = 50
_HEAD_ENDS = b"\r\n\r\n"
_LONGEST_HEAD, _PART = 65_536, 262_144


@dataclass(frozen=True)
class Answer:
    """An answer, read to its end; names of headers in lower case."""

    status_code: int
    headers: dict[str, str]
    content: bytes


def send_directly(
    client: Any, connect_seconds: float, read_seconds: float, ca_bundle: str | None
) -> "Transport | None":
    """Have `client` send over its own sockets, which are returned; behind a proxy it goes on as it is."""
    if getproxies():
        return None
    service = client.meta.service_model.service_id.hyphenize()
    transport = Transport(connect_seconds, read_seconds, ca_bundle or where())
    client.meta.events.register(f"before-send.{service}", transport.send)
    return transport


class Transport:
    """Sends requests of one client, each over a connection that no other thread has at the time."""

    def __init__(self, connect_seconds: float, read_seconds: float, ca_file: str) -> None:
        self._connect_seconds, self._read_seconds = connect_seconds, read_seconds
        self._ca_file = ca_file
        self._tls: ssl.SSLContext | None = None
        # The one used last is taken first; append and pop of a deque are atomic.
        self._idle: deque[socket.socket] = deque(maxlen=_MOST_IDLE)
        weakref.finalize(self, _close_all, self._idle)

    def send(self, request: AWSPreparedRequest, **_: Any) -> AWSResponse:
        """The answer to botocore's `request`."""
        return response_of(request.url, self.ask(request.url, _message(request, urlsplit(request.url))))

    def ask(self, url: str, message: bytes) -> Answer:
        """The answer to a whole request; the errors are those of botocore's own transport."""
        try:
            return self._sent(url, message)
        except TimeoutError as error:
            raise ReadTimeoutError(endpoint_url=url, error=error) from error
        except ssl.SSLError as error:
            raise SSLError(endpoint_url=url, error=error) from error
        except (OSError, HTTPException) as error:
            raise ConnectionClosedError(endpoint_url=url, error=error) from error

    def _sent(self, url: str, message: bytes) -> Answer:
        try:
            kept = self._idle.pop()
        except IndexError:
            return self._exchange(self._connected(url), message)
        try:
            return self._exchange(kept, message)
        except (ConnectionError, ssl.SSLEOFError):
            # Closed while it lay idle, as a Lambda's are between calls: no failure that one backs off from.
            return self._exchange(self._connected(url), message)

    def _exchange(self, connection: socket.socket, message: bytes) -> Answer:
        try:
            connection.sendall(message)
            answer, is_over = _read(connection)
        except BaseException:
            connection.close()
            raise
        if is_over:
            connection.close()
        else:
            self._idle.append(connection)
        return answer

    def _connected(self, url: str) -> socket.socket:
        address = urlsplit(url)
        port = address.port or (443 if address.scheme == "https" else 80)
        try:
            made = socket.create_connection((address.hostname or "", port), timeout=self._connect_seconds)
            made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if address.scheme == "https":
                self._tls = self._tls or ssl.create_default_context(cafile=self._ca_file)
                made = self._tls.wrap_socket(made, server_hostname=address.hostname)
        except TimeoutError as error:
            raise ConnectTimeoutError(endpoint_url=url, error=error) from error
        except ssl.SSLError:
            raise
        except OSError as error:
            raise EndpointConnectionError(endpoint_url=url, error=error) from error
        made.settimeout(self._read_seconds)
        return made


def host_of(url: str) -> str:
    """The host as it is signed: without the port that goes without saying."""
    address = urlsplit(url)
    return address.netloc.removesuffix(":443" if address.scheme == "https" else ":80")


def response_of(url: str, answer: Answer) -> AWSResponse:
    """An answer as botocore takes it."""
    headers: Any = answer.headers
    return AWSResponse(url, answer.status_code, headers, _Body(answer.content))


class _Body:
    """A body that has been read, as botocore asks for one."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def stream(self) -> Iterator[bytes]:
        yield self._content


def _read(connection: socket.socket) -> tuple[Answer, bool]:
    """The answer, and whether the connection is over with it. The standard library's reader makes a mail
    message of the headers, which takes longer than all else here."""
    data = _more(connection, b"")
    while (end := data.find(_HEAD_ENDS)) < 0 and len(data) < _LONGEST_HEAD:
        data += _more(connection, data)
    first, *lines = data[: max(end, 0)].decode("latin-1").split("\r\n")
    version, _, told = first.partition(" ")
    headers = {
        name.strip().lower(): value.strip() for name, _, value in (one.partition(":") for one in lines)
    }
    length = headers.get("content-length", "")
    if not (version == "HTTP/1.1" and told[:3].isdigit() and told[:1] != "1" and length.isdigit()):
        return _read_slowly(connection, data)
    parts, missing = [data[end + len(_HEAD_ENDS) :]], int(length) - len(data) + end + len(_HEAD_ENDS)
    while missing > 0:
        parts.append(_more(connection, data))
        missing -= len(parts[-1])
    is_over = missing < 0 or headers.get("connection", "").lower() == "close"
    return Answer(int(told[:3]), headers, b"".join(parts)[: int(length)]), is_over


def _more(connection: socket.socket, known: bytes) -> bytes:
    data = connection.recv(_PART)
    if data:
        return data
    if known:
        raise IncompleteRead(known)
    raise ConnectionResetError("closed without an answer")


def _read_slowly(connection: socket.socket, data: bytes) -> tuple[Answer, bool]:
    """An answer of any form, of which the first `data` are there."""
    answer = HTTPResponse(_Replayed(connection, data), method="POST")  # type: ignore[arg-type]
    answer.begin()
    content = answer.read()
    headers = {name.lower(): value for name, value in answer.getheaders()}
    return Answer(answer.status, headers, content), answer.will_close


class _Replayed(io.RawIOBase):
    """A connection from which something was read already."""

    def __init__(self, connection: socket.socket, data: bytes) -> None:
        self._connection, self._data = connection, data

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:
        if not self._data:
            return self._connection.recv_into(into)
        part, self._data = self._data[: len(into)], self._data[len(into) :]
        into[: len(part)] = part
        return len(part)


def _message(request: AWSPreparedRequest, address: SplitResult) -> bytes:
    """Head and body in one piece: one call to the system, and one packet."""
    target = f"{address.path or '/'}{'?' + address.query if address.query else ''}"
    head = [f"{request.method} {target} HTTP/1.1", f"Host: {host_of(request.url)}"]
    for name, value in request.headers.items():
        head.append(f"{name}: {value.decode() if isinstance(value, bytes) else value}")
    assert isinstance(request.body, bytes)  # DynamoDB takes JSON and nothing else.
    return "\r\n".join((*head, "", "")).encode("ascii") + request.body


def _close_all(connections: deque[socket.socket]) -> None:
    for connection in connections:
        connection.close()
