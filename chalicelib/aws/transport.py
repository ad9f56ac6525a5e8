"""DynamoDB's requests over plain sockets.

Botocore sends through urllib3, whose layers take a fifth of the CPU time of an IVR step, more than all of our
own code in it. Botocore's `before-send` event lets a handler answer in their place: signing, retries and
parsing stay botocore's, and errors are told in its own words, so that it retries them as it always does.
"""

import socket
import ssl
import weakref
from collections import deque
from collections.abc import Iterator
from http.client import HTTPException, HTTPResponse
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

_MOST_IDLE = 50


def send_directly(client: Any, connect_seconds: float, read_seconds: float, ca_bundle: str | None) -> None:
    """Have `client` send over its own sockets; behind a proxy it goes on as it is."""
    if not getproxies():
        service = client.meta.service_model.service_id.hyphenize()
        transport = Transport(connect_seconds, read_seconds, ca_bundle or where())
        client.meta.events.register(f"before-send.{service}", transport.send)


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
        """The answer to `request`, read to its end; the errors are those of botocore's own transport."""
        try:
            return self._sent(request)
        except TimeoutError as error:
            raise ReadTimeoutError(endpoint_url=request.url, error=error) from error
        except ssl.SSLError as error:
            raise SSLError(endpoint_url=request.url, error=error) from error
        except (OSError, HTTPException) as error:
            raise ConnectionClosedError(endpoint_url=request.url, request=request, error=error) from error

    def _sent(self, request: AWSPreparedRequest) -> AWSResponse:
        address = urlsplit(request.url)
        message = _message(request, address)
        try:
            kept = self._idle.pop()
        except IndexError:
            return self._exchange(self._connected(request.url, address), message, request)
        try:
            return self._exchange(kept, message, request)
        except (ConnectionError, ssl.SSLEOFError):
            # Closed while it lay idle, as a Lambda's are between calls: no failure that one backs off from.
            return self._exchange(self._connected(request.url, address), message, request)

    def _exchange(
        self, connection: socket.socket, message: bytes, request: AWSPreparedRequest
    ) -> AWSResponse:
        try:
            connection.sendall(message)
            answer = HTTPResponse(connection, method=request.method)
            answer.begin()
            content = answer.read()
        except BaseException:
            connection.close()
            raise
        if answer.will_close:
            connection.close()
        else:
            self._idle.append(connection)
        # A plain dict, for the message's own look-ups compare with every header in turn.
        headers: Any = dict(answer.getheaders())
        return AWSResponse(request.url, answer.status, headers, _Read(content))

    def _connected(self, url: str, address: SplitResult) -> socket.socket:
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


class _Read:
    """A body that has been read, as botocore asks for one."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def stream(self) -> Iterator[bytes]:
        yield self._content


def _message(request: AWSPreparedRequest, address: SplitResult) -> bytes:
    """Head and body in one piece: one call to the system, and one packet."""
    # As it is signed: without the port that goes without saying.
    host = address.netloc.removesuffix(":443" if address.scheme == "https" else ":80")
    target = f"{address.path or '/'}{'?' + address.query if address.query else ''}"
    head = [f"{request.method} {target} HTTP/1.1", f"Host: {host}"]
    for name, value in request.headers.items():
        head.append(f"{name}: {value.decode() if isinstance(value, bytes) else value}")
    assert isinstance(request.body, bytes)  # DynamoDB takes JSON and nothing else.
    return "\r\n".join((*head, "", "")).encode("ascii") + request.body


def _close_all(connections: deque[socket.socket]) -> None:
    for connection in connections:
        connection.close()
