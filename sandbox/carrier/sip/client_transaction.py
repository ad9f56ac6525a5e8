"""One request of ours until its final response (RFC 3261 17.1)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from sandbox.carrier.sip.messages import ack_for_refusal
from sandbox.carrier.sip.timers import Resending
from sandbox.carrier.sip.transport import Channel
from sandbox.carrier.sip.wire import Request, Response, serialize

if TYPE_CHECKING:
    from sandbox.carrier.sip.transactions import TransactionKey, TransactionLayer

log = logging.getLogger(__name__)


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
            self._resending = Resending(lambda: self.channel.try_send(self._bytes), timers, self._fail, cap)

    def receive(self, response: Response) -> None:
        """A response came."""
        if self._is_over:
            if self._ack and response.status_code >= 300:
                self.channel.try_send(self._ack)
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
            self.channel.try_send(self._ack)
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
