"""A call to us, until it is answered, refused or canceled."""

from __future__ import annotations

from sandbox.carrier.leg import Direction, HangupCause, LegState
from sandbox.carrier.media.rtp_port import NoPortFree
from sandbox.carrier.sip.agent import Agent
from sandbox.carrier.sip.dialog import dialog_of_callee
from sandbox.carrier.sip.leg import SipLeg, extra_headers
from sandbox.carrier.sip.messages import new_tag, reply
from sandbox.carrier.sip.sdp import BadSdp, Description
from sandbox.carrier.sip.server_transaction import ServerTransaction
from sandbox.carrier.sip.wire import header, parse_address, parse_uri, user_of


class InboundLeg(SipLeg):
    """The callee's end. `offer` is None when the caller leaves it to us to offer."""

    def __init__(self, agent: Agent, invite: ServerTransaction, offer: Description | None) -> None:
        request = invite.request
        dialled = parse_uri(request.uri)
        super().__init__(
            agent,
            invite.channel,
            direction=Direction.INBOUND,
            from_user=user_of(parse_address(header(request, "from")).uri),
            to_user=user_of(dialled) or user_of(parse_address(header(request, "to")).uri),
            domain=dialled.host,
            headers=extra_headers(request),
            sip_call_id=header(request, "call-id"),
        )
        self.invite = invite
        self._offer = offer
        self._tag = new_tag()
        self._dialog = dialog_of_callee(request, self._tag)
        agent.add(self, self._dialog.key)
        self._ringing_ends = agent.transactions.later(agent.options.ring_seconds, self._rang_too_long)

    async def ring(self) -> None:
        """Tell the caller that it rings (180)."""
        if self.state is LegState.CONNECTING:
            self._respond(180)
            self._now_ringing()

    async def answer(self) -> None:
        """Answer (200); sound flows when this returns."""
        if self._is_decided:
            return
        try:
            await self._open_media()
        except NoPortFree:
            self._refuse(503, HangupCause.FAILED)
            return
        if self._is_decided:  # canceled while the port was being opened
            self._media.port.close()
            return
        try:
            description = self._media.answer(self._offer) if self._offer else self._media.offer()
        except BadSdp:
            self._refuse(488, HangupCause.FAILED)
            return
        self._respond_ok(self.invite, description, self._tag)
        self._agent.transactions.drop(self._ringing_ends)
        self._media.start()
        self._now_answered()

    async def reject(self, code: int = 603, reason: str = "") -> None:
        """Refuse with a SIP status of 400 and up."""
        self._refuse(code, HangupCause.WE_HUNG_UP, reason)

    async def hangup(self) -> None:
        """End it: refusal before the answer, BYE after it."""
        if self.state is LegState.ANSWERED:
            self._bye(HangupCause.WE_HUNG_UP)
        else:
            self._refuse(603, HangupCause.WE_HUNG_UP)

    def cancel(self) -> None:
        """The caller gave up."""
        self._refuse(487, HangupCause.CANCELED)

    def _receive_bye(self, transaction: ServerTransaction) -> None:
        if not self._is_decided:
            transaction.respond(reply(transaction.request, 200))
            self.cancel()
        else:
            super()._receive_bye(transaction)

    @property
    def _is_decided(self) -> bool:
        return self.state in (LegState.ANSWERED, LegState.ENDED)

    def _rang_too_long(self) -> None:
        self._refuse(480, HangupCause.NO_ANSWER)

    def _refuse(self, code: int, cause: HangupCause, reason: str = "") -> None:
        if not self._is_decided:
            self._agent.transactions.drop(self._ringing_ends)
            self._respond(code, reason)
            self._finish(cause, code)

    def _respond(self, code: int, reason: str = "") -> None:
        response = reply(self.invite.request, code, reason, tag=self._tag)
        if code < 300:
            response.headers.append("Contact", self._contact())
        self.invite.respond(response)
