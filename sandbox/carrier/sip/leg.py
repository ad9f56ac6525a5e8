"""A SIP call once it stands, whoever began it: requests within the dialog, and its end."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Mapping

from sandbox.carrier.leg import Direction, HangupCause, Leg, LegState
from sandbox.carrier.media.party import Party
from sandbox.carrier.sip import sdp
from sandbox.carrier.sip.agent import Agent
from sandbox.carrier.sip.dialog import Dialog
from sandbox.carrier.sip.messages import ALLOW, reply, with_body
from sandbox.carrier.sip.screening import not_allowed
from sandbox.carrier.sip.sdp import BadSdp, NoCommonCodec
from sandbox.carrier.sip.server_transaction import ServerTransaction
from sandbox.carrier.sip.session import MediaSession
from sandbox.carrier.sip.timers import Resending
from sandbox.carrier.sip.transport import Channel
from sandbox.carrier.sip.wire import Request, Response, cseq_of, serialize

log = logging.getLogger(__name__)

_INFO_DIGIT = re.compile(r"^\s*(?:Signal\s*=\s*)?([0-9A-D*#])\s*$", re.IGNORECASE | re.MULTILINE)
_SILENT_HOLD_FACTOR = 10  # a held call sends nothing: it may be silent for longer


class SipLeg(Leg):
    """A leg over SIP and RTP; call `ring`, `answer`, `reject`, `hangup` from the event loop."""

    kind = "sip"

    def __init__(
        self,
        agent: Agent,
        channel: Channel,
        *,
        direction: Direction,
        from_user: str,
        to_user: str,
        domain: str,
        headers: Mapping[str, str],
        sip_call_id: str,
        call_sid: str | None = None,
    ) -> None:
        super().__init__(
            direction=direction,
            from_user=from_user,
            to_user=to_user,
            remote=channel.remote[0],
            headers=headers,
            call_sid=call_sid,
            sip_call_id=sip_call_id,
        )
        self.domain = domain  # the host that was dialled
        self.username = ""  # who proved to be calling, when INVITE is authenticated
        self._agent = agent
        self._channel = channel
        self._dialog: Dialog | None = None
        self._media = MediaSession(agent.engine, self.call_sid, self._pressed)
        self._unacknowledged: dict[int, Resending] = {}  # CSeq of a 2xx of ours -> its repetition
        self._is_bye_due = False
        self._last_signal_at = asyncio.get_running_loop().time()

    @property
    def party(self) -> Party:
        return self._media.party

    async def send_digits(self, digits: str) -> None:
        """Press keys by RTP events; returns when all are sent."""
        if self.state is not LegState.ANSWERED:
            return
        if self._media.port.event_type is None:
            log.warning("%s: the other side takes no telephone events; %r is not sent", self.call_sid, digits)
            return
        await asyncio.sleep(self._media.port.press(digits))

    def check_alive(self, now: float) -> None:
        """End the call when its sound and signalling stopped long ago (`now` of the loop's clock)."""
        heard_at = self._media.port.last_received_at
        if self.state is not LegState.ANSWERED or heard_at is None:
            return
        factor = 1 if self._media.is_heard_from else _SILENT_HOLD_FACTOR
        if now - max(heard_at, self._last_signal_at) > self._agent.options.media_silence_seconds * factor:
            log.info("%s: nothing heard any more, hanging up", self.call_sid)
            self._bye(HangupCause.MEDIA_LOST)

    # Requests within the dialog.

    def receive(self, transaction: ServerTransaction) -> None:
        """A request of the other end."""
        request = transaction.request
        if self._dialog is None or not self._is_in_order(request):
            transaction.respond(reply(request, 500))
            return
        self._last_signal_at = asyncio.get_running_loop().time()
        if request.method == "BYE":
            self._receive_bye(transaction)
        elif self.state is LegState.ENDED:
            transaction.respond(reply(request, 481))
        elif request.method == "INVITE":
            self._receive_reinvite(transaction)
        elif request.method in ("INFO", "OPTIONS"):
            self._receive_info(request)
            transaction.respond(reply(request, 200))
        else:
            transaction.respond(not_allowed(request))

    def receive_ack(self, request: Request) -> None:
        """The other end got our 2xx."""
        repeating = self._unacknowledged.pop(cseq_of(request).seq, None)
        if repeating is None:
            return
        repeating.stop()
        if request.body and self.state is LegState.ANSWERED:
            self._apply_late_answer(request)
        if self._is_bye_due:
            self._send_bye()

    def acknowledge_again(self) -> None:
        """A 2xx of the other end came again: it did not get the ACK. Nothing for a call to us."""

    def _receive_bye(self, transaction: ServerTransaction) -> None:
        transaction.respond(reply(transaction.request, 200))
        self._is_bye_due = False
        for repeating in self._unacknowledged.values():
            repeating.stop()
        self._finish(HangupCause.THEY_HUNG_UP)

    def _receive_reinvite(self, transaction: ServerTransaction) -> None:
        """Hold, resume, a moved phone. What cannot be done leaves the call as it was."""
        request = transaction.request
        try:
            answer = self._media.answer(sdp.read(request.text)) if request.body else self._media.offer()
        except (BadSdp, NoCommonCodec) as error:
            log.info("%s: re-INVITE refused: %s", self.call_sid, error)
            transaction.respond(reply(request, 488))
            return
        if self._dialog is not None:
            self._dialog.follow_target(request)
        self._respond_ok(transaction, answer)

    def _receive_info(self, request: Request) -> None:
        """Keys as INFO (application/dtmf-relay and application/dtmf), as some gateways send them."""
        if request.method == "INFO" and "dtmf" in (request.content_type or "").lower():
            found = _INFO_DIGIT.search(request.text)
            if found:
                self._pressed(found.group(1).upper())

    def _apply_late_answer(self, request: Request) -> None:
        """We offered in the 2xx, they answer in the ACK."""
        try:
            self._media.apply(sdp.read(request.text))
        except (BadSdp, NoCommonCodec) as error:
            log.info("%s: no common codec after all: %s", self.call_sid, error)
            self._is_bye_due = False
            self._bye(HangupCause.FAILED)

    def _is_in_order(self, request: Request) -> bool:
        sequence = cseq_of(request).seq
        if self._dialog is None or sequence < self._dialog.remote_sequence:
            return False
        self._dialog.remote_sequence = sequence
        return True

    # Answers to INVITE are repeated until the ACK comes (13.3.1.4).

    def _respond_ok(self, transaction: ServerTransaction, description: str, tag: str = "") -> None:
        response = reply(transaction.request, 200, tag=tag)
        response.headers.append("Contact", self._contact())
        response.headers.append("Allow", ALLOW)
        with_body(response, description)
        transaction.respond(response)
        data = serialize(response)
        timers = self._agent.transactions.timers
        self._unacknowledged[cseq_of(transaction.request).seq] = Resending(
            lambda: transaction.channel.try_send(data), timers, self._never_acknowledged, timers.t2
        )

    def _never_acknowledged(self) -> None:
        log.info("%s: our answer was never acknowledged, hanging up", self.call_sid)
        self._unacknowledged.clear()
        if self._is_bye_due:
            self._send_bye()
        self._bye(HangupCause.FAILED)

    async def _open_media(self) -> None:
        """Take an RTP port. Raises NoPortFree."""
        bound, _ = self._agent.network.address
        await self._media.open(self._channel.local[0], bound, self._agent.ports)

    def _contact(self) -> str:
        host, port = self._channel.local
        transport = ";transport=tcp" if self._channel.protocol == "TCP" else ""
        return f"<sip:{host}:{port}{transport}>"

    # The end.

    def _bye(self, cause: HangupCause) -> None:
        """Hang up a call that stands. BYE waits for the ACK of our answer (15.1.1)."""
        if not self._finish(cause):
            return
        if self._unacknowledged:
            self._is_bye_due = True
        else:
            self._send_bye()

    def _finish(self, cause: HangupCause, status_code: int | None = None) -> bool:
        """Sound ends now; the dialog stays for a while to answer what is still under way."""
        if not self._now_ended(cause, status_code):
            return False
        self._media.close()
        self._agent.transactions.later(
            self._agent.transactions.timers.give_up, lambda: self._agent.remove(self)
        )
        return True

    def _send_bye(self) -> None:
        self._is_bye_due = False
        self._agent.spawn(self._send_bye_now(), f"BYE of {self.call_sid}")

    async def _send_bye_now(self) -> None:
        if self._dialog is not None:
            channel = await self._channel_of(self._dialog)
            self._agent.transactions.send(self._dialog.request("BYE", channel), channel, lambda _: None)

    async def _channel_of(self, dialog: Dialog) -> Channel:
        """The way of the next request; what cannot be found or reached goes the way the call came."""
        if self._channel.is_reliable and not dialog.route_set:
            return self._channel
        try:
            (host, port), protocol = dialog.next_hop()
            return await self._agent.network.channel_to(host, port, protocol)
        except (ValueError, OSError) as error:
            log.info("%s: %s cannot be reached: %s", self.call_sid, dialog.remote_target, error)
            return self._channel

    def _pressed(self, key: str) -> None:
        if self.state is LegState.ANSWERED:
            self.on_digit(key)


def extra_headers(message: Request | Response) -> dict[str, str]:
    """The headers a program may read and set: X-... and User-to-User."""
    return {
        name: values[0]
        for name, values in message.headers.items()
        if name.lower().startswith("x-") or name.lower() == "user-to-user"
    }
