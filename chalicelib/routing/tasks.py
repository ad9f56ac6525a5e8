"""A contact enters the queue: a task is created, and offered at once when somebody is ready for it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from chalicelib.contacts import Event, EventType
from chalicelib.problems import TransactionLost
from chalicelib.routing import keys, writes
from chalicelib.routing.assign import ready_for
from chalicelib.routing.cancel import given_up
from chalicelib.routing.matching import Idle
from chalicelib.routing.model import VOICE, Outcome, TaskStatus
from chalicelib.routing.placement import Placement, chosen_workflow, first_placement
from chalicelib.routing.records import ReservationRecord, TaskRecord
from chalicelib.routing.steps import settle, stand_at
from chalicelib.routing.store import Change, change, find_task, waiting_of

NO_PLACE = "No filter of the workflow matches"


def create_task(
    task_sid: str,
    *,
    contact_id: str,
    workflow_sid: str | None = None,
    queue: str | None = None,
    attributes: Mapping[str, Any],
    priority: int = 0,
    timeout_seconds: int = 86400,
    channel: str = VOICE,
    enqueued_at: datetime | None = None,
    now: datetime,
) -> Outcome:
    """Put a task in line, once, through its workflow, or straight into `queue` when only that is named.

    `enqueued_at` gives it the place of one that has waited since then: a callback keeps its caller's.

    Creating it again changes nothing, except that what a crash left unmatched is matched. Raises Invalid
    for a queue or a workflow that does not exist.
    """
    workflow_sid = chosen_workflow(workflow_sid, queue)
    placement = first_placement(workflow_sid, queue, attributes)
    task = TaskRecord(
        keys.task(task_sid),
        keys.TASK,
        task_sid=task_sid,
        contact_id=contact_id,
        channel=channel,
        priority=priority,
        attributes=dict(attributes),
        enqueued_at=enqueued_at or now,
        expires_at=now + timedelta(seconds=timeout_seconds),
        workflow_sid=workflow_sid,
        status=TaskStatus.PENDING,
        attempt=0,
    )
    try:
        return _enter(task, placement, now) if placement else _refuse(task, queue)
    except TransactionLost:
        existing = find_task(task_sid)
        if existing is None:
            raise
        return settle(existing, now) if existing.status == TaskStatus.PENDING else Outcome()


def _refuse(task: TaskRecord, queue: str | None) -> Outcome:
    task.status, task.reason = TaskStatus.CANCELED, NO_PLACE
    task.queue_sid = task.queue = queue or ""
    with change() as c:
        c.save(task, TaskRecord.pk.does_not_exist())
    return given_up(task, NO_PLACE)


def _enter(task: TaskRecord, placement: Placement, now: datetime) -> Outcome:
    stand_at(task, placement, now)
    idle = ready_for(waiting_of(task))
    made = _enter_reserved(task, placement, idle, now) if idle else None
    if made:
        return Outcome(assignments=(writes.assignment_of(made),))
    with change() as c:
        c.save(writes.waiting_row(waiting_of(task)))
        _announce(c, task, now)
    return settle(task, now, has_only_skipped=True)


def _enter_reserved(
    task: TaskRecord, placement: Placement, idle: Idle, now: datetime
) -> ReservationRecord | None:
    """A new task for which somebody is ready never stands in line; None when somebody else got the worker."""
    waiting = waiting_of(task)
    try:
        with change() as c:
            made = writes.make_offer(c, waiting, placement.queue, idle, now)
            writes.occupy(c, idle, made, now)
            task.status, task.attempt = TaskStatus.RESERVED, 1
            task.reservation_sid, task.worker_sid = made.reservation_sid, idle.worker_sid
            _announce(c, task, now)
        return made
    except TransactionLost:
        task.status, task.attempt = TaskStatus.PENDING, 0
        task.reservation_sid = task.worker_sid = None
        return None


def _announce(c: Change, task: TaskRecord, now: datetime) -> None:
    c.save(task, TaskRecord.pk.does_not_exist())
    writes.arm_step(c, task, now)
    said = {"task_sid": task.task_sid, "workflow": task.workflow_sid, "priority": int(task.priority)}
    c.say(
        Event(
            key=f"{task.task_sid}:created",
            type=EventType.TASK_CREATED,
            at=now,
            contact_id=task.contact_id,
            queue=task.queue,
            data=said,
        )
    )
