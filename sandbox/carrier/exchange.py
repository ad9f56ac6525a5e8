"""The exchange: everything the running carrier consists of, in one place that its parts are given."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sandbox.carrier.account import Account
from sandbox.carrier.call import Call
from sandbox.carrier.clock import Clock
from sandbox.carrier.conferences import Conferences
from sandbox.carrier.config import CarrierConfig
from sandbox.carrier.media import Engine, Pcm
from sandbox.carrier.notifications import Notifications
from sandbox.carrier.queues import Queues
from sandbox.carrier.recordings import Recordings
from sandbox.carrier.sounds import SoundFetcher
from sandbox.carrier.webhooks.callbacks import Callbacks
from sandbox.carrier.webhooks.client import WebhookClient

if TYPE_CHECKING:
    from sandbox.carrier.sdk.devices import Devices
    from sandbox.carrier.sip.trunk import SipTrunk

_SECONDS_TO_TELL = 2.0
Speak = Callable[[str, str | None, str | None], Awaitable[Pcm]]


class Exchange:
    """Shared state of the carrier. The SIP trunk and the devices plug themselves in at start."""

    def __init__(
        self,
        account: Account,
        config: CarrierConfig,
        state_dir: Path,
        speak: Speak,
        base_url: str = "http://127.0.0.1:8081",
        clock: Clock | None = None,
    ) -> None:
        self.account, self.config, self.speak, self.base_url = account, config, speak, base_url
        self.clock = clock or Clock()
        self.engine = Engine()
        self.notifications = Notifications()
        self.webhooks = WebhookClient(account.auth_token)
        self.callbacks = Callbacks(self.webhooks, self.notifications, self.clock)
        self.calls: dict[str, Call] = {}
        self.conferences = Conferences(self)
        self.queues = Queues()
        self.recordings = Recordings(self, state_dir / "recordings")
        self.sounds = SoundFetcher(self.webhooks)
        self.devices: Devices | None = None
        self.sip: SipTrunk | None = None
        self._background: set[asyncio.Task[Any]] = set()

    def spawn(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Run something in the background and keep hold of it until it is done."""
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)
        return task

    def resource_url(self, path: str) -> str:
        """The absolute URL of a REST resource, for webhooks: ``Recordings/RE...``."""
        return f"{self.base_url}/{self.account.api_version}/Accounts/{self.account.sid}/{path}"

    async def _settle(self) -> None:
        """Let background work end by itself for a moment, then stop it."""
        if self._background:
            _, late = await asyncio.wait(set(self._background), timeout=_SECONDS_TO_TELL)
            for task in late:
                task.cancel()

    async def stop(self) -> None:
        """End every call, deliver what is still to be told, and close."""
        from sandbox.carrier.progress import hang_up

        await asyncio.gather(*(hang_up(call) for call in self.calls.values() if not call.is_over))
        await self._settle()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_SECONDS_TO_TELL):
                await self.callbacks.drain()
        await self.engine.stop()
        await self.webhooks.close()
