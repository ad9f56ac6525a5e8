"""A task's walk through its workflow: matching at a step, skipping it, leaving it when its time is over."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import TypeGuard

from chalicelib.contacts import Event, EventType
from chalicelib.problems import TransactionLost
from chalicelib.routing import writes
from chalicelib.routing.added_activities import with_added
from chalicelib.routing.assign import match
from chalicelib.routing.cancel import OPEN, end_task, given_up
from chalicelib.routing.catalogue import catalogue, queue_named, reservation_seconds
from chalicelib.routing.channels import CALLBACK, line_of
from chalicelib.routing.items import TaskItem, WaitingRow
from chalicelib.routing.model import ActivityName, Outcome, TaskQueue, TaskStatus, activity_sid
from chalicelib.routing.overflow import QUEUE, after_waiting, reason_for, waits_until
from chalicelib.routing.placement import Placement, first_placement, next_placement, target_of
from chalicelib.routing.precedence import ordered_at, precedence_of, tier_of
from chalicelib.routing.state import change, find_task, members
from chalicelib.routing.workflow import Step, is_skipped
from chalicelib.values import replace

WORKFLOW_TIMEOUT = "Task canceled on Workflow timeout"
TTL_EXCEEDED = "Task TTL Exceeded"


def end_step(task_sid: str, now: datetime) -> Outcome:
    """A workflow timer fired: give the task up whose time is over, or move it to its next step."""
    task = find_task(task_sid)
    if task is None or task.status not in OPEN:
        return Outcome()
    if task.expires_at <= now:
        ended = end_task(task_sid, TTL_EXCEEDED, now)
        return Outcome() if ended is None else ended + given_up(task, TTL_EXCEEDED)
    if task.status == TaskStatus.PENDING and task.step_ends_at and task.step_ends_at <= now:
        return _move_on(task, now, has_only_skipped=False)
    if task.status == TaskStatus.PENDING and task.channel != CALLBACK:
        queue = queue_named(task.queue_sid)
        to = after_waiting(queue, task.attributes, task.enqueued_at, now, task.overflowed)
        return overflow(task, to, now) if leads_somewhere(to) else Outcome()
    return Outcome()


def leads_somewhere(to: str | None) -> TypeGuard[str]:
    """Whether there is such a destination still; a queue may have been renamed since the rule was made."""
    return to is not None and (not to.startswith(QUEUE) or bool(catalogue().queue(to.removeprefix(QUEUE))))


def overflow(task: TaskItem, to: str, now: datetime) -> Outcome:
    """A waiting task goes elsewhere: to another queue, or out of routing for voicemail or a callback."""
    try:
        if not to.startswith(QUEUE):
            with change() as c:
                c.delete(WaitingRow(task))
                writes.close_task(c, task, reason_for(to), now)
            return given_up(task, reason_for(to))
        moved = _move_to(task, overflowed_to(to), now)
    except TransactionLost:
        return Outcome()
    return settle(moved, now)


def overflowed_to(to: str) -> Placement:
    """The queue that takes what another could not; the task's workflow has ended with that."""
    return Placement(queue_named(to.removeprefix(QUEUE)), has_overflowed=True)


def stand_at(task: TaskItem, placement: Placement, now: datetime) -> TaskItem:
    """The task at a step, on its conditions. A target's priority stays with the task, and so does that of the
    queue's tier, which a target's comes before; the rest holds for this step."""
    target, step, queue = placement.target, placement.step, placement.queue
    left = (*task.overflowed, task.queue) if placement.has_overflowed else task.overflowed
    tier = tier_of(queue, task.attributes)
    asked = (target.priority if target else None, tier.priority if tier else None)
    ends_at = None
    if target and target.timeout_seconds is not None:
        ends_at = now + timedelta(seconds=target.timeout_seconds)
    return replace(
        task,
        queue_sid=queue.sid,
        queue=queue.friendly_name,
        filter_number=step.filter if step else None,
        target_number=step.target if step else None,
        known_worker=placement.known_worker,
        expression=target.expression if target else None,
        order_by=target.order_by if target else (),
        step_ends_at=ends_at,
        due_at=_due_at(task, queue, ends_at, left),
        overflowed=left,
        priority=next((priority for priority in asked if priority is not None), task.priority),
        precedence=precedence_of(queue, task.attributes),
        ordered_at=ordered_at(queue, task.attributes, task.enqueued_at),
        order=queue.task_order,
        seats=queue.max_reserved_workers,
        ring_seconds=reservation_seconds(task.workflow_sid),
    )


