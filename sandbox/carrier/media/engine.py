"""The clock of all sound: one tick every 20 ms, on an absolute schedule."""

from __future__ import annotations

import asyncio
import logging

from sandbox.carrier.media.frames import FRAME_SECONDS, SILENCE
from sandbox.carrier.media.party import Party
from sandbox.carrier.media.room import Room

log = logging.getLogger(__name__)

_MOST_CATCH_UP_TICKS = 5  # 100 ms: a longer stall is skipped, a burst of packets would help nobody


class Engine:
    """Moves sound between parties. `tick` is one step of 20 ms; `start` runs it on the event loop."""

    def __init__(self) -> None:
        self.ticks = 0
        self.skipped_ticks = 0
        self.worst_late_seconds = 0.0
        self._parties: dict[Party, None] = {}
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin ticking; starting twice is harmless."""
        if self._task is None:
            self._task = asyncio.create_task(self._run(), name="media engine")

    async def stop(self) -> None:
        """Stop ticking and let every party go."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        for party in list(self._parties):
            self.remove(party)

    @property
    def parties(self) -> tuple[Party, ...]:
        """Everybody whose sound is being moved."""
        return tuple(self._parties)

    def add(self, party: Party) -> None:
        """From now on this party speaks and hears."""
        self._parties[party] = None

    def remove(self, party: Party) -> None:
        """This party is gone: out of its room, its playing and recording ended."""
        self._parties.pop(party, None)
        party.close()

    def tick(self) -> None:
        """One step of 20 ms: listen to all, mix, deliver to all, record."""
        self.ticks += 1
        parties = list(self._parties)
        for party in parties:
            party.listen()
        rooms: dict[Room, None] = {party.room: None for party in parties if party.room is not None}
        for room in rooms:
            room.mix()
        for party in parties:
            if party.room is None:
                party.hear(SILENCE)
            party.keep()

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            due += FRAME_SECONDS
            await asyncio.sleep(max(0.0, due - loop.time()))
            late = loop.time() - due
            self.worst_late_seconds = max(self.worst_late_seconds, late)
            missed = int(late / FRAME_SECONDS)
            if missed > _MOST_CATCH_UP_TICKS:
                self.skipped_ticks += missed
                due += missed * FRAME_SECONDS
                log.warning("the media clock stood still for %.0f ms", late * 1000)
            self._tick_safely()

    def _tick_safely(self) -> None:
        try:
            self.tick()
        except Exception:  # one broken party must not silence all others
            log.exception("a media tick failed")
