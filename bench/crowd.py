"""Many workers and waiting tasks, quickly: a few made by the engine, the rest as copies of their rows.

To define ten thousand agents through the engine takes the better part of an hour of this machine and tells
nothing new. So one is defined, its rows are read back, and the others are the same rows under other names.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

BATCH = 25


def sid(prefix: str, number: int) -> str:
    """The sid of the nth of its kind."""
    return f"{prefix}{number:032x}"


def rows_of(table: str, name: str) -> list[dict[str, Any]]:
    """Every row of `table` in which `name` stands. It reads the whole table: for while that is small."""
    from chalicelib.aws.clients import client

    found = client("dynamodb").scan(TableName=table)["Items"]
    return [item for item in found if name in json.dumps(item)]


def copies(rows: Iterable[dict[str, Any]], names: Iterable[tuple[str, str]]) -> Iterator[dict[str, Any]]:
    """The rows again, with each first name of `names` replaced by the second."""
    for row in rows:
        text = json.dumps(row)
        for known, other in names:
            text = text.replace(known, other)
        yield json.loads(text)


def write(table: str, rows: Iterable[dict[str, Any]]) -> None:
    """Put them all."""
    from chalicelib.aws.clients import client

    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append({"PutRequest": {"Item": row}})
        if len(batch) == BATCH:
            client("dynamodb").batch_write_item(RequestItems={table: batch})
            batch = []
    if batch:
        client("dynamodb").batch_write_item(RequestItems={table: batch})