def _due_at(task: TaskItem, queue: TaskQueue, ends_at: datetime | None, left: Collection[str]) -> datetime:
    """When something next ends for the task by itself. A callback has nobody on the line who waits."""
    too_long = None
    if task.channel != CALLBACK:
        too_long = waits_until(queue, task.attributes, task.enqueued_at, left)
    return min(at for at in (task.expires_at, ends_at, too_long) if at)


def settle(task: TaskItem, now: datetime, *, has_only_skipped: bool = False) -> Outcome:
    """Match a task that stands in line; when nobody takes it, see whether its step is skipped."""
    outcome = match([task.queue_sid], now, task_sid=task.task_sid, lines=(line_of(task.channel),))
    if any(made.task_sid == task.task_sid for made in outcome.assignments) or not _is_skipped(task):
        return outcome
    return outcome + _move_on(task, now, has_only_skipped=has_only_skipped)


def _is_skipped(task: TaskItem) -> bool:
    target = target_of(task.workflow_sid, _step_of(task))
    if target is None or target.skip_if is None:
        return False
    counts = counts_of(members(task.queue_sid).values())
    return is_skipped(target, task.attributes, with_added(counts, task.queue_sid, target.skip_if))


def counts_of(activities: Collection[str]) -> dict[str, int]:
    """What `skip_if` may ask about a queue's workers, given the activity of each."""
    count = Counter(activities)
    available = count[ActivityName.READY]
    by_sid = {activity_sid(activity): count[activity] for activity in ActivityName}
    return {"available": available, "unavailable": len(activities) - available, **by_sid}


def start_over(task: TaskItem, now: datetime) -> Outcome:
    """Take a pending task through its workflow from the beginning, as the workflow is now."""
    placement = first_placement(task.workflow_sid, None, task.attributes)
    return _go_to(task, placement, now, has_only_skipped=True)


def _move_on(task: TaskItem, now: datetime, *, has_only_skipped: bool) -> Outcome:
    """Move a pending task to its next step, or out of its workflow."""
    placement = next_placement(task.workflow_sid, _step_of(task), task.attributes, has_only_skipped)
    return _go_to(task, placement, now, has_only_skipped=has_only_skipped)


def _go_to(task: TaskItem, placement: Placement | None, now: datetime, *, has_only_skipped: bool) -> Outcome:
    """Move a pending task there, or out of its workflow; nothing when somebody has got it."""
    try:
        if placement is None:
            with change() as c:
                c.delete(WaitingRow(task))
                writes.close_task(c, task, WORKFLOW_TIMEOUT, now)
            return given_up(task, WORKFLOW_TIMEOUT)
        moved = _move_to(task, placement, now)
    except TransactionLost:
        return Outcome()
    return settle(moved, now, has_only_skipped=has_only_skipped)


def _move_to(task: TaskItem, placement: Placement, now: datetime) -> TaskItem:
    moved = replace(stand_at(task, placement, now), attempt=task.attempt + 1)
    with change() as c:
        if _line_of(moved) != _line_of(task):
            c.delete(WaitingRow(task))
        c.put(WaitingRow(moved))
        writes.move_task(c, task, moved)
        writes.arm_step(c, moved, now)
        if moved.queue != task.queue:
            c.say(*_queue_events(moved, task.queue, now))
    return moved


def _line_of(task: TaskItem) -> tuple[object, ...]:
    """A task's place among all lines: two rows at one place are one row."""
    return (task.queue_sid, task.channel, task.place)


def _queue_events(task: TaskItem, old_queue: str, now: datetime) -> tuple[Event, Event]:
    cause = f"{task.task_sid}:step-{task.attempt}"
    waited = (now - task.enqueued_at).total_seconds()
    left = Event(
        key=f"{cause}:left",
        type=EventType.QUEUE_LEFT,
        at=now,
        contact_id=task.contact_id,
        queue=old_queue,
        data={"outcome": "system", "waited_seconds": waited},
    )
    entered = Event(
        key=f"{cause}:entered",
        type=EventType.QUEUE_ENTERED,
        at=now,
        contact_id=task.contact_id,
        queue=task.queue,
        data={"task_sid": task.task_sid, "workflow": task.workflow_sid, "priority": task.priority},
    )
    return left, entered


def _step_of(task: TaskItem) -> Step | None:
    if task.filter_number is None:
        return None
    return Step(task.filter_number, task.target_number or 0)
