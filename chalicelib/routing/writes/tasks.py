"""The task's part of a transition: its item changes under a condition, its waiting row follows it."""

from datetime import datetime, timedelta
from typing import Any

from chalicelib.contacts import Event, EventType
from chalicelib.routing import clocks
from chalicelib.routing.change import Change
from chalicelib.routing.items import OfferItem, TaskItem, WaitingRow
from chalicelib.routing.matching import Waiting
from chalicelib.routing.model import TaskStatus
from chalicelib.routing.outside import is_foreign
from chalicelib.values import replace


def hand_over(c: Change, task: Waiting, reservation: OfferItem) -> None:
    """Reserve a task, and take it out of its line unless more workers may be reserved for it."""
    worker_sid = reservation.worker.worker_sid
    changes: dict[str, Any] = {"status": TaskStatus.RESERVED, "attempt": task.attempt + 1}
    if task.seats > 1:
        changes["reserved"] = {**task.reserved, reservation.reservation_sid: worker_sid}
    if task.seats > len(task.reserved) + 1:
        c.put(WaitingRow(replace(task, attempt=task.attempt + 1, reserved=changes["reserved"])))
    else:
        c.delete(WaitingRow(task))
    if not task.reserved:
        changes |= {"reservation_sid": reservation.reservation_sid, "worker_sid": worker_sid}
    status = TaskStatus.RESERVED if task.reserved else TaskStatus.PENDING
    c.update(TaskItem, task.task_sid, changes, {"status": status, "attempt": task.attempt})


def withdraw(c: Change, task: TaskItem, reservation: OfferItem, now: datetime) -> None:
    """One of several offers of a task has ended: a seat is free again, and with the last it is pending."""
    left = {sid: worker for sid, worker in task.reserved.items() if sid != reservation.reservation_sid}
    first_sid, first_worker = next(iter(left.items()), (None, None))
    waiting = replace(
        task,
        status=TaskStatus.RESERVED if left else TaskStatus.PENDING,
        reserved=left,
        reservation_sid=first_sid,
        worker_sid=first_worker,
        passed_over=task.passed_over | {reservation.worker.worker_sid},
        attempt=task.attempt + 1,
    )
    c.put(WaitingRow(waiting))
    move_task(c, task, waiting)
    arm_step(c, task, now)


def give_to(c: Change, task: TaskItem, reservation: OfferItem) -> None:
    """One of several workers has accepted: the task leaves its line, and nobody else can have it."""
    c.delete(WaitingRow(task))
    taken = replace(
        task,
        reserved={},
        reservation_sid=reservation.reservation_sid,
        worker_sid=reservation.worker.worker_sid,
        attempt=task.attempt + 1,
    )
    move_task(c, task, taken)


def put_back(c: Change, task: TaskItem, worker_sid: str, now: datetime) -> None:
    """Return a reserved task, whose offer this worker let end, to the place that its age gives it."""
    waiting = replace(
        task,
        status=TaskStatus.PENDING,
        reservation_sid=None,
        worker_sid=None,
        passed_over=task.passed_over | {worker_sid},
    )
    c.put(WaitingRow(waiting))
    changes = {
        "status": TaskStatus.PENDING,
        "reservation_sid": None,
        "worker_sid": None,
        "passed_over": waiting.passed_over,
    }
    expected = {"status": TaskStatus.RESERVED, "reservation_sid": task.reservation_sid}
    c.update(TaskItem, task.task_sid, changes, expected)
    arm_step(c, task, now)


def arm_step(c: Change, task: TaskItem, now: datetime) -> None:
    """The timer of the task's step, or of its whole time, whichever ends first, unless that is far off."""
    due_at = task.due_at or task.expires_at
    if due_at <= now + timedelta(seconds=clocks.FAR_SECONDS):
        c.arm(clocks.workflow_timer(task.task_sid, max(due_at, now)))


def move_task(c: Change, task: TaskItem, moved: TaskItem) -> None:
    """Rewrite a task that has moved on, in its workflow or from one worker to another."""
    expected = {"status": task.status, "attempt": task.attempt}
    known = vars(task)
    changes = {name: value for name, value in vars(moved).items() if value != known[name]}
    c.update(TaskItem, task.task_sid, changes, expected)


def canceled_event(task: TaskItem, reason: str, now: datetime) -> Event:
    """A task from outside is over without a worker."""
    return Event(
        key=f"{task.task_sid}:canceled",
        type=EventType.TASK_CANCELED,
        at=now,
        contact_id=task.contact_id,
        queue=task.queue,
        data={"task_sid": task.task_sid, "reason": reason},
    )


def close_task(c: Change, task: TaskItem, reason: str, now: datetime) -> None:
    """Cancel a task that was read as pending or reserved. The log of a caller's contact tells how the caller
    left; of a task from outside, nobody else would tell that it is over."""
    if is_foreign(task.contact_id):
        c.say(canceled_event(task, reason, now))
    expected = {"status": task.status, "attempt": task.attempt}
    changes: dict[str, Any] = {"status": TaskStatus.CANCELED, "reason": reason}
    if task.reserved:
        changes["reserved"] = {}
    c.update(TaskItem, task.task_sid, changes, expected)
