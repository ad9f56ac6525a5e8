"""Status callbacks: best effort, in the background, in order for each call or conference."""

import asyncio
from collections.abc import Mapping

from sandbox.carrier.clock import Clock
from sandbox.carrier.notifications import Notifications
from sandbox.carrier.webhooks.client import WebhookClient, WebhookFailed


class Callbacks:
    """One line per subject (a call's or a conference's SID): the next waits for the one before."""

    def __init__(self, client: WebhookClient, notifications: Notifications, clock: Clock) -> None:
        self._client, self._notifications, self._clock = client, notifications, clock
        self._last: dict[str, asyncio.Task[None]] = {}

    def send(self, subject: str, url: str | None, params: Mapping[str, str], method: str = "POST") -> None:
        """Send in the background, after everything sent earlier about the same subject."""
        if not url:
            return
        before = self._last.get(subject)
        task = asyncio.create_task(self._send(before, subject, url, dict(params), method))
        self._last[subject] = task
        task.add_done_callback(lambda done: self._forget(subject, done))

    async def drain(self) -> None:
        """Wait until everything sent so far has been delivered or has failed."""
        while self._last:
            await asyncio.gather(*self._last.values(), return_exceptions=True)
            await asyncio.sleep(0)

    def _forget(self, subject: str, done: asyncio.Task[None]) -> None:
        if self._last.get(subject) is done:
            del self._last[subject]

    async def _send(
        self, before: asyncio.Task[None] | None, subject: str, url: str, params: dict[str, str], method: str
    ) -> None:
        if before is not None:
            await asyncio.wait([before])
        try:
            await self._client.request(method, url, params)
        except WebhookFailed as failed:
            self._notifications.add(
                failed.code,
                f"Status callback: {failed.message}",
                self._clock.now(),
                call_sid=subject,
                url=failed.url,
                level="warning",
            )
