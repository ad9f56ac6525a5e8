"""A contact enters the queue: a task is created, and offered at once when somebody is ready for it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from chalicelib.contacts import Event, EventType
from chalicelib.problems import TransactionLost
from chalicelib.routing import overflow, writes
from chalicelib.routing.assign import engage, ready_for
from chalicelib.routing.cancel import given_up
from chalicelib.routing.change import Change
from chalicelib.routing.channels import CALLBACK
from chalicelib.routing.items import OfferItem, TaskItem, WaitingRow
from chalicelib.routing.matching import Idle
from chalicelib.routing.model import VOICE, Outcome, TaskQueue, TaskStatus
from chalicelib.routing.placement import Placement, chosen_workflow, first_placement
from chalicelib.routing.state import change, count_waiting, find_task, read_ready
from chalicelib.routing.steps import leads_somewhere, overflowed_to, settle, stand_at
from chalicelib.values import replace

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
    worker_sid: str | None = None,
    now: datetime,
) -> Outcome:
    """Put a task in line, once, through its workflow, or straight into `queue` when only that is named.
    With `worker_sid` nobody but this worker of that queue gets it.

    `enqueued_at` gives it the place of one that has waited since then: a callback keeps its caller's.

    Creating it again changes nothing, except that what a crash left unmatched is matched. Raises Invalid
    for a queue or a workflow that does not exist.
    """
    workflow_sid = chosen_workflow(workflow_sid, queue)
    placement = first_placement(workflow_sid, queue, attributes)
    if placement and worker_sid:
        placement = replace(placement, known_worker=f"sid:{worker_sid}")
    task = TaskItem(
        task_sid=task_sid,
        contact_id=contact_id,
        queue_sid="",
        queue=queue or "",
        channel=channel,
        priority=priority,
        attributes=dict(attributes),
        enqueued_at=enqueued_at or now,
        expires_at=now + timedelta(seconds=timeout_seconds),
        workflow_sid=workflow_sid,
        status=TaskStatus.PENDING,
    )
    try:
        return (
            _enter(stand_at(task, placement, now), placement, now)
            if placement
            else _refuse(task, NO_PLACE, now)
        )
    except TransactionLost:
        existing = find_task(task_sid)
        if existing is None:
            raise
        return settle(existing, now) if existing.status == TaskStatus.PENDING else Outcome()


def _refuse(task: TaskItem, reason: str, now: datetime) -> Outcome:
    refused = replace(task, status=TaskStatus.CANCELED, reason=reason)
    with change() as c:
        c.put(refused, is_new=True)
        c.say(_created(refused, now))
    return given_up(refused, reason)


def _enter(task: TaskItem, placement: Placement, now: datetime) -> Outcome:
    idle = ready_for(task, now)
    # One that several may be reserved for goes into line: whoever is ready for it is found there.
    made = _enter_reserved(task, placement, idle, now) if idle and task.seats == 1 else None
    if made:
        return Outcome(assignments=(writes.assignment_of(made),))
    to = None if idle else _too_full(task, placement.queue)
    if leads_somewhere(to):
        return _overflow(task, to, now)
    with change() as c:
        c.put(WaitingRow(task))
        _announce(c, task, now)
    return settle(task, now, has_only_skipped=True)


def _too_full(task: TaskItem, queue: TaskQueue) -> str | None:
    """Where a new task goes that does not find room in its queue; asked only where a queue has limits."""
    most = overflow.counts_needed(queue)
    if not most or task.channel == CALLBACK:
        return None
    line = read_ready(queue.sid, task.channel)
    waiting = (
        len(line.waiting)
        if line.is_whole or len(line.waiting) >= most
        else count_waiting(queue.sid, task.channel)
    )
    return overflow.on_entry(queue, task.attributes, waiting, len(line.ready), task.overflowed)


def _overflow(task: TaskItem, to: str, now: datetime) -> Outcome:
    if to.startswith(overflow.QUEUE):
        placement = overflowed_to(to)
        return _enter(stand_at(task, placement, now), placement, now)
    return _refuse(task, overflow.reason_for(to), now)


def _enter_reserved(task: TaskItem, placement: Placement, idle: Idle, now: datetime) -> OfferItem | None:
    """A task for which somebody is ready never stands in line; None when somebody else got the worker."""
    try:
        with change() as c:
            made = writes.make_offer(c, task, placement.queue, idle, now)
            engage(c, idle, made, now)
            reserved = replace(
                task,
                status=TaskStatus.RESERVED,
                attempt=1,
                reservation_sid=made.reservation_sid,
                worker_sid=idle.worker_sid,
            )
            _announce(c, reserved, now)
        return made
    except TransactionLost:
        return None


def _announce(c: Change, task: TaskItem, now: datetime) -> None:
    c.put(task, is_new=True)
    writes.arm_step(c, task, now)
    c.say(_created(task, now))


def _created(task: TaskItem, now: datetime) -> Event:
    return Event(
        key=f"{task.task_sid}:created",
        type=EventType.TASK_CREATED,
        at=now,
        contact_id=task.contact_id,
        queue=task.queue,
        data={"task_sid": task.task_sid, "workflow": task.workflow_sid, "priority": task.priority},
    )
