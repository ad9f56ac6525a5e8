"""All transactions of a user agent: which message belongs to which (RFC 3261 17.1.3, 17.2.3)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from sandbox.carrier.sip.client_transaction import ClientTransaction
from sandbox.carrier.sip.server_transaction import ServerTransaction
from sandbox.carrier.sip.timers import Timers
from sandbox.carrier.sip.transport import Channel
from sandbox.carrier.sip.wire import Request, Response, cseq_of, top_via

TransactionKey = tuple[str, ...]


class TransactionLayer:
    """All transactions of one user agent.

    `on_request` gets each new request once; `on_ack` the ACKs of 2xx responses; `on_stray` the responses
    that no transaction waits for (a repeated 2xx).
    """

    def __init__(
        self,
        timers: Timers,
        on_request: Callable[[ServerTransaction], None],
        on_ack: Callable[[Request], None],
        on_stray: Callable[[Response], None],
    ) -> None:
        self.timers = timers
        self._on_request = on_request
        self._on_ack = on_ack
        self._on_stray = on_stray
        self._servers: dict[TransactionKey, ServerTransaction] = {}
        self._clients: dict[TransactionKey, ClientTransaction] = {}
        self._handles: set[asyncio.TimerHandle] = set()

    def send(
        self, request: Request, channel: Channel, on_response: Callable[[Response | None], None]
    ) -> ClientTransaction:
        """Send a request (not an ACK) and follow it."""
        key = (top_via(request).branch or "", request.method)
        transaction = ClientTransaction(self, key, request, channel, on_response)
        self._clients[key] = transaction
        transaction.start()
        return transaction

    def receive(self, message: Request | Response, channel: Channel) -> None:
        """A message came."""
        if isinstance(message, Request):
            self._receive_request(message, channel)
            return
        client = self._clients.get((top_via(message).branch or "", cseq_of(message).method))
        if client is not None:
            client.receive(message)
        else:
            self._on_stray(message)

    def invite_of(self, cancel: Request) -> ServerTransaction | None:
        """The INVITE that a CANCEL is about."""
        return self._servers.get(_server_key(cancel, "INVITE"))

    def later(self, seconds: float, do: Callable[[], None]) -> asyncio.TimerHandle:
        """Do something later, unless the layer is closed before."""

        def run() -> None:
            self._handles.discard(handle)
            do()

        handle = asyncio.get_running_loop().call_later(seconds, run)
        self._handles.add(handle)
        return handle

    def drop(self, handle: asyncio.TimerHandle) -> None:
        """What was to be done later is not to be done any more."""
        handle.cancel()
        self._handles.discard(handle)

    def forget_server(self, key: TransactionKey) -> None:
        """Called by a transaction that is over."""
        self._servers.pop(key, None)

    def forget_client(self, key: TransactionKey) -> None:
        """Called by a transaction that is over."""
        self._clients.pop(key, None)

    def close(self) -> None:
        """Stop all timers."""
        for server in list(self._servers.values()):
            server.close()
        for client in list(self._clients.values()):
            client.close()
        for handle in self._handles:
            handle.cancel()
        self._handles.clear()

    def _receive_request(self, request: Request, channel: Channel) -> None:
        known = self._servers.get(
            _server_key(request, "INVITE" if request.method == "ACK" else request.method)
        )
        if request.method == "ACK":
            if known is None or not known.acknowledge():
                self._on_ack(request)
        elif known is not None:
            known.receive_again()
        else:
            key = _server_key(request, request.method)
            self._servers[key] = transaction = ServerTransaction(self, key, request, channel)
            self._on_request(transaction)


def _server_key(request: Request, method: str) -> TransactionKey:
    via = top_via(request)
    return (via.branch or "", via.host.lower(), str(via.port or 5060), method)
