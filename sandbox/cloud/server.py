"""Serving the emulator: one uvicorn, a snapshot clock on its loop, and three small endpoints of our own."""

import asyncio
import json
import uuid
from pathlib import Path

from sandbox.cloud import emulator
from sandbox.cloud.emulator import Asgi, Scope, Tables
from sandbox.cloud.journal import Journal
from sandbox.serving import serve_until_signalled

SNAPSHOT_SECONDS = 2.0
_READ_ONLY = {b"AmazonSQS.ReceiveMessage", b"AmazonSQS.GetQueueUrl", b"AmazonSQS.GetQueueAttributes"}


class Cloud:
    """MiniStack with durable DynamoDB and, when it is not ephemeral, snapshots of the other services."""

    def __init__(self, state_dir: Path | None) -> None:
        self.boot_id = uuid.uuid4().hex
        self.is_dirty = False
        self.ministack: Asgi = emulator.application()
        self.tables = Tables()
        self.journal = Journal(self.tables, state_dir) if state_dir else None
        if self.journal:
            self.journal.open()
            self.tables.replace_handler(self.journal.handle)

    async def __call__(self, scope: Scope, receive, send) -> None:  # type: ignore[no-untyped-def]
        """ASGI: our own paths, then MiniStack."""
        if scope["type"] == "http":
            if scope["path"].startswith("/_trunkline/"):
                await self._own(scope["method"], scope["path"], send)
                return
            self.is_dirty = self.is_dirty or _changes(scope)
        await self.ministack(scope, receive, send)

    async def keep(self) -> None:
        """Save now and then, on the loop: nothing changes while the state is being read."""
        while True:
            await asyncio.sleep(SNAPSHOT_SECONDS)
            if self.journal:
                self.journal.fold_when_quiet()
                self.save_if_dirty()

    def save_if_dirty(self) -> None:
        """Snapshot the services other than DynamoDB when one of them may have changed."""
        if self.is_dirty:
            self.is_dirty = False
            emulator.save_services()

    def close(self) -> None:
        """Fold the journal; MiniStack has saved its own on the way down."""
        if self.journal:
            self.journal.close()

    async def _own(self, method: str, path: str, send) -> None:  # type: ignore[no-untyped-def]
        if method == "POST" and path == "/_trunkline/empty":
            self.tables.empty()
            emulator.empty_queues()
        known = path in {"/_trunkline/empty", "/_trunkline/boot"}
        body = json.dumps({"boot_id": self.boot_id}).encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200 if known else 404, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def _changes(scope: Scope) -> bool:
    if scope["method"] in {"GET", "HEAD", "OPTIONS"}:
        return False
    target = dict(scope["headers"]).get(b"x-amz-target", b"")
    return not target.startswith((b"DynamoDB", *_READ_ONLY))


async def serve(host: str, port: int, state_dir: Path | None) -> None:
    """Serve until a signal comes."""
    if state_dir:
        state_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    emulator.configure(host, port, state_dir)
    cloud = Cloud(state_dir)
    keeper = asyncio.create_task(cloud.keep())
    try:
        await serve_until_signalled(cloud, host, port)
    finally:
        keeper.cancel()
        cloud.close()
