"""DynamoDB requests, counted where botocore sends them, whoever in the process makes them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Ledger:
    """The requests made, by operation, and the tables that each one names."""

    made: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)


@contextmanager
def counted() -> Iterator[Ledger]:
    """Everything sent to DynamoDB inside."""
    from chalicelib.aws.clients import client
    from chalicelib.aws.tables import connection

    ledger = Ledger()

    def note(model: Any, params: dict[str, Any], **_: Any) -> None:
        ledger.made.append((model.name, ()))

    sources = {id(one): one for one in (client("dynamodb"), connection().client)}.values()
    for source in sources:
        source.meta.events.register("before-call.dynamodb", note)
    try:
        yield ledger
    finally:
        for source in sources:
            source.meta.events.unregister("before-call.dynamodb", note)
