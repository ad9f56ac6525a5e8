"""Changing a task while it is open: what it says of itself, its urgency, its time, its channel."""

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
    enqueued_at: datetime | None = None,
    channel: str | None = None,
    now: datetime,
) -> Outcome:
    """Give a task other attributes, another priority, time or channel. One that waits takes the place that
    this gives it in its line, and is offered to whom it now fits; its workflow's step stays. NotFound;
    Conflict for another channel once somebody is reserved for it."""
    for _ in range(ATTEMPTS):
        task = get_task(task_sid)
        wanted = replace(
            task,
            attributes=task.attributes if attributes is None else dict(attributes),
            priority=task.priority if priority is None else priority,
            enqueued_at=enqueued_at or task.enqueued_at,
            channel=channel or task.channel,
        )
        if wanted == task:
            return Outcome()
        if wanted.channel != task.channel and (task.status is not TaskStatus.PENDING or task.reserved):
            raise Conflict("A task keeps its channel once somebody is reserved for it.", code="reserved")
        try:
            return _rewrite(task, wanted, now)
        except TransactionLost:
            continue
    raise Conflict(f"Task {task_sid} keeps changing.", code="changed_meanwhile")


def _rewrite(task: TaskItem, wanted: TaskItem, now: datetime) -> Outcome:
    if task.status is not TaskStatus.PENDING and len(task.reserved) in (0, task.seats):
        names = ("attributes", "priority", "enqueued_at")
        changes = {name: getattr(wanted, name) for name in names}
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
        if (moved.place, moved.channel) != (task.place, task.channel):
            c.delete(WaitingRow(task))
        c.put(WaitingRow(moved))
        writes.move_task(c, task, moved)
    return match([task.queue_sid], now, task_sid=task.task_sid, lines=(line_of(moved.channel),))
