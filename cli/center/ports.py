"""Which ports a center uses, and a clear word when one is taken."""

import random
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

HOST = "127.0.0.1"
RTP_COUNT = 1000
_AUTO_RTP_COUNT = 200
# Above those for sound and below the kernel's ephemeral ports, so that no outgoing connection lands there.
_SINGLE = range(32000, 32768)


class PortChoice(StrEnum):
    """`default` is what the pages name; `auto` lets centers stand side by side."""

    DEFAULT = "default"
    AUTO = "auto"


class PortTaken(Exception):
    """A default port that somebody else uses."""


@dataclass(frozen=True)
class Ports:
    """The ports of one center; SIP is UDP and TCP, RTP a range."""

    web: int = 8080
    carrier: int = 8081
    cloud: int = 8082
    sip: int = 5060
    rtp_first: int = 20000
    rtp_last: int = 20000 + RTP_COUNT - 1


def choose(choice: PortChoice) -> Ports:
    """The default ports if they are free, or free ones. Raises PortTaken, naming the port and the way out."""
    if choice is PortChoice.AUTO:
        return _free_ports()
    ports = Ports()
    for name, port, kinds in _wanted(ports):
        if not all(_is_free(port, kind) for kind in kinds):
            raise PortTaken(
                f"Port {port} ({name}) is in use. Is another center running? End it, or bring this one up "
                f"beside it with: trunkline up --ports auto (see who uses it with: ss -lntup | grep :{port})"
            )
    return ports


def free_port() -> int:
    """A port that nobody uses right now, by TCP or UDP."""
    return _free(1)[0]


def _wanted(ports: Ports) -> Iterator[tuple[str, int, tuple[socket.SocketKind, ...]]]:
    yield "web and API", ports.web, (socket.SOCK_STREAM,)
    yield "carrier", ports.carrier, (socket.SOCK_STREAM,)
    yield "embedded AWS", ports.cloud, (socket.SOCK_STREAM,)
    yield "SIP", ports.sip, (socket.SOCK_DGRAM, socket.SOCK_STREAM)


def _free_ports() -> Ports:
    web, carrier, cloud, sip = _free(4)
    first = _free_range()
    return Ports(web, carrier, cloud, sip, first, first + _AUTO_RTP_COUNT - 1)


def _free(count: int) -> list[int]:
    """So many different ones."""
    kinds = (socket.SOCK_STREAM, socket.SOCK_DGRAM)
    tried = random.sample(_SINGLE, len(_SINGLE))
    found = list(islice((port for port in tried if all(_is_free(port, kind) for kind in kinds)), count))
    if len(found) < count:
        raise PortTaken(f"No {count} free ports were found from {_SINGLE.start} to {_SINGLE.stop - 1}.")
    return found


def _free_range() -> int:
    for _ in range(100):
        first = random.randrange(10000, _SINGLE.start - _AUTO_RTP_COUNT, _AUTO_RTP_COUNT)
        if all(_is_free(port, socket.SOCK_DGRAM) for port in range(first, first + _AUTO_RTP_COUNT)):
            return first
    raise PortTaken("No free range of 200 UDP ports was found for the calls' sound.")


def _is_free(port: int, kind: socket.SocketKind) -> bool:
    with socket.socket(socket.AF_INET, kind) as probe:
        if kind is socket.SOCK_STREAM:
            # As the servers do, so that a connection which is still closing is no obstacle.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True
