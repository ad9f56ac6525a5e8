"""Changing a task while it is open: what it says of itself, and how urgent it is."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib.problems import Conflict, TransactionLost
from chalicelib.routing import writes
from chalicelib.routing.assign import match
from chalicelib.routing.catalogue import queue_named
from chalicelib.routing.channels import line_of
from chalicelib.routing.items import TaskItem, WaitingRow
from chalicelib.routing.model import Outcome, TaskStatus
from chalicelib.routing.precedence import ordered_at, precedence_of
from chalicelib.routing.state import change, get_task
from chalicelib.values import replace

ATTEMPTS = 6


def update_task(
    task_sid: str,
    *,
    attributes: Mapping[str, Any] | None = None,
    priority: int | None = None,
    now: datetime,
) -> Outcome:
    """Give a task other attributes or another priority. One that waits takes the place that this gives it in
    its line, and is offered to whom it now fits; its workflow's step stays. NotFound."""
    for _ in range(ATTEMPTS):
        task = get_task(task_sid)
        wanted = replace(
            task,
            attributes=task.attributes if attributes is None else dict(attributes),
            priority=task.priority if priority is None else priority,
        )
        if wanted == task:
            return Outcome()
        try:
            return _rewrite(task, wanted, now)
        except TransactionLost:
            continue
    raise Conflict(f"Task {task_sid} keeps changing.", code="changed_meanwhile")


def _rewrite(task: TaskItem, wanted: TaskItem, now: datetime) -> Outcome:
    if task.status is not TaskStatus.PENDING and len(task.reserved) in (0, task.seats):
        changes = {"attributes": wanted.attributes, "priority": wanted.priority}
        with change() as c:
            c.update(TaskItem, task.task_sid, changes, {"status": task.status, "attempt": task.attempt})
        return Outcome()
    queue = queue_named(task.queue_sid)
    moved = replace(
        wanted,
        precedence=precedence_of(queue, wanted.attributes),
        ordered_at=ordered_at(queue, wanted.attributes, wanted.enqueued_at),
        attempt=task.attempt + 1,
    )
    with change() as c:
        if moved.place != task.place:
            c.delete(WaitingRow(task))
        c.put(WaitingRow(moved))
        writes.move_task(c, task, moved)
    return match([task.queue_sid], now, task_sid=task.task_sid, lines=(line_of(task.channel),))
