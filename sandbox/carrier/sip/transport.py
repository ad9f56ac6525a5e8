"""SIP over UDP and TCP on one port: bytes in, bytes out (RFC 3261 18)."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass

log = logging.getLogger(__name__)

_LARGEST_MESSAGE = 64 * 1024

Endpoint = tuple[str, int]


class Channel(ABC):
    """A way to one peer. `local` is the address we name in Via and Contact."""

    protocol: str
    is_reliable: bool
    remote: Endpoint
    local: Endpoint

    @abstractmethod
    def send(self, data: bytes) -> None:
        """Send one message. Raises ConnectionError when the peer is known to be gone."""

    def try_send(self, data: bytes) -> None:
        """Send one message; when the peer is gone, only the log knows."""
        try:
            self.send(data)
        except OSError as error:
            log.info("cannot send to %s:%d: %s", *self.remote, error)


@dataclass
class UdpChannel(Channel):
    """Datagrams to one address."""

    transport: asyncio.DatagramTransport
    remote: Endpoint
    local: Endpoint
    protocol = "UDP"
    is_reliable = False

    def send(self, data: bytes) -> None:
        if self.transport.is_closing():
            raise ConnectionError("the socket is closed")
        self.transport.sendto(data, self.remote)

    def towards(self, port: int) -> UdpChannel:
        """The same peer at another port."""
        return UdpChannel(self.transport, (self.remote[0], port), self.local)


@dataclass
class TcpChannel(Channel):
    """One connection, whoever opened it."""

    writer: asyncio.StreamWriter
    remote: Endpoint
    local: Endpoint
    protocol = "TCP"
    is_reliable = True

    def send(self, data: bytes) -> None:
        if self.writer.is_closing():
            raise ConnectionError("the connection is closed")
        self.writer.write(data)


OnBytes = Callable[[bytes, Channel], None]


class Network:
    """The sockets. Every message that comes in is handed to `on_bytes` with the channel it came by."""

    def __init__(self, on_bytes: OnBytes) -> None:
        self._on_bytes = on_bytes
        self._udp: asyncio.DatagramTransport | None = None
        self._tcp: asyncio.Server | None = None
        self._connections: dict[Endpoint, TcpChannel] = {}
        self._readers: set[asyncio.Task[None]] = set()
        self.address: Endpoint = ("", 0)

    async def start(self, host: str, port: int) -> None:
        """Listen on both protocols. Port 0 takes one that is free for both."""
        for attempt in range(20):
            try:
                await self._listen(host, port)
            except OSError:
                if port or attempt == 19:
                    raise
            else:
                return

    async def _listen(self, host: str, port: int) -> None:
        loop = asyncio.get_running_loop()
        self._udp, _ = await loop.create_datagram_endpoint(lambda: _Datagrams(self), local_addr=(host, port))
        self.address = (host, int(self._udp.get_extra_info("sockname")[1]))
        try:
            self._tcp = await asyncio.start_server(self._accept, host, self.address[1])
        except OSError:
            self._udp.close()
            raise

    async def stop(self) -> None:
        """Close everything."""
        if self._udp is not None:
            self._udp.close()
        if self._tcp is not None:
            self._tcp.close()
        for reader in list(self._readers):
            reader.cancel()
        await asyncio.gather(*self._readers, return_exceptions=True)

    async def channel_to(self, host: str, port: int, protocol: str) -> Channel:
        """A channel to a peer of ours. Raises OSError when it cannot be found or connected to."""
        if protocol == "TCP":
            return await self._connect(await _resolve(host, port))
        return self.udp_channel(await _resolve(host, port))

    def udp_channel(self, remote: Endpoint) -> UdpChannel:
        """Datagrams from our port to that address."""
        if self._udp is None:
            raise ConnectionError("not started")
        return UdpChannel(self._udp, remote, self._local_towards(remote))

    def received(self, data: bytes, channel: Channel) -> None:
        """Hand a message up; nothing that happens there may break the socket."""
        try:
            self._on_bytes(data, channel)
        except Exception:
            log.exception("a SIP message from %s:%d could not be handled", *channel.remote)

    def _local_towards(self, remote: Endpoint) -> Endpoint:
        host, port = self.address
        return (ip_towards(remote[0]) if host in ("0.0.0.0", "") else host, port)

    async def _connect(self, remote: Endpoint) -> TcpChannel:
        known = self._connections.get(remote)
        if known is not None and not known.writer.is_closing():
            return known
        reader, writer = await asyncio.wait_for(asyncio.open_connection(*remote), timeout=5)
        channel = self._add_connection(writer)
        task = asyncio.create_task(self._read(reader, channel))
        self._readers.add(task)
        task.add_done_callback(self._readers.discard)
        return channel

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._readers.add(task)
            task.add_done_callback(self._readers.discard)
        await self._read(reader, self._add_connection(writer))

    def _add_connection(self, writer: asyncio.StreamWriter) -> TcpChannel:
        remote: Endpoint = writer.get_extra_info("peername")[:2]
        channel = TcpChannel(writer, remote, self._local_towards(remote))
        self._connections[remote] = channel
        return channel

    async def _read(self, reader: asyncio.StreamReader, channel: TcpChannel) -> None:
        try:
            while True:
                self.received(await read_message(reader), channel)
        except (EOFError, ConnectionError, asyncio.LimitOverrunError, ValueError) as error:
            log.debug("SIP connection from %s:%d ended: %r", *channel.remote, error)
        except asyncio.CancelledError:
            pass
        finally:
            self._connections.pop(channel.remote, None)
            channel.writer.close()


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, network: Network) -> None:
        self._network = network

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        if data.strip(b"\r\n\0 "):  # anything less keeps a NAT open
            self._network.received(data, self._network.udp_channel((addr[0], addr[1])))

    def error_received(self, exc: Exception) -> None:
        log.debug("SIP over UDP: %s", exc)


async def read_message(reader: asyncio.StreamReader) -> bytes:
    """One message off a stream: headers up to the empty line, then as much body as Content-Length says.

    Raises ValueError when that is no number or too much, EOFError at the end.
    """
    head = b""
    while not head.strip():  # CRLFs between messages keep the connection open
        head = await reader.readuntil(b"\r\n")
    head += await reader.readuntil(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.strip().lower() in (b"content-length", b"l"):
            length = int(value)
    if not 0 <= length <= _LARGEST_MESSAGE:
        raise ValueError(f"a body of {length} bytes")
    return head + (await reader.readexactly(length) if length else b"")


async def _resolve(host: str, port: int) -> Endpoint:
    with contextlib.suppress(OSError):
        socket.inet_pton(socket.AF_INET, host)
        return host, port
    found = await asyncio.get_running_loop().getaddrinfo(host, port, family=socket.AF_INET)
    return str(found[0][4][0]), port


def ip_towards(remote: str) -> str:
    """Our own address on the way to another machine; no packet is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((remote, 9))
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])
