"""The protocol's times, and sending again until somebody answers (RFC 3261 17.1.1.2)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Timers:
    """The protocol's times in seconds; tests make them small."""

    t1: float = 0.5
    t2: float = 4.0
    t4: float = 5.0

    @property
    def give_up(self) -> float:
        """Timers B, F, H, L: how long an answer may take."""
        return 64 * self.t1


class Resending:
    """Sends something again and again, at growing intervals, until stopped or given up."""

    def __init__(self, send: Callable[[], None], timers: Timers, on_given_up: Callable[[], None], cap: float):
        self._send = send
        self._on_given_up = on_given_up
        self._interval = timers.t1
        self._cap = cap
        self._loop = asyncio.get_running_loop()
        self._until = self._loop.time() + timers.give_up
        self._handle: asyncio.TimerHandle | None = self._loop.call_later(self._interval, self._again)

    def stop(self) -> None:
        """No more of it."""
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None

    def slow_down(self) -> None:
        """The peer is at work (a provisional response): only ask at the longest interval."""
        self._interval = self._cap

    def _again(self) -> None:
        if self._loop.time() >= self._until:
            self._handle = None
            self._on_given_up()
            return
        self._send()
        self._interval = min(self._interval * 2, self._cap)
        self._handle = self._loop.call_at(min(self._loop.time() + self._interval, self._until), self._again)
