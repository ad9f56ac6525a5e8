"""The task's part of a transition: its item changes under a condition, its waiting row follows it."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from chalicelib.routing import clocks, keys
from chalicelib.routing.matching import Waiting
from chalicelib.routing.model import (
    TaskStatus,
)
from chalicelib.routing.records import (
    ReservationRecord,
    TaskRecord,
    WaitingRecord,
)
from chalicelib.routing.store import Change

_STEP = (
    "contact_id",
    "queue_sid",
    "channel",
    "priority",
    "enqueued_at",
    "attributes",
    "expression",
    "known_worker",
)


def waiting_row(task: Waiting) -> WaitingRecord:
    """A task's place in the line of its queue."""
    return WaitingRecord(
        keys.line(task.queue_sid, task.channel),
        keys.waiting(task.priority, task.enqueued_at, task.task_sid),
        task_sid=task.task_sid,
        order_by=orders_of(task),
        passed_over=sorted(task.passed_over) or None,
        attempt=task.attempt,
        **{name: getattr(task, name) for name in _STEP},
    )


def orders_of(task: Waiting) -> list[Any] | None:
    """`order_by` as it is kept."""
    return [[list(order.path), order.is_descending] for order in task.order_by] or None


def task_key(sid: str) -> TaskRecord:
    """A task's item, for an update."""
    return TaskRecord(keys.task(sid), keys.TASK)


def hand_over(c: Change, task: Waiting, reservation: ReservationRecord) -> None:
    """Take a pending task out of its line and reserve it."""
    item = TaskRecord
    condition = (item.status == TaskStatus.PENDING) & (item.attempt == task.attempt)
    c.delete(waiting_row(task))
    c.update(
        task_key(task.task_sid),
        [
            item.status.set(TaskStatus.RESERVED),
            item.reservation_sid.set(reservation.reservation_sid),
            item.worker_sid.set(reservation.reserved_worker_sid),
            item.attempt.set(task.attempt + 1),
        ],
        condition,
    )


def put_back(c: Change, task: TaskRecord, waiting: Waiting, now: datetime) -> None:
    """Return a reserved task to its line, where its age gives it its old place."""
    item = TaskRecord
    c.save(waiting_row(waiting))
    c.update(
        task_key(task.task_sid),
        [
            item.status.set(TaskStatus.PENDING),
            item.reservation_sid.remove(),
            item.worker_sid.remove(),
            item.passed_over.set(sorted(waiting.passed_over)),
        ],
        (item.status == TaskStatus.RESERVED) & (item.reservation_sid == task.reservation_sid),
    )
    arm_step(c, task, now)


def arm_step(c: Change, task: TaskRecord, now: datetime) -> None:
    """The timer of the task's step, or of its whole time, whichever ends first."""
    due = min(task.expires_at, task.step_ends_at or task.expires_at)
    c.arm(clocks.workflow_timer(task.task_sid, max(due, now)))


def close_task(c: Change, task: TaskRecord, reason: str) -> None:
    """Cancel a task that was read as pending or reserved."""
    item = TaskRecord
    condition = (item.status == task.status) & (item.attempt == task.attempt)
    c.update(
        task_key(task.task_sid), [item.status.set(TaskStatus.CANCELED), item.reason.set(reason)], condition
    )
    c.disarm(clocks.WORKFLOW, task.task_sid)


def change_task(c: Change, reservation: ReservationRecord, status: TaskStatus) -> None:
    """Move the task of a reservation on."""
    c.update(
        task_key(reservation.task_sid),
        [TaskRecord.status.set(status)],
        TaskRecord.reservation_sid == reservation.reservation_sid,
    )


def passed_over(task: Waiting, worker_sid: str) -> Waiting:
    """The task after this worker let its offer end."""
    return replace(task, passed_over=task.passed_over | {worker_sid})
