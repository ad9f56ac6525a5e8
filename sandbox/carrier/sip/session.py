"""The sound of one SIP call: its RTP port, its party, and what was agreed in SDP."""

from __future__ import annotations

import ipaddress
import secrets
from collections.abc import Callable

from sandbox.carrier.media.engine import Engine
from sandbox.carrier.media.party import Party
from sandbox.carrier.media.rtp_port import PortRange, RtpPort
from sandbox.carrier.sip import sdp
from sandbox.carrier.sip.sdp import BadSdp, Description, Flow


class MediaSession:
    """Offers, answers and applies descriptions; opens and closes the RTP port."""

    def __init__(self, engine: Engine, name: str, on_digit: Callable[[str], None]) -> None:
        self.port = RtpPort(on_digit)
        self.party = Party(self.port, name)
        self._engine = engine
        self._host = ""
        self._session = (secrets.randbelow(2**31), 0)
        self._agreed: Description | None = None

    async def open(self, named: str, bound: str, ports: PortRange) -> None:
        """Take an RTP port on the address we listen at; SDP names one of ours. Raises NoPortFree."""
        self._host = named
        await self.port.open(bound, ports)

    def start(self) -> None:
        """From now on sound flows."""
        self._engine.add(self.party)

    def close(self) -> None:
        """The call is over: out of the engine, port given back."""
        self._engine.remove(self.party)
        self.port.close()

    def offer(self) -> str:
        """Our offer."""
        return sdp.offer(self._address, self._next_version())

    def answer(self, offered: Description) -> str:
        """Apply their offer; our answer."""
        self.apply(offered)
        return sdp.answer(offered, self._address, self._next_version())

    def apply(self, agreed: Description) -> None:
        """Do as agreed. Where to send is only changed by a new address: RTP may have shown a better one."""
        if self._agreed is None or self._agreed.address != agreed.address:
            _check_address(agreed)
            self.port.remote = agreed.address
        self.port.law = agreed.law
        self.port.event_type = agreed.event_type
        self.port.is_sending = agreed.wants_sound
        self._agreed = agreed

    @property
    def is_heard_from(self) -> bool:
        """Whether the other side is supposed to send."""
        return self._agreed is not None and self._agreed.flow in (Flow.BOTH, Flow.SEND)

    @property
    def _address(self) -> tuple[str, int]:
        return self._host, self.port.local_port

    def _next_version(self) -> tuple[int, int]:
        number, version = self._session
        self._session = (number, version + 1)
        return number, version


def _check_address(description: Description) -> None:
    try:
        ipaddress.IPv4Address(description.address[0])
    except ValueError as error:
        raise BadSdp(f"no IPv4 address: {description.address[0]}") from error
