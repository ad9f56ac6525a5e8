"""DynamoDB through pynamodb: the base record, its attribute kinds, and safe transactions."""

import json
import pkgutil
import random
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import import_module
from typing import Any, TypeVar

from pynamodb.attributes import Attribute
from pynamodb.connection import Connection
from pynamodb.connection.table import TableConnection
from pynamodb.constants import STRING
from pynamodb.exceptions import PynamoDBException, VerboseClientError
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from chalicelib.aws.clients import client, session
from chalicelib.aws.settings import settings
from chalicelib.problems import TransactionLost

ATTEMPTS = 6
_RETRIED = {
    "TransactionConflict",
    "ThrottlingError",
    "ProvisionedThroughputExceeded",
    "ThrottlingException",
    "ProvisionedThroughputExceededException",
    "TransactionConflictException",
    "TransactionInProgressException",
    "RequestLimitExceeded",
}
_REFUSED = {"ConditionalCheckFailed", "ConditionalCheckFailedException"}
R = TypeVar("R")
_lock = threading.RLock()
_shared: list[Connection] = []


class UtcDateTime(Attribute[datetime]):
    """An aware instant as ISO-8601 with milliseconds and `Z`: sortable, readable, 24 characters."""

    attr_type = STRING

    def serialize(self, value: Any) -> str:
        """Refuses naive datetimes: a guess about a time zone is a wrong figure in a report."""
        return iso(value)

    def deserialize(self, value: Any) -> datetime:
        return datetime.fromisoformat(value)


class Json(Attribute[Any]):
    """Any JSON value, kept as compact text; floats survive, unlike in DynamoDB's numbers."""

    attr_type = STRING

    def serialize(self, value: Any) -> str | None:
        if value is None:
            return None
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def deserialize(self, value: Any) -> Any:
        return json.loads(value)


# The key under which the few things that a center is configured with stand together, to be read by query.
CENTER = "center"


def iso(at: datetime) -> str:
    """`2026-05-01T08:00:00.000Z`, the form that UtcDateTime stores; for keys that are made of times."""
    if at.tzinfo is None:
        raise ValueError("a stored time must be aware (UTC)")
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def table_name(room: str) -> str:
    """The name of a room's table in this center."""
    return f"{settings().table_prefix}-{room}"


class Record(Model):
    """Base of every table's model; `Meta` names the table with `table_name(...)`, billing is on demand."""

    @classmethod
    def _get_connection(cls) -> TableConnection:
        # pynamodb makes a session and a client per table (60 ms each, cold); one is enough for all.
        table = super()._get_connection()
        with _lock:
            shared = connection()
            if table.connection is not shared:
                if cls.Meta.table_name not in shared._tables:
                    shared.add_meta_table(table.connection.get_meta_table(cls.Meta.table_name))
                table.connection = shared
        return table


def read_together(*keys: tuple[type[Record], str, str | None]) -> list[Record]:
    """Those of the named rows that exist, from several tables in one request (eventually consistent). Each
    key is a record class with its hash key and, where it has one, its range key: texts, a hundred at most."""
    classes = {record.Meta.table_name: record for record, _, _ in keys}
    wanted: dict[str, Any] = {}
    for record, hash_key, range_key in keys:
        key = {record._hash_keyname: {"S": hash_key}}
        if range_key is not None:
            key[record._range_keyname] = {"S": range_key}
        wanted.setdefault(record.Meta.table_name, {"Keys": []})["Keys"].append(key)
    found: list[Record] = []
    while wanted:
        answer = client("dynamodb").batch_get_item(RequestItems=wanted)
        for table, items in answer["Responses"].items():
            found.extend(classes[table].from_raw_data(item) for item in items)
        wanted = answer.get("UnprocessedKeys") or {}
    return found


class _SharedClient(Connection):
    """pynamodb's requests through the client that everybody uses."""

    @property
    def session(self) -> Any:
        return session()

    @property
    def client(self) -> Any:
        return client("dynamodb")


def connection() -> Connection:
    """The one DynamoDB connection of this process."""
    with _lock:
        if not _shared:
            _shared.append(_SharedClient())
        return _shared[0]


def forget_connection() -> None:
    """Drop the connection, for a process whose endpoint changes (tests)."""
    with _lock:
        _shared.clear()


def all_records() -> list[type[Record]]:
    """Every room's record classes, by table name."""
    import chalicelib

    for module in pkgutil.walk_packages(chalicelib.__path__, "chalicelib."):
        if module.name.endswith(".records"):
            import_module(module.name)
    found: dict[str, type[Record]] = {}
    waiting: list[type[Record]] = list(Record.__subclasses__())
    while waiting:
        record = waiting.pop()
        waiting.extend(record.__subclasses__())
        name = getattr(getattr(record, "Meta", None), "table_name", None)
        if name:
            found.setdefault(name, record)
    return [found[name] for name in sorted(found)]


def create_all() -> None:
    """Create the tables that do not exist yet."""
    for record in all_records():
        record.create_table(wait=True, billing_mode="PAY_PER_REQUEST", ignore_update_ttl_errors=True)


@contextmanager
def transaction(*, looks_again: bool = False) -> Iterator[TransactWrite]:
    """All of the writes or none: `with transaction() as t: t.save(...); t.update(...)`.

    Raises TransactionLost when a condition did not hold. Collisions with other writers and throttling are
    retried with one idempotency token, so that a retry of a write that did succeed changes nothing.

    `looks_again`: whoever loses reads what has become of it. Then one write that comes alone goes without a
    transaction, for half the price, and may be told lost though it was done, when its answer went astray.
    """
    write = TransactWrite(connection=connection(), client_request_token=uuid.uuid4().hex)
    yield write
    commit(write, looks_again=looks_again)


def commit(write: TransactWrite, *, looks_again: bool = False) -> None:
    """Commit the collected writes, once, whatever the number of attempts."""
    alone = _alone(write) if looks_again else None
    if alone:
        patiently(lambda: connection().dispatch(*alone))
    elif _size(write):
        # A cancelled transaction leaves its token unused, so the same token may try again.
        patiently(lambda: write.__exit__(None, None, None))


def patiently(write: Callable[[], R]) -> R:
    """A write, again where it collided with others'; TransactionLost when its condition did not hold."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return write()
        except (PynamoDBException, VerboseClientError) as error:
            codes = _codes(error)
            if codes & _REFUSED:
                raise TransactionLost("Somebody else changed this first.") from error
            if attempt == ATTEMPTS or not codes & _RETRIED:
                raise
            time.sleep(random.uniform(0, 0.02 * 2**attempt))  # noqa: S311
    raise AssertionError("the last attempt returns or raises")


def _alone(write: TransactWrite) -> tuple[str, dict[str, Any]] | None:
    """The request that one write is without a transaction; None for several."""
    if _size(write) != 1 or write._condition_check_items:
        return None
    made = (("PutItem", write._put_items), ("UpdateItem", write._update_items))
    found = (*made, ("DeleteItem", write._delete_items))
    return next((name, dict(items[0])) for name, items in found if items)


def _size(write: TransactWrite) -> int:
    return sum(
        len(items)
        for items in (
            write._put_items,
            write._update_items,
            write._delete_items,
            write._condition_check_items,
        )
    )


def _codes(error: Any) -> set[str]:
    if isinstance(error, VerboseClientError):
        return {str(error.response["Error"]["Code"])}
    codes = {reason.code for reason in getattr(error, "cancellation_reasons", ()) if reason}
    return codes | {error.cause_response_code or ""}
