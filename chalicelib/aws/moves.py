"""Rows that move from status to status: a move is one conditional write, with the timer of the next one."""

from collections.abc import Callable, Mapping
from typing import Any

from pynamodb.attributes import Attribute
from pynamodb.expressions.update import Action
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from chalicelib.aws import timers
from chalicelib.aws.tables import transaction
from chalicelib.aws.timers import Timer
from chalicelib.problems import TransactionLost


def commit(stage: Callable[[TransactWrite], object], timer: Timer | None = None) -> bool:
    """Commit what `stage` puts into the transaction, with the timer; False when a condition did not hold."""
    try:
        with timers.announced([timer] if timer else ()), transaction() as writes:
            stage(writes)
            if timer:
                timers.stage(writes, timer)
    except TransactionLost:
        return False
    return True


def actions(record: type[Model], changes: Mapping[str, Any]) -> list[Action]:
    """The changes as an update's actions; None removes."""

    def action(name: str, value: Any) -> Action:
        attribute: Attribute[Any] = getattr(record, name)
        return attribute.remove() if value is None else attribute.set(value)

    return [action(name, value) for name, value in changes.items()]
