"""What all calls of one SIP user agent share."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.carrier.media.engine import Engine
from sandbox.carrier.media.rtp_port import PortRange
from sandbox.carrier.sip.dialog import DialogKey
from sandbox.carrier.sip.timers import Timers
from sandbox.carrier.sip.transactions import TransactionLayer
from sandbox.carrier.sip.transport import Network

if TYPE_CHECKING:
    from sandbox.carrier.sip.leg import SipLeg

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class TrunkOptions:
    """How a trunk behaves; every default suits a laptop."""

    realm: str = "sandbox"
    users: Mapping[str, str] = field(default_factory=dict)  # user name -> password, may register
    is_invite_authenticated: bool = False  # demand digest on INVITE as well
    rtp_ports: range = range(20000, 21000)
    media_silence_seconds: float = 60.0  # RTP flowed, then nothing for so long: the call is over
    ring_seconds: float = 180.0  # an inbound call nobody decides on is refused after this
    timers: Timers = field(default_factory=Timers)


@dataclass
class Agent:
    """The shared parts, and the list of calls."""

    engine: Engine
    options: TrunkOptions
    network: Network
    transactions: TransactionLayer
    ports: PortRange
    legs: dict[SipLeg, DialogKey | None] = field(default_factory=dict)
    _by_dialog: dict[DialogKey, SipLeg] = field(default_factory=dict)
    _tasks: set[asyncio.Task[Any]] = field(default_factory=set)

    def add(self, leg: SipLeg, key: DialogKey | None) -> None:
        """A call begins, or its dialog became known."""
        self.legs[leg] = key
        if key is not None:
            self._by_dialog[key] = leg

    def find(self, key: DialogKey) -> SipLeg | None:
        """The call a message belongs to."""
        return self._by_dialog.get(key)

    def remove(self, leg: SipLeg) -> None:
        """A call is over and its last messages have been exchanged."""
        key = self.legs.pop(leg, None)
        if key is not None:
            self._by_dialog.pop(key, None)

    def spawn(self, work: Coroutine[Any, Any, None], name: str) -> None:
        """Run something beside the event loop's callbacks; a failure is logged."""
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._finished)

    async def settle(self) -> None:
        """Wait for what was spawned (the last BYEs, at shutdown), a second at most."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=1)
        for task in self._tasks:
            task.cancel()

    def _finished(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("%s failed", task.get_name(), exc_info=task.exception())
