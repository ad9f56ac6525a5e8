"""The carrier's clock. Tests run it faster, so that a 30-second ring is over in a moment."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime


class Clock:
    """Real time multiplied by ``speed``; every wait of the carrier's own rules goes through it."""

    def __init__(self, speed: float = 1.0) -> None:
        self.speed = speed
        self._started_at = datetime.now(UTC)
        self._started = time.monotonic()

    def now(self) -> datetime:
        """The present instant, aware and in UTC."""
        return self._started_at + timedelta(seconds=self.monotonic())

    def monotonic(self) -> float:
        """Seconds since the carrier started, on its own clock."""
        return (time.monotonic() - self._started) * self.speed

    async def sleep(self, seconds: float) -> None:
        """Wait that many of the carrier's seconds."""
        await asyncio.sleep(max(0.0, seconds) / self.speed)

    @asynccontextmanager
    async def limit(self, seconds: float | None) -> AsyncIterator[None]:
        """Raise ``TimeoutError`` when the block takes longer than that (never, for None)."""
        async with asyncio.timeout(None if seconds is None else max(0.0, seconds) / self.speed):
            yield


def rfc2822(at: datetime | None) -> str | None:
    """An instant the way the carrier's REST API writes it: ``Thu, 26 Nov 2026 03:04:05 +0000``."""
    return None if at is None else format_datetime(at.astimezone(UTC))
