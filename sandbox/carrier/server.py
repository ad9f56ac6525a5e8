"""The running carrier: engine, SIP trunk and web server, started and stopped together."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from sandbox.carrier.account import Account
from sandbox.carrier.clock import Clock
from sandbox.carrier.config import CarrierConfig
from sandbox.carrier.exchange import Exchange, Speak
from sandbox.carrier.http import web_app
from sandbox.carrier.inbound import receive
from sandbox.carrier.media import Pcm
from sandbox.carrier.sip import SipLeg, SipTrunk, TrunkOptions
from sandbox.carrier.webrtc.ice import stay_on_loopback

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ServerOptions:
    """Addresses and places. Port 0 takes a free one; a SIP port of None runs without SIP."""

    host: str = "127.0.0.1"
    http_port: int = 8081
    sip_port: int | None = 5060
    rtp_ports: range = range(20000, 21000)
    state_dir: Path = Path(".carrier")


async def speak_aloud(text: str, language: str | None, voice: str | None) -> Pcm:
    """The voice of ``<Say>``."""
    from sandbox.carrier.speech import speak

    return await speak(text, language or "en-US", voice or "")


class CarrierServer:
    """Start it, use ``exchange`` and ``base_url``, stop it."""

    def __init__(
        self,
        account: Account,
        config: CarrierConfig,
        options: ServerOptions,
        speak: Speak = speak_aloud,
        clock: Clock | None = None,
    ) -> None:
        self._options = options
        self.exchange = Exchange(account, config, options.state_dir, speak, clock=clock)
        self._runner: web.AppRunner | None = None

    @property
    def base_url(self) -> str:
        """Where the REST API and the pages are."""
        return self.exchange.base_url

    async def start(self) -> None:
        """Listen on SIP and HTTP."""
        stay_on_loopback()
        await self.exchange.engine.start()
        if self._options.sip_port is not None:
            await self._start_sip(self._options.sip_port)
        await self._start_http()

    async def stop(self) -> None:
        """Hang up every call, tell the application, close."""
        await self.exchange.stop()
        if self.exchange.sip is not None:
            await self.exchange.sip.stop()
        if self._runner is not None:
            await self._runner.cleanup()

    async def _start_sip(self, port: int) -> None:
        domain = self.exchange.config.sip_domain
        options = TrunkOptions(realm=domain.domain, users=domain.users, rtp_ports=self._options.rtp_ports)
        trunk = self.exchange.sip = SipTrunk(self.exchange.engine, options)
        await trunk.start(self._options.host, port, self._invited)
        log.info("SIP on %s:%d", *trunk.address)

    async def _invited(self, leg: SipLeg) -> None:
        domain = self.exchange.config.sip_domain
        await receive(self.exchange, leg, {"SipDomain": domain.domain, "SipDomainSid": domain.sid})

    async def _start_http(self) -> None:
        self._runner = web.AppRunner(web_app(self.exchange), access_log=None, shutdown_timeout=2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._options.host, self._options.http_port)
        await site.start()
        port = self._runner.addresses[0][1]
        self.exchange.base_url = f"http://{self._options.host}:{port}"
        log.info("carrier on %s", self.exchange.base_url)
