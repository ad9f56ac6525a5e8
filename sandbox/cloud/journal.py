"""DynamoDB that survives SIGKILL: a snapshot, and a journal of the writes that came after it.

MiniStack saves on a graceful exit only, and a full dump on every change stalls a busy center for half a
second. So each write that succeeded is appended to a journal, in the order in which it was applied, and
replayed on the next start. When things are quiet the journal is folded into a new snapshot. A snapshot and
its journal carry the same generation number, so a crash between the two steps loses and doubles nothing.
"""

import json
import re
import time
from pathlib import Path
from typing import BinaryIO, Protocol

from sandbox.cloud.emulator import Answer, Handler

WRITES = frozenset(
    {
        "PutItem",
        "UpdateItem",
        "DeleteItem",
        "BatchWriteItem",
        "TransactWriteItems",
        "CreateTable",
        "DeleteTable",
        "UpdateTable",
        "UpdateTimeToLive",
    }
)
FOLD_AFTER = 2000
QUIET_SECONDS = 3.0
_SNAPSHOT = re.compile(r"dynamodb-(\d+)\.json$")


class Store(Protocol):
    """What the journal needs of the tables."""

    original: Handler

    def run(self, action: str, body: bytes) -> int:
        """Apply one write."""

    def save(self, name: str) -> None:
        """Write a snapshot."""

    def load(self, name: str) -> None:
        """Read a snapshot."""


class Journal:
    """The journal of one state directory; `open` restores, `handle` answers and records."""

    def __init__(self, tables: Store, state_dir: Path) -> None:
        self.tables = tables
        self.state_dir = state_dir
        self.generation = 0
        self.length = 0
        self.written_at = 0.0
        self._file: BinaryIO | None = None

    def open(self) -> int:
        """Restore the tables; returns how many journalled writes were replayed."""
        self.generation = max(self._generations(), default=0)
        self.tables.load(self._snapshot_name(self.generation))
        self.length = self._replay(self._path(self.generation))
        self._file = self._path(self.generation).open("ab", buffering=0)
        if self.length >= FOLD_AFTER:
            self.fold()
        self._remove_older()
        return self.length

    async def handle(
        self, method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, list[str]]
    ) -> Answer:
        """Answer a DynamoDB request and, if it changed something, append it before the answer goes out."""
        answer = await self.tables.original(method, path, headers, body, query)
        action = headers.get("x-amz-target", "").rpartition(".")[2]
        if action in WRITES and answer[0] == 200:
            self.append(action, body)
        return answer

    def append(self, action: str, body: bytes) -> None:
        """One line per write: unbuffered, so that a killed process loses nothing it has answered."""
        line = body if b"\n" not in body else json.dumps(json.loads(body)).encode()
        assert self._file is not None
        self._file.write(action.encode() + b"\t" + line + b"\n")
        self.length += 1
        self.written_at = time.monotonic()

    def fold_when_quiet(self) -> None:
        """Fold a long journal, but not while somebody is writing."""
        if self.length >= FOLD_AFTER and time.monotonic() - self.written_at > QUIET_SECONDS:
            self.fold()

    def fold(self) -> None:
        """Write a snapshot of the next generation and begin its empty journal."""
        following = self.generation + 1
        self.tables.save(self._snapshot_name(following))
        if self._file:
            self._file.close()
        self.generation, self.length = following, 0
        self._file = self._path(following).open("ab", buffering=0)
        self._remove_older()

    def close(self) -> None:
        """Fold what is left, for a quick start next time."""
        if self.length:
            self.fold()
        if self._file:
            self._file.close()

    def _replay(self, path: Path) -> int:
        if not path.exists():
            return 0
        whole = path.read_bytes()
        complete, newline, torn = whole.rpartition(b"\n")
        if torn:
            # A line cut by the kill was never answered; appending after it would spoil the next one.
            path.write_bytes(complete + newline)
        lines = complete.split(b"\n") if complete else []
        for line in lines:
            action, _, body = line.partition(b"\t")
            self.tables.run(action.decode(), body)
        return len(lines)

    def _generations(self) -> list[int]:
        found = (_SNAPSHOT.search(path.name) for path in self.state_dir.glob("dynamodb-*.json"))
        return [int(match.group(1)) for match in found if match]

    def _remove_older(self) -> None:
        kept = {f"{self._snapshot_name(self.generation)}.json", self._path(self.generation).name}
        for path in self.state_dir.glob("dynamodb-*"):
            if path.name not in kept:
                path.unlink(missing_ok=True)

    def _snapshot_name(self, generation: int) -> str:
        return f"dynamodb-{generation}"

    def _path(self, generation: int) -> Path:
        return self.state_dir / f"dynamodb-{generation}.journal"
