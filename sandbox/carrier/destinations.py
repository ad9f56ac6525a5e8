"""Where a call can go: a browser, a SIP address, a number. Each opens a leg of its kind."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote

from sandbox.carrier.leg import Leg
from sandbox.carrier.loopback import dial_own_number
from sandbox.carrier.unanswered import UnansweredLeg

if TYPE_CHECKING:
    from sandbox.carrier.call import Call
    from sandbox.carrier.exchange import Exchange


@dataclass(frozen=True)
class Destination:
    """An address as TwiML and the REST API write it: ``client:ann?k=v``, ``sip:u@h``, ``+86138...``."""

    address: str
    parameters: dict[str, str] = field(default_factory=dict)
    username: str = ""
    password: str = ""

    @property
    def is_client(self) -> bool:
        """Whether it is a Voice SDK identity."""
        return self.address.startswith("client:")

    @property
    def is_sip(self) -> bool:
        """Whether it is a SIP address."""
        return self.address.lower().startswith(("sip:", "sips:"))

    @property
    def shown(self) -> str:
        """The address without what is only for the device."""
        return self.address.split("?")[0] if self.is_client else self.address


def read_client(address: str) -> Destination:
    """A client address with its custom parameters, which stand behind a question mark."""
    identity, _, query = address.removeprefix("client:").partition("?")
    return Destination(f"client:{unquote(identity)}", dict(parse_qsl(query, keep_blank_values=True)))


def read_destination(address: str) -> Destination:
    """Any address."""
    return read_client(address) if address.startswith("client:") else Destination(address.strip())


class CannotDial(Exception):
    """The address leads nowhere; the call fails at once."""


async def open_leg(exchange: Exchange, call: Call, to: Destination) -> Leg:
    """Start ringing the destination. Raises ``CannotDial``."""
    if to.is_client:
        return _ring_client(exchange, call, to)
    if to.is_sip:
        return await _dial_sip(exchange, call, to.address, to)
    return await _dial_number(exchange, call, to)


def _ring_client(exchange: Exchange, call: Call, to: Destination) -> Leg:
    if exchange.devices is None:
        raise CannotDial("this carrier has no Voice SDK signalling")
    return exchange.devices.ring(call, to.address.removeprefix("client:"), to.parameters)


async def _dial_sip(exchange: Exchange, call: Call, uri: str, to: Destination) -> Leg:
    if exchange.sip is None:
        raise CannotDial("this carrier has no SIP side")
    try:
        return await exchange.sip.dial(
            uri,
            call.from_.removeprefix("client:"),
            {"X-Twilio-CallSid": call.sid} | to.parameters,
            username=to.username,
            password=to.password,
            call_sid=call.sid,
        )
    except ValueError as wrong:
        raise CannotDial(str(wrong)) from None


async def _dial_number(exchange: Exchange, call: Call, to: Destination) -> Leg:
    listed = exchange.config.listed(to.address)
    if listed:
        return await _dial_sip(exchange, call, listed, to)
    if exchange.sip is not None and exchange.sip.registered(to.address):
        return await _dial_sip(exchange, call, to.address, to)
    if exchange.config.number(to.address):
        return dial_own_number(exchange, call, to.address)
    # The public network: it rings, and nobody is at home.
    return UnansweredLeg(call.from_, to.address, call.sid)
