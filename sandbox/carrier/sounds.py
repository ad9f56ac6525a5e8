"""Sound files that TwiML points at: fetched, decoded, kept for a while."""

import asyncio
import time

from sandbox.carrier.media import Pcm, decode
from sandbox.carrier.webhooks.client import WebhookClient

KEPT_SECONDS = 60.0
KEPT_FILES = 64


class SoundFetcher:
    """Gets sound files over HTTP; the same file is fetched once a minute at most."""

    def __init__(self, client: WebhookClient) -> None:
        self._client = client
        self._kept: dict[str, tuple[float, Pcm]] = {}

    async def fetch(self, url: str) -> Pcm:
        """The sound at a URL. Raises ``WebhookFailed`` or ``UnknownSound`` (a ValueError)."""
        kept = self._kept.get(url)
        if kept and time.monotonic() - kept[0] < KEPT_SECONDS:
            return kept[1]
        answer = await self._client.request("GET", url, {})
        pcm = await asyncio.to_thread(decode, answer.body)
        if len(self._kept) >= KEPT_FILES:
            del self._kept[next(iter(self._kept))]
        self._kept[url] = (time.monotonic(), pcm)
        return pcm
