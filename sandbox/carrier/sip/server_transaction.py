"""One request from a peer and our responses to it (RFC 3261 17.2, RFC 6026)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.carrier.sip.timers import Resending
from sandbox.carrier.sip.transport import Channel
from sandbox.carrier.sip.wire import Request, Response, serialize

if TYPE_CHECKING:
    from sandbox.carrier.sip.transactions import TransactionKey, TransactionLayer


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
            self.channel.try_send(self._last)

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
