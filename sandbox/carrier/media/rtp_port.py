"""A party's sound over RTP: G.711 both ways, keys as events, answers sent where packets come from."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable

from sandbox.carrier.media import g711
from sandbox.carrier.media.dtmf import DigitReceiver, DigitSender, EventPacket
from sandbox.carrier.media.frames import FRAME_SAMPLES, Frame
from sandbox.carrier.media.g711 import Law
from sandbox.carrier.media.jitter import JitterBuffer
from sandbox.carrier.media.port import AudioPort
from sandbox.carrier.media.rtp import RtpPacket, parse_rtp

log = logging.getLogger(__name__)

_COMFORT_NOISE = 13


class NoPortFree(RuntimeError):
    """Every RTP port of the range is taken."""


class RtpPort(AudioPort, asyncio.DatagramProtocol):
    """One RTP stream each way. Nothing is sent before `remote` is known or while not `is_sending`."""

    def __init__(self, on_digit: Callable[[str], None]) -> None:
        self.law = Law.A
        self.event_type: int | None = None  # payload type of telephone-event
        self.remote: tuple[str, int] | None = None
        self.is_sending = True
        self.last_received_at: float | None = None
        self.jitter = JitterBuffer()
        self.sent = 0
        self._on_digit = on_digit
        self._digits_in = DigitReceiver()
        self._digits_out = DigitSender()
        self._transport: asyncio.DatagramTransport | None = None
        self._their_ssrc: int | None = None
        self._ssrc = random.getrandbits(32)
        self._sequence = random.getrandbits(16)
        self._timestamp = random.getrandbits(32)
        self._event_timestamp = 0
        self._is_first = True

    async def open(self, host: str, ports: PortRange) -> int:
        """Bind to a free port of the range; the port. Raises NoPortFree."""
        self._transport = await ports.bind(host, self)
        return self.local_port

    @property
    def local_port(self) -> int:
        """Where it receives; 0 while closed."""
        return int(self._transport.get_extra_info("sockname")[1]) if self._transport else 0

    def close(self) -> None:
        """Give the port back."""
        if self._transport is not None:
            self._transport.close()
            self._transport = None

    def press(self, keys: str) -> float:
        """Send keys as events, one after the other, in place of sound; the seconds that takes."""
        return self._digits_out.press(keys)

    @property
    def is_pressing(self) -> bool:
        """Keys are still being sent."""
        return self._digits_out.is_busy

    # The engine's side.

    def pull(self) -> Frame | None:
        """20 ms of what was received."""
        return self.jitter.pop()

    def deliver(self, frame: Frame) -> None:
        """Send 20 ms of sound, or the key press that takes its place."""
        event = self._digits_out.next_packet() if self.event_type is not None else None
        if self._transport is not None and self.remote is not None and self.is_sending:
            packet = self._sound_packet(frame) if event is None else self._event_packet(event)
            self._transport.sendto(bytes(packet), self.remote)
            self._sequence = (self._sequence + 1) % 0x10000
            self.sent += 1
        self._timestamp = (self._timestamp + FRAME_SAMPLES) % 0x100000000

    def _sound_packet(self, frame: Frame) -> RtpPacket:
        is_first, self._is_first = self._is_first, False
        sound = g711.encode(frame, self.law)
        return RtpPacket(self.law, self._sequence, self._timestamp, self._ssrc, sound, is_first)

    def _event_packet(self, event: EventPacket) -> RtpPacket:
        if event.is_first:
            self._event_timestamp = self._timestamp  # one time for the whole press (RFC 4733 2.5.1)
        kind = self.event_type or 0
        return RtpPacket(
            kind, self._sequence, self._event_timestamp, self._ssrc, event.payload, event.is_first
        )

    # The network's side.

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """A datagram came; whatever is no RTP of this call is dropped."""
        packet = parse_rtp(data)
        if packet is None:
            return
        if packet.payload_type == self.event_type:
            self._receive_event(packet)
        elif packet.payload_type in (Law.A, Law.U):
            self.remote = (addr[0], addr[1])  # symmetric RTP: the address in the SDP may be behind a NAT
            self._receive_sound(packet)
        elif packet.payload_type == _COMFORT_NOISE:
            self._skip(packet)
        else:
            return
        self.last_received_at = asyncio.get_running_loop().time()

    def error_received(self, exc: Exception) -> None:
        """The other side's port is closed: usual at the end of a call."""
        log.debug("RTP: %s", exc)

    def _receive_sound(self, packet: RtpPacket) -> None:
        if packet.ssrc != self._their_ssrc:
            self._their_ssrc = packet.ssrc
            self.jitter.reset()
        self.jitter.put(packet.sequence, g711.decode(packet.payload, Law(packet.payload_type)))

    def _receive_event(self, packet: RtpPacket) -> None:
        self._skip(packet)
        now = asyncio.get_running_loop().time()
        key = self._digits_in.receive(packet.payload, packet.timestamp, now)
        if key is not None:
            self._on_digit(key)

    def _skip(self, packet: RtpPacket) -> None:
        """Its sequence number is used up, and no sound is missing for it."""
        if packet.ssrc == self._their_ssrc:
            self.jitter.put(packet.sequence, None)


class PortRange:
    """RTP ports of the range, even ones, taken in turn so that a call's late packets meet no new call."""

    def __init__(self, ports: range) -> None:
        self._ports = [port for port in ports if port % 2 == 0]
        self._at = random.randrange(len(self._ports)) if self._ports else 0

    async def bind(self, host: str, protocol: asyncio.DatagramProtocol) -> asyncio.DatagramTransport:
        """A socket on the next free port. Raises NoPortFree."""
        loop = asyncio.get_running_loop()
        for _ in self._ports:
            port = self._ports[self._at]
            self._at = (self._at + 1) % len(self._ports)
            try:
                transport, _ = await loop.create_datagram_endpoint(lambda: protocol, local_addr=(host, port))
            except OSError:
                continue
            return transport
        raise NoPortFree(f"all {len(self._ports)} RTP ports are taken")
