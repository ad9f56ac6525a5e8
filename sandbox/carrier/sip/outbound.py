"""A call from us, until it is answered, refused or given up."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field

from sandbox.carrier.leg import Direction, HangupCause, LegState
from sandbox.carrier.sip import sdp
from sandbox.carrier.sip.agent import Agent
from sandbox.carrier.sip.client_transaction import ClientTransaction
from sandbox.carrier.sip.dialog import dialog_of_caller, key_of_response, via_of
from sandbox.carrier.sip.digest import answer_challenge
from sandbox.carrier.sip.leg import SipLeg, extra_headers
from sandbox.carrier.sip.messages import AGENT, ALLOW, cancel_for, with_body
from sandbox.carrier.sip.sdp import BadSdp, NoCommonCodec
from sandbox.carrier.sip.transport import Channel
from sandbox.carrier.sip.wire import Request, Response, cseq_of, header, serialize

log = logging.getLogger(__name__)

_CAUSES = {
    401: HangupCause.REFUSED,
    403: HangupCause.REFUSED,
    407: HangupCause.REFUSED,
    408: HangupCause.NO_ANSWER,
    480: HangupCause.NO_ANSWER,
    486: HangupCause.BUSY,
    487: HangupCause.CANCELED,
    600: HangupCause.BUSY,
    603: HangupCause.REFUSED,
}


@dataclass(frozen=True)
class Target:
    """Whom to call, as whom."""

    request_uri: str
    to: str  # value of To
    from_: str  # value of From, with our tag
    call_id: str
    from_user: str
    to_user: str
    domain: str
    headers: Mapping[str, str] = field(default_factory=dict)
    username: str = ""
    password: str = ""
    call_sid: str | None = None


class OutboundLeg(SipLeg):
    """The caller's end."""

    def __init__(self, agent: Agent, channel: Channel, target: Target) -> None:
        super().__init__(
            agent,
            channel,
            direction=Direction.OUTBOUND,
            from_user=target.from_user,
            to_user=target.to_user,
            domain=target.domain,
            headers={},
            sip_call_id=target.call_id,
            call_sid=target.call_sid,
        )
        self._target = target
        self._sequence = 0
        self._description = ""
        self._invite: ClientTransaction | None = None
        self._is_challenge_answered = False
        self._is_cancel_due = False
        self._ack: tuple[Channel, bytes] | None = None
        agent.add(self, None)

    async def start(self) -> None:
        """Open the RTP port and send the INVITE. Raises NoPortFree."""
        await self._open_media()
        self._description = self._media.offer()
        self._send_invite({})

    async def ring(self) -> None:
        """Only a call to us rings by our doing."""

    async def answer(self) -> None:
        """Only a call to us is answered by us."""

    async def reject(self, code: int = 603, reason: str = "") -> None:  # noqa: ARG002
        """Only a call to us is refused by us; stop calling."""
        await self.hangup()

    async def hangup(self) -> None:
        """End it: CANCEL before the answer, BYE after it."""
        if self.state is LegState.ANSWERED:
            self._bye(HangupCause.WE_HUNG_UP)
        elif self._finish(HangupCause.CANCELED):
            self._is_cancel_due = True
            self._cancel_when_possible()

    def acknowledge_again(self) -> None:
        """They did not get our ACK."""
        if self._ack is not None:
            channel, data = self._ack
            channel.try_send(data)

    def _send_invite(self, credentials: Mapping[str, str]) -> None:
        self._sequence += 1
        target = self._target
        invite = Request(method="INVITE", uri=target.request_uri)
        for name, value in (
            ("Via", via_of(self._channel)),
            ("Max-Forwards", "70"),
            ("From", target.from_),
            ("To", target.to),
            ("Call-ID", target.call_id),
            ("CSeq", f"{self._sequence} INVITE"),
            ("Contact", self._contact()),
            ("Allow", ALLOW),
            ("User-Agent", AGENT),
            *target.headers.items(),
            *credentials.items(),
        ):
            invite.headers.append(name, value)
        with_body(invite, self._description)
        self._invite = self._agent.transactions.send(invite, self._channel, self._receive_response)

    def _receive_response(self, response: Response | None) -> None:
        if response is None:
            self._finish(HangupCause.FAILED, 408)
        elif response.status_code < 200:
            self._cancel_when_possible()
            if response.status_code in (180, 183):
                self._take_headers(response)
                self._now_ringing()
        elif response.status_code < 300:
            self._agent.spawn(self._confirm(response), f"ACK of {self.call_sid}")
        elif not self._answer_challenge(response):
            self._take_headers(response)
            self._finish(_CAUSES.get(response.status_code, HangupCause.FAILED), response.status_code)

    async def _confirm(self, response: Response) -> None:
        """Their 200: acknowledge it, then talk, or hang up at once when nobody wants the call any more."""
        invite = self._invite.request if self._invite else None
        if invite is None:
            return
        self._dialog = dialog_of_caller(invite, response)
        self._agent.add(self, key_of_response(response))
        channel = await self._channel_of(self._dialog)
        ack = self._dialog.request("ACK", channel, sequence=cseq_of(invite).seq)
        self._ack = (channel, serialize(ack))
        channel.try_send(self._ack[1])
        if self.state is LegState.ENDED:
            self._send_bye()
            return
        self._take_headers(response)
        try:
            self._media.apply(sdp.read(response.text))
        except (BadSdp, NoCommonCodec) as error:
            log.info("%s: their answer is of no use: %s", self.call_sid, error)
            self._bye(HangupCause.FAILED)
            return
        self._media.start()
        self._now_answered()

    def _answer_challenge(self, response: Response) -> bool:
        """Try again with credentials, once."""
        asked = {
            401: ("www-authenticate", "Authorization"),
            407: ("proxy-authenticate", "Proxy-Authorization"),
        }
        if response.status_code not in asked or not self._target.username or self._is_challenge_answered:
            return False
        if self.state is LegState.ENDED:
            return False
        self._is_challenge_answered = True
        theirs, ours = asked[response.status_code]
        target = self._target
        try:
            credentials = answer_challenge(
                header(response, theirs), "INVITE", target.request_uri, target.username, target.password
            )
        except ValueError:
            return False
        self._send_invite({ours: credentials})
        return True

    def _cancel_when_possible(self) -> None:
        """CANCEL may only be sent once a provisional response came (9.1)."""
        invite = self._invite
        if not self._is_cancel_due or invite is None or not invite.is_provisional_seen:
            return
        self._is_cancel_due = False
        self._agent.transactions.send(cancel_for(invite.request), invite.channel, lambda _: None)
        self._agent.transactions.later(self._agent.transactions.timers.give_up, invite.close)

    def _take_headers(self, response: Response) -> None:
        self.headers |= extra_headers(response)
