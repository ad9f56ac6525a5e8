"""Call queues: who waits, since when, and who takes them out."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from sandbox.carrier.sids import new_sid

if TYPE_CHECKING:
    from sandbox.carrier.bridge import Bridge
    from sandbox.carrier.call import Call

MAX_SIZE = 1000
_AVERAGED = 20


@dataclass(eq=False)
class Member:
    """A call that waits. ``taken`` is set to the bridge when another call takes it out."""

    call: Call
    entered_at: datetime
    taken: asyncio.Future[Bridge]


@dataclass(eq=False)
class CallQueue:
    """A named queue, first in first out."""

    sid: str
    name: str
    created_at: datetime
    max_size: int = MAX_SIZE
    members: list[Member] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    _waits: deque[float] = field(default_factory=lambda: deque(maxlen=_AVERAGED))

    def enter(self, call: Call, now: datetime) -> Member:
        """Join the end."""
        member = Member(call, now, asyncio.get_running_loop().create_future())
        self.members.append(member)
        self.arrived.set()
        return member

    def leave(self, member: Member, now: datetime) -> None:
        """Go, however it comes; going twice is harmless."""
        if member in self.members:
            self.members.remove(member)
            self._waits.append((now - member.entered_at).total_seconds())

    def next(self) -> Member | None:
        """Whoever has waited longest and is not taken yet."""
        return next((member for member in self.members if not member.taken.done()), None)

    @property
    def average_wait_seconds(self) -> int:
        """The mean wait of those who left last."""
        return round(sum(self._waits) / len(self._waits)) if self._waits else 0

    def fields(self, member: Member, now: datetime) -> dict[str, str]:
        """What a webhook of a waiting call is told."""
        place = self.members.index(member) + 1 if member in self.members else 0
        return {
            "QueueSid": self.sid,
            "QueuePosition": str(place),
            "QueueTime": str(round((now - member.entered_at).total_seconds())),
            "AvgQueueTime": str(self.average_wait_seconds),
            "CurrentQueueSize": str(len(self.members)),
            "MaxQueueSize": str(self.max_size),
        }


class Queues:
    """All queues, by name; a queue comes into being when it is first named."""

    def __init__(self) -> None:
        self._queues: dict[str, CallQueue] = {}

    def __iter__(self) -> Iterator[CallQueue]:
        return iter(list(self._queues.values()))

    def named(self, name: str, now: datetime) -> CallQueue:
        """The queue of that name."""
        if name not in self._queues:
            self._queues[name] = CallQueue(new_sid("QU"), name, now)
        return self._queues[name]

    def get(self, sid: str) -> CallQueue | None:
        """The queue of that SID."""
        return next((queue for queue in self if queue.sid == sid), None)

    def remove(self, queue: CallQueue) -> None:
        """Forget an empty queue."""
        self._queues.pop(queue.name, None)
