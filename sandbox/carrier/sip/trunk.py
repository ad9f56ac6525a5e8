"""The trunk: takes calls in over SIP and places calls out."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import unquote

from sandbox.carrier.leg import LegState
from sandbox.carrier.media.engine import Engine
from sandbox.carrier.media.rtp_port import NoPortFree, PortRange
from sandbox.carrier.sip import sdp
from sandbox.carrier.sip.agent import Agent, TrunkOptions
from sandbox.carrier.sip.dialog import key_of_request, key_of_response
from sandbox.carrier.sip.digest import DigestServer, Verdict
from sandbox.carrier.sip.inbound import InboundLeg
from sandbox.carrier.sip.leg import SipLeg
from sandbox.carrier.sip.messages import new_tag, reply
from sandbox.carrier.sip.outbound import OutboundLeg, Target
from sandbox.carrier.sip.registrar import Registrar
from sandbox.carrier.sip.screening import capabilities, refusal_of
from sandbox.carrier.sip.sdp import BadSdp, Description, NoCommonCodec
from sandbox.carrier.sip.server_transaction import ServerTransaction
from sandbox.carrier.sip.transactions import TransactionLayer
from sandbox.carrier.sip.transport import Channel, Network, UdpChannel
from sandbox.carrier.sip.wire import (
    Garbled,
    Request,
    Response,
    SipUri,
    cseq_of,
    header,
    parse,
    parse_uri,
    stamp_via,
    stringify_uri,
    tag_of,
    top_via,
    user_of,
)

log = logging.getLogger(__name__)

OnInvite = Callable[[SipLeg], Awaitable[None]]


class SipTrunk:
    """One SIP user agent on one address, UDP and TCP on the same port.

    `on_invite` runs as a task of its own for every new inbound call; the caller already got 100 Trying.
    When it raises, the call is refused with 500 (or hung up, when it was answered). When it returns without
    having decided, the call goes on waiting, `ring_seconds` at most.
    """

    def __init__(self, engine: Engine, options: TrunkOptions | None = None) -> None:
        self.options = options or TrunkOptions()
        self._network = Network(self._receive_bytes)
        self._transactions = TransactionLayer(
            self.options.timers, self._receive_request, self._receive_ack, self._receive_stray
        )
        ports = PortRange(self.options.rtp_ports)
        self._agent = Agent(engine, self.options, self._network, self._transactions, ports)
        self._digest = DigestServer(self.options.realm, self.options.users)
        self._registrar = Registrar(self._digest, _now)
        self._on_invite: OnInvite | None = None
        self._watchdog: asyncio.Task[None] | None = None

    async def start(self, host: str, port: int, on_invite: OnInvite) -> None:
        """Listen; port 0 takes a free one (see `address`). Raises OSError when the port is taken."""
        self._on_invite = on_invite
        await self._network.start(host, port)
        self._watchdog = asyncio.create_task(self._watch(), name="SIP watchdog")

    async def stop(self) -> None:
        """Hang up every call and close the sockets."""
        if self._watchdog is not None:
            self._watchdog.cancel()
        for leg in self.legs:
            await leg.hangup()
        await self._agent.settle()
        self._transactions.close()
        await self._network.stop()

    @property
    def address(self) -> tuple[str, int]:
        """Where it listens."""
        return self._network.address

    @property
    def legs(self) -> tuple[SipLeg, ...]:
        """Calls in being."""
        return tuple(leg for leg in self._agent.legs if leg.state is not LegState.ENDED)

    def registered(self, user: str) -> str | None:
        """The SIP URI this user is reachable at now, None when not registered."""
        binding = self._registrar.binding(user)
        return binding.contact if binding else None

    def registered_users(self) -> list[str]:
        """Everybody who is registered now."""
        return self._registrar.users()

    async def dial(
        self,
        uri: str,
        from_: str,
        headers: Mapping[str, str] | None = None,
        *,
        display_name: str = "",
        username: str = "",
        password: str = "",
        call_sid: str | None = None,
    ) -> SipLeg:
        """Call a SIP URI (`sip:u@h:p;transport=tcp?X-a=b`) or a registered user (`alice`, `sip:alice@realm`).

        `from_` is a user part (`+8613800138000`) or a whole URI. Returns as soon as the INVITE is on its
        way; follow it with the callbacks, or `await leg.wait_answered()`. Raises ValueError for an address
        that cannot be dialled, OSError when it cannot be reached, NoPortFree.
        """
        dialled = parse_uri(uri if ":" in uri else f"sip:{uri}@{self.options.realm}")
        if dialled.scheme != "sip":
            raise ValueError(f"only sip: addresses can be dialled, not {uri}")
        all_headers = {name: unquote(value) for name, value in dialled.headers.items()} | dict(headers or {})
        dialled.headers = {}
        request_uri, channel = await self._way_to(dialled)
        caller = parse_uri(from_ if ":" in from_ else f"sip:{from_}@{channel.local[0]}")
        shown = f'"{display_name}" ' if display_name else ""
        target = Target(
            request_uri=request_uri,
            to=f"<{stringify_uri(dialled)}>",
            from_=f"{shown}<{stringify_uri(caller)}>;tag={new_tag()}",
            call_id=f"{secrets.token_hex(12)}@{channel.local[0]}",
            from_user=user_of(caller),
            to_user=user_of(dialled),
            domain=dialled.host,
            headers=all_headers,
            username=username,
            password=password,
            call_sid=call_sid,
        )
        leg = OutboundLeg(self._agent, channel, target)
        try:
            await leg.start()
        except (NoPortFree, ValueError):
            self._agent.remove(leg)
            raise
        return leg

    async def _way_to(self, dialled: SipUri) -> tuple[str, Channel]:
        """Request-URI and channel: a registered user's device, or the host of the URI."""
        binding = self._registrar.binding(user_of(dialled)) if self._is_ours(dialled) else None
        if binding is not None:
            return binding.contact, binding.channel
        if dialled.host == self.options.realm:
            raise ValueError(f"{user_of(dialled)} is not registered")
        protocol = (dialled.params.get("transport") or "udp").upper()
        if protocol not in ("UDP", "TCP"):
            raise ValueError(f"no {protocol} here")
        channel = await self._network.channel_to(dialled.host, dialled.port or 5060, protocol)
        return stringify_uri(dialled), channel

    def _is_ours(self, uri: SipUri) -> bool:
        host, port = self.address
        return uri.host == self.options.realm or (uri.host, uri.port or 5060) == (host, port)

    # What comes in.

    def _receive_bytes(self, data: bytes, channel: Channel) -> None:
        try:
            message = parse(data)
        except Garbled as error:
            log.info("ignored from %s:%d: %s", *channel.remote, error)
            return
        if isinstance(message, Request):
            via = top_via(message)
            stamp_via(message, channel.remote)
            if isinstance(channel, UdpChannel) and "rport" not in via.params:
                channel = channel.towards(via.port or 5060)
        self._transactions.receive(message, channel)

    def _receive_request(self, transaction: ServerTransaction) -> None:
        request = transaction.request
        if request.method == "CANCEL":
            self._receive_cancel(transaction)
        elif tag_of(request, "to"):
            leg = self._agent.find(key_of_request(request))
            if leg is not None:
                leg.receive(transaction)
            else:
                transaction.respond(reply(request, 481))
        elif (refusal := refusal_of(request)) is not None:
            transaction.respond(refusal)
        elif request.method == "INVITE":
            self._receive_invite(transaction)
        elif request.method == "REGISTER":
            transaction.respond(self._registrar.receive(request, transaction.channel))
        elif request.method == "OPTIONS":
            transaction.respond(capabilities(request))
        else:
            transaction.respond(reply(request, 481))

    def _receive_invite(self, transaction: ServerTransaction) -> None:
        request = transaction.request
        transaction.respond(reply(request, 100))
        if self._is_merged(request):
            transaction.respond(reply(request, 482))
            return
        user = self._authenticated(transaction)
        if user is None:
            return
        try:
            offer = _offer_of(request)
        except (BadSdp, NoCommonCodec) as error:
            log.info("call from %s:%d refused: %s", *transaction.channel.remote, error)
            transaction.respond(reply(request, 400 if isinstance(error, BadSdp) else 488))
            return
        leg = InboundLeg(self._agent, transaction, offer)
        leg.username = user
        self._agent.spawn(self._hand_over(leg), f"inbound call {leg.call_sid}")

    async def _hand_over(self, leg: InboundLeg) -> None:
        try:
            if self._on_invite is not None:
                await self._on_invite(leg)
        except Exception:
            log.exception("%s: the handler of inbound calls failed", leg.call_sid)
            await leg.reject(500)
            await leg.hangup()

    def _authenticated(self, transaction: ServerTransaction) -> str | None:
        """The caller's proven name, empty when none is demanded; None when the call was challenged."""
        if not self.options.is_invite_authenticated:
            return ""
        request, now = transaction.request, _now()
        credentials = header(request, "proxy-authorization") or header(request, "authorization")
        checked = self._digest.check(credentials, "INVITE", now)
        if checked.verdict is Verdict.RIGHT:
            return checked.user
        response = reply(request, 407)
        is_stale = checked.verdict is Verdict.STALE
        response.headers.append("Proxy-Authenticate", self._digest.challenge(now, is_stale=is_stale))
        transaction.respond(response)
        return None

    def _is_merged(self, request: Request) -> bool:
        """The same INVITE by another way (8.2.2.2)."""
        mine = header(request, "call-id"), tag_of(request, "from"), cseq_of(request).seq
        for leg in self._agent.legs:
            if isinstance(leg, InboundLeg):
                other = leg.invite.request
                if mine == (header(other, "call-id"), tag_of(other, "from"), cseq_of(other).seq):
                    return True
        return False

    def _receive_cancel(self, transaction: ServerTransaction) -> None:
        invite = self._transactions.invite_of(transaction.request)
        transaction.respond(reply(transaction.request, 481 if invite is None else 200))
        for leg in list(self._agent.legs):
            if isinstance(leg, InboundLeg) and leg.invite is invite:
                leg.cancel()

    def _receive_ack(self, request: Request) -> None:
        leg = self._agent.find(key_of_request(request))
        if leg is not None:
            leg.receive_ack(request)

    def _receive_stray(self, response: Response) -> None:
        leg = self._agent.find(key_of_response(response))
        if leg is not None and cseq_of(response).method == "INVITE" and 200 <= response.status_code < 300:
            leg.acknowledge_again()

    async def _watch(self) -> None:
        with contextlib.suppress(asyncio.CancelledError):
            while True:
                await asyncio.sleep(min(1.0, self.options.media_silence_seconds / 4))
                for leg in self.legs:
                    leg.check_alive(_now())


def _offer_of(request: Request) -> Description | None:
    return sdp.read(request.text) if request.body else None


def _now() -> float:
    return asyncio.get_running_loop().time()
