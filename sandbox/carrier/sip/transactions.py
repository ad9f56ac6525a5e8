"""Transactions: retransmission, timers and the matching of responses to requests (RFC 3261 17, RFC 6026)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.carrier.sip.messages import ack_for_refusal
from sandbox.carrier.sip.transport import Channel
from sandbox.carrier.sip.wire import Request, Response, cseq_of, serialize, top_via

log = logging.getLogger(__name__)

TransactionKey = tuple[str, ...]


@dataclass(frozen=True)
class Timers:
    """The protocol's times in seconds; tests make them small."""

    t1: float = 0.5
    t2: float = 4.0
    t4: float = 5.0

    @property
    def give_up(self) -> float:
        """Timers B, F, H, L: how long an answer may take."""
        return 64 * self.t1


class Resending:
    """Sends something again and again, at growing intervals, until stopped or given up."""

    def __init__(self, send: Callable[[], None], timers: Timers, on_given_up: Callable[[], None], cap: float):
        self._send = send
        self._on_given_up = on_given_up
        self._interval = timers.t1
        self._cap = cap
        self._loop = asyncio.get_running_loop()
        self._until = self._loop.time() + timers.give_up
        self._handle: asyncio.TimerHandle | None = self._loop.call_later(self._interval, self._again)

    def stop(self) -> None:
        """No more of it."""
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None

    def slow_down(self) -> None:
        """The peer is at work (a provisional response): only ask at the longest interval."""
        self._interval = self._cap

    def _again(self) -> None:
        if self._loop.time() >= self._until:
            self._handle = None
            self._on_given_up()
            return
        self._send()
        self._interval = min(self._interval * 2, self._cap)
        self._handle = self._loop.call_at(min(self._loop.time() + self._interval, self._until), self._again)


class ServerTransaction:
    """One request from a peer and our responses to it."""

    def __init__(
        self, layer: TransactionLayer, key: TransactionKey, request: Request, channel: Channel
    ) -> None:
        self.request = request
        self.channel = channel
        self._layer = layer
        self._key = key
        self._last: bytes = b""
        self._final_code = 0
        self._resending: Resending | None = None

    @property
    def is_answered(self) -> bool:
        """A final response was given."""
        return self._final_code > 0

    @property
    def is_invite(self) -> bool:
        """INVITE has a longer life than the others."""
        return self.request.method == "INVITE"

    def respond(self, response: Response) -> None:
        """Send a response; nothing once a final one was given."""
        if self.is_answered:
            return
        self._last = serialize(response)
        self.resend()
        if response.status_code >= 200:
            self._final_code = response.status_code
            self._answered()

    def resend(self) -> None:
        """Send the last response again."""
        if self._last:
            _send(self.channel, self._last)

    def receive_again(self) -> None:
        """The request came again: the response was lost. A 2xx to INVITE is repeated by the call itself."""
        if not (self.is_invite and 200 <= self._final_code < 300):
            self.resend()

    def acknowledge(self) -> bool:
        """An ACK came; True when it was for us (a refusal), False when for the call (2xx)."""
        if self._final_code < 300:
            return False
        self._stop_resending()
        self._layer.later(self._layer.timers.t4, self.close)
        return True

    def close(self) -> None:
        """Forget it."""
        self._stop_resending()
        self._layer.forget_server(self._key)

    def _answered(self) -> None:
        timers = self._layer.timers
        if self.is_invite and self._final_code >= 300:
            if self.channel.is_reliable:
                self._layer.later(timers.give_up, self.close)
            else:
                self._resending = Resending(self.resend, timers, self.close, timers.t2)
        else:
            self._layer.later(timers.give_up, self.close)

    def _stop_resending(self) -> None:
        if self._resending is not None:
            self._resending.stop()


class ClientTransaction:
    """One request of ours until its final response.

    `on_response` gets every response; when none comes in time, or the peer cannot be reached, it gets None.
    """

    def __init__(
        self,
        layer: TransactionLayer,
        key: TransactionKey,
        request: Request,
        channel: Channel,
        on_response: Callable[[Response | None], None],
    ) -> None:
        self.request = request
        self.channel = channel
        self.is_provisional_seen = False
        self._layer = layer
        self._key = key
        self._on_response = on_response
        self._is_over = False
        self._ack: bytes = b""
        self._bytes = serialize(request)
        self._resending: Resending | None = None
        self._deadline: asyncio.TimerHandle | None = None

    @property
    def is_invite(self) -> bool:
        """INVITE is acknowledged and has no time limit once the peer is at work."""
        return self.request.method == "INVITE"

    def start(self) -> None:
        """Send it and keep at it."""
        timers = self._layer.timers
        try:
            self.channel.send(self._bytes)
        except (ConnectionError, OSError) as error:
            log.info("cannot reach %s:%d: %s", *self.channel.remote, error)
            self._layer.later(0, self._fail)
            return
        if self.channel.is_reliable:
            self._deadline = self._layer.later(timers.give_up, self._fail)
        else:
            cap = timers.give_up if self.is_invite else timers.t2
            self._resending = Resending(lambda: _send(self.channel, self._bytes), timers, self._fail, cap)

    def receive(self, response: Response) -> None:
        """A response came."""
        if self._is_over:
            if self._ack and response.status_code >= 300:
                _send(self.channel, self._ack)
            return
        if response.status_code < 200:
            self._provisional()
        else:
            self._final(response)
        self._on_response(response)

    def close(self) -> None:
        """Forget it."""
        self._stop_timers()
        self._is_over = True
        self._layer.forget_client(self._key)

    def _provisional(self) -> None:
        self.is_provisional_seen = True
        if self.is_invite:
            self._stop_timers()
        elif self._resending is not None:
            self._resending.slow_down()

    def _final(self, response: Response) -> None:
        self._stop_timers()
        self._is_over = True
        if self.is_invite and response.status_code >= 300:
            self._ack = serialize(ack_for_refusal(self.request, response))
            _send(self.channel, self._ack)
            self._layer.later(self._layer.timers.give_up, self.close)
        elif self.is_invite:
            self.close()  # a repeated 2xx goes to the call, which sends its ACK again
        else:
            self._layer.later(self._layer.timers.t4, self.close)

    def _fail(self) -> None:
        if not self._is_over:
            self.close()
            self._on_response(None)

    def _stop_timers(self) -> None:
        if self._resending is not None:
            self._resending.stop()
        if self._deadline is not None:
            self._layer.drop(self._deadline)


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


def _send(channel: Channel, data: bytes) -> None:
    try:
        channel.send(data)
    except (ConnectionError, OSError) as error:
        log.info("cannot send to %s:%d: %s", *channel.remote, error)
