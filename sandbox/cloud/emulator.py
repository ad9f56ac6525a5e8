"""The seam: every use of MiniStack's inside, which is private to it and pinned by version, is here."""

import os
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

Answer = tuple[int, dict[str, str], bytes | str]
Handler = Callable[[str, str, dict[str, str], bytes, dict[str, Any]], Awaitable[Answer]]
Scope = MutableMapping[str, Any]
Asgi = Callable[[Scope, Callable[[], Awaitable[Any]], Callable[[Any], Awaitable[None]]], Awaitable[None]]

DYNAMODB_TARGET = "DynamoDB_20120810"


def configure(host: str, port: int, state_dir: Path | None) -> None:
    """Set MiniStack's environment; it reads it while it is imported, so this goes first."""
    os.environ.update(
        GATEWAY_PORT=str(port),
        BIND_HOST=host,
        MINISTACK_HOST=host,
        LOG_LEVEL=os.environ.get("LOG_LEVEL", "ERROR"),
        SFTP_ENABLED="0",
        IOT_MTLS_ENABLED="0",
        DOCKER_HOST="unix:///nonexistent",
        PERSIST_STATE="1" if state_dir else "0",
        S3_PERSIST="1" if state_dir else "0",
    )
    if state_dir:
        os.environ.update(STATE_DIR=str(state_dir), S3_DATA_DIR=str(state_dir / "s3"))


def application() -> Asgi:
    """MiniStack's ASGI application. DynamoDB is ours to keep, see the journal."""
    from ministack import app as ministack

    ministack._state_map.pop("dynamodb", None)
    _rehome_queues()
    made: Asgi = ministack.app
    return made


def _rehome_queues() -> None:
    """A queue is kept under the address it was made at. After a start on another port it goes under the new
    one, with its messages; else whoever asks for it by name would poll an address that nobody sends to."""
    from ministack.services import sqs

    original = sqs.load_persisted_state

    def load(data: Any) -> None:
        original(data)
        for url, queue in list(sqs._queues.items()):
            home = sqs._queue_url(url.rsplit("/", 1)[-1])
            if url == home:
                continue
            del sqs._queues[url]
            if home in sqs._queues:
                sqs._queues[home]["messages"].extend(queue["messages"])
            else:
                sqs._queues[home] = queue | {"url": home}
        sqs._queue_name_to_url.clear()
        sqs._rebuild_queue_name_index()

    sqs.load_persisted_state = load


def save_services() -> None:
    """Write the state of every service but DynamoDB to its file, each by a rename."""
    from ministack import app as ministack
    from ministack.core.persistence import save_all

    save_all(ministack._build_persistence_save_dict())


class Tables:
    """DynamoDB inside MiniStack: its handler, its whole state, and emptying it between tests."""

    def __init__(self) -> None:
        from ministack.services import dynamodb

        self._module = dynamodb
        self.original: Handler = dynamodb.handle_request

    def replace_handler(self, handler: Handler) -> None:
        """Let `handler` answer DynamoDB's requests from now on."""
        self._module.handle_request = handler

    def run(self, action: str, body: bytes) -> int:
        """Answer one request outside the server, for the replay; returns its HTTP status."""
        headers = {"x-amz-target": f"{DYNAMODB_TARGET}.{action}"}
        coroutine = self.original("POST", "/", headers, body, {})
        try:
            # The handler has no await inside; one step ends it.
            coroutine.send(None)  # type: ignore[attr-defined]
        except StopIteration as done:
            return int(done.value[0])
        raise RuntimeError("MiniStack's DynamoDB handler waited for something; the seam must be adapted")

    def save(self, name: str) -> None:
        """Write the whole state to `name`.json in the state directory, by a rename."""
        from ministack.core import persistence

        persistence.save_state(name, self._module.get_state())
        if not (Path(persistence.STATE_DIR) / f"{name}.json").exists():
            raise OSError(f"could not write the snapshot {name}")

    def load(self, name: str) -> None:
        """Read what `save` wrote, if it is there."""
        from ministack.core import persistence

        state = persistence.load_state(name)
        if state:
            self._module.load_persisted_state(state)

    def empty(self) -> None:
        """Remove every item of every table; the tables stay."""
        for table in self._module._tables.all_values():
            if table["items"]:
                table["items"].clear()
                self._module._items_replaced(table)
        self._module._txn_idempotency.clear()
        for records in self._module._stream_records.all_values():
            records.clear()


def empty_queues() -> None:
    """Remove every message of every queue."""
    from ministack.services import sqs

    for queue in sqs._queues.all_values():
        queue["messages"].clear()
