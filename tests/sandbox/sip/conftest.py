"""A trunk on free ports, SIPp as the other side, and a phone whose every byte is written by the test."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast

import pytest

from cli.center.ports import free_port
from sandbox.carrier.media import Engine
from sandbox.carrier.sip import SipLeg, SipTrunk, Timers, TrunkOptions

SCENARIOS = Path(__file__).parent / "scenarios"
FAST = Timers(t1=0.05, t2=0.2, t4=0.2)

Handler = Callable[[SipLeg], Awaitable[None]]


@pytest.fixture
async def engine() -> AsyncIterator[Engine]:
    engine = Engine()
    await engine.start()
    yield engine
    await engine.stop()


@pytest.fixture
def options() -> TrunkOptions:
    """What a test module may override."""
    return TrunkOptions(users={"alice": "secret"}, rtp_ports=range(37000, 37400), timers=FAST)


@dataclass
class Carrier:
    """The trunk under test, with what became of its inbound calls."""

    trunk: SipTrunk
    on_invite: Handler
    legs: list[SipLeg] = field(default_factory=list)

    async def take(self, leg: SipLeg) -> None:
        self.legs.append(leg)
        await self.on_invite(leg)

    @staticmethod
    async def only_ring(leg: SipLeg) -> None:
        """A handler for `on_invite`: nobody answers."""
        await leg.ring()

    @staticmethod
    def free_port() -> int:
        """A port for the other side."""
        return free_port()

    async def dial(self, uri: str) -> SipLeg:
        """Call somebody who may still be starting."""
        for _ in range(50):
            try:
                return await self.trunk.dial(uri, "+8613800138000")
            except ConnectionRefusedError:
                await asyncio.sleep(0.1)
        raise AssertionError(f"{uri} never listened")

    @property
    def port(self) -> int:
        return self.trunk.address[1]

    async def first_leg(self) -> SipLeg:
        """The first inbound call, once there is one."""
        for _ in range(200):
            if self.legs:
                return self.legs[0]
            await asyncio.sleep(0.01)
        raise AssertionError("no call came in")


async def ring_and_answer(leg: SipLeg) -> None:
    await leg.ring()
    await leg.answer()


@pytest.fixture
async def carrier(engine: Engine, options: TrunkOptions) -> AsyncIterator[Carrier]:
    """Answers every call, unless the test sets another `on_invite`."""
    carrier = Carrier(SipTrunk(engine, options), ring_and_answer)
    await carrier.trunk.start("127.0.0.1", 0, carrier.take)
    yield carrier
    await carrier.trunk.stop()


@pytest.fixture
async def other_carrier(engine: Engine, options: TrunkOptions) -> AsyncIterator[Carrier]:
    """A second trunk, to call or to be called by."""
    ports = replace(options, rtp_ports=range(37400, 37800))
    carrier = Carrier(SipTrunk(engine, ports), ring_and_answer)
    await carrier.trunk.start("127.0.0.1", 0, carrier.take)
    yield carrier
    await carrier.trunk.stop()


Sipp = Callable[..., Awaitable[None]]


@pytest.fixture
async def sipp(tmp_path: Path) -> AsyncIterator[Sipp]:
    """Run a scenario to its end; fails with SIPp's own words."""
    program = shutil.which("sipp")
    if program is None:
        pytest.skip("SIPp is not installed (apt-get install sip-tester)")
    running: list[asyncio.subprocess.Process] = []

    async def run(
        scenario: str,
        remote: str = "",
        *,
        port: int | None = None,
        calls: int = 1,
        at_once: int = 1,
        transport: str = "u1",
        service: str = "4008888888",
        talk_ms: int = 0,
    ) -> None:
        where = f"-i 127.0.0.1 -p {port or free_port()} -mp {free_port() & ~1} -t {transport}"
        how_many = f"-m {calls} -l {at_once} -r 20 -d {talk_ms} -s {service}"
        log = tmp_path / "errors.log"
        options = f"-nostdin -timeout 30 -timeout_error -trace_err -error_file {log}"
        command = [program, "-sf", str(SCENARIOS / f"{scenario}.xml")]
        command += f"{where} {how_many} {options} {remote}".split()
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(*command, stdout=pipe, stderr=pipe)
        running.append(process)
        _, err = await process.communicate()
        why = log.read_text() if log.exists() else ""
        assert process.returncode == 0, f"{scenario}: {process.returncode}\n{why}\n{err.decode()}"

    yield run
    for process in running:
        if process.returncode is None:
            process.kill()
            await process.wait()


class RawPhone(asyncio.DatagramProtocol):
    """A UDP socket and the messages that came."""

    def __init__(self) -> None:
        self.messages: asyncio.Queue[str] = asyncio.Queue()
        self.remote = ("127.0.0.1", 0)
        self.port = 0
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)
        self.port = transport.get_extra_info("sockname")[1]

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self.messages.put_nowait(data.decode())

    def send(self, message: str | bytes) -> None:
        assert self._transport is not None
        data = (
            message
            if isinstance(message, bytes)
            else message.replace("\r\n", "\n").replace("\n", "\r\n").encode()
        )
        self._transport.sendto(data, self.remote)

    async def receive(self, starting: str = "", seconds: float = 2.0) -> str:
        """The next message that starts like this; others are passed over."""
        async with asyncio.timeout(seconds):
            while not (message := await self.messages.get()).startswith(starting):
                pass
            return message

    async def is_quiet(self, seconds: float) -> bool:
        """Nothing comes for so long."""
        await asyncio.sleep(seconds)
        return self.messages.empty()

    def request(
        self,
        method: str,
        *,
        call: str = "call-1",
        sequence: int = 1,
        branch: str = "",
        to_tag: str = "",
        body: str = "",
        uri: str = "",
        headers: str = "",
    ) -> str:
        """A request of this phone, plain and correct."""
        branch = branch or f"{call}-{sequence}-{method}"
        content = "Content-Type: application/sdp\n" if body else ""
        length = len(body.replace("\n", "\r\n"))
        return (
            f"{method} {uri or f'sip:4008888888@127.0.0.1:{self.remote[1]}'} SIP/2.0\n"
            f"Via: SIP/2.0/UDP 127.0.0.1:{self.port};branch=z9hG4bK{branch}\n"
            f"From: <sip:+8613800138000@127.0.0.1>;tag=them\n"
            f"To: <sip:4008888888@127.0.0.1>{f';tag={to_tag}' if to_tag else ''}\n"
            f"Call-ID: {call}\nCSeq: {sequence} {method}\n"
            f"Contact: <sip:phone@127.0.0.1:{self.port}>\n"
            f"{headers}{content}Content-Length: {length}\n\n{body}"
        )

    def close(self) -> None:
        assert self._transport is not None
        self._transport.close()


@pytest.fixture
async def phone(carrier: Carrier) -> AsyncIterator[RawPhone]:
    """A phone that talks to the carrier."""
    loop = asyncio.get_running_loop()
    _, phone = await loop.create_datagram_endpoint(RawPhone, local_addr=("127.0.0.1", 0))
    phone.remote = ("127.0.0.1", carrier.port)
    yield phone
    phone.close()
