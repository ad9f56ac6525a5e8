"""The writes that transitions are made of. Each function adds to a Change; conditions make it exact.

A worker's own item decides: it is updated under a condition in every transition, and its ready rows follow
it in the same transaction. So do a task's item and its waiting row.
"""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from chalicelib.aws.tables import iso
from chalicelib.contacts import Event, EventType
from chalicelib.routing import clocks, keys
from chalicelib.routing.matching import Idle, Waiting
from chalicelib.routing.model import (
    ActivityName,
    Assignment,
    ReservationStatus,
    TaskQueue,
    TaskStatus,
    WorkerState,
)
from chalicelib.routing.records import (
    MemberRecord,
    ReadyRecord,
    ReservationRecord,
    TaskRecord,
    WaitingRecord,
    WorkerRecord,
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


def new_sid(prefix: str) -> str:
    """A fresh SID: two letters and 32 hex digits."""
    return f"{prefix}{uuid.uuid4().hex}"


# --- offers ------------------------------------------------------------------------------------------


def make_offer(c: Change, task: Waiting, queue: TaskQueue, idle: Idle, now: datetime) -> ReservationRecord:
    """A pending reservation with its ring timer and event; the worker and the task are changed beside it."""
    expires_at = now + timedelta(seconds=queue.ring_seconds)
    sid = new_sid("WR")
    made = ReservationRecord(
        keys.reservation(sid),
        keys.RESERVATION,
        reservation_sid=sid,
        status=ReservationStatus.PENDING,
        task_sid=task.task_sid,
        contact_id=task.contact_id,
        queue_sid=queue.sid,
        queue=queue.friendly_name,
        channel=task.channel,
        reserved_worker_sid=idle.worker_sid,
        profile=profile_of(idle),
        ready_since=idle.ready_since,
        task_attributes=task.attributes,
        created_at=now,
        expires_at=expires_at,
        changed_at=now,
    )
    c.save(made)
    c.arm(clocks.ring_timer(sid, expires_at))
    c.say(reservation_event(made, EventType.RESERVATION_CREATED, "created", now))
    return made


def change_reservation(
    c: Change, reservation: ReservationRecord, status: ReservationStatus, now: datetime
) -> None:
    """Move a reservation on from the status it was read in."""
    c.update(
        reservation,
        [ReservationRecord.status.set(status), ReservationRecord.changed_at.set(now)],
        ReservationRecord.status == reservation.status,
    )


def reservation_event(
    reservation: ReservationRecord, kind: EventType, cause: str, now: datetime, **data: Any
) -> Event:
    """An event of a reservation; its key is the reservation and what befell it."""
    return Event(
        key=f"{reservation.reservation_sid}:{cause}",
        type=kind,
        at=now,
        contact_id=reservation.contact_id,
        worker_sid=reservation.reserved_worker_sid,
        queue=reservation.queue,
        reservation_sid=reservation.reservation_sid,
        data={"task_sid": reservation.task_sid, **data},
    )


def assignment_of(reservation: ReservationRecord) -> Assignment:
    """What the caller needs in order to ring the agent."""
    worker = worker_of(reservation)
    return Assignment(
        reservation_sid=reservation.reservation_sid,
        task_sid=reservation.task_sid,
        contact_id=reservation.contact_id,
        queue=reservation.queue,
        worker_sid=worker.worker_sid,
        worker_name=name_of(worker),
        contact_uri=contact_uri_of(worker),
        task_attributes=reservation.task_attributes,
        created_at=reservation.created_at,
        expires_at=reservation.expires_at,
    )


# --- workers -----------------------------------------------------------------------------------------


def profile_of(idle: Idle) -> Mapping[str, Any]:
    """What a reservation remembers of its worker, so that freeing the worker needs no read."""
    return {
        "friendly_name": idle.friendly_name,
        "attributes": idle.attributes,
        "queue_sids": list(idle.queue_sids),
        "profile_version": idle.profile_version,
    }


def worker_of(reservation: ReservationRecord, ready_since: datetime | None = None) -> Idle:
    """The worker as it was when the offer was made, idle since then or since `ready_since`."""
    remembered = reservation.profile
    return Idle(
        worker_sid=reservation.reserved_worker_sid,
        friendly_name=remembered["friendly_name"],
        attributes=remembered["attributes"],
        ready_since=ready_since or reservation.ready_since,
        queue_sids=tuple(remembered["queue_sids"]),
        profile_version=remembered["profile_version"],
    )


def name_of(worker: Idle) -> str:
    """The name that people see."""
    return str(worker.attributes.get("name") or worker.friendly_name)


def contact_uri_of(worker: Idle) -> str:
    """Where the agent is rung."""
    return str(worker.attributes.get("contact_uri") or f"client:{worker.friendly_name}")


def idle_worker(row: WorkerRecord, ready_since: datetime) -> Idle:
    """A worker's item as matching would see it, were it ready."""
    return Idle(
        worker_sid=row.worker_sid,
        friendly_name=row.friendly_name,
        attributes=row.attributes,
        ready_since=ready_since,
        queue_sids=tuple(row.queue_sids),
        profile_version=int(row.profile_version),
    )


def join_lines(c: Change, idle: Idle, channel: str) -> None:
    """Put the worker in the line of each of its queues."""
    for queue_sid in idle.queue_sids:
        c.save(
            ReadyRecord(
                keys.line(queue_sid, channel),
                keys.ready(idle.ready_since, idle.worker_sid),
                worker_sid=idle.worker_sid,
                ready_since=idle.ready_since,
                **profile_of(idle),
            )
        )


def leave_lines(c: Change, idle: Idle, channel: str) -> None:
    """Take the worker out of the line of each of its queues."""
    for queue_sid in idle.queue_sids:
        c.delete(ReadyRecord(keys.line(queue_sid, channel), keys.ready(idle.ready_since, idle.worker_sid)))


def occupy(
    c: Change, idle: Idle, reservation: ReservationRecord, now: datetime, after: str | None = None
) -> None:
    """Give the worker the offer: from ready, or straight from the reservation `after`, never when absent."""
    item = WorkerRecord
    condition = (item.lease_expires_at > now) & (item.profile_version == idle.profile_version)
    if after is None:
        condition &= item.ready_since == idle.ready_since
        leave_lines(c, idle, reservation.channel)
    else:
        condition &= (item.reservation_sid == after) & item.next_activity.does_not_exist()
    actions = [
        item.state.set(WorkerState.RINGING),
        item.since.set(now),
        item.reservation_sid.set(reservation.reservation_sid),
        item.contact_id.set(reservation.contact_id),
        item.ready_since.remove(),
    ]
    c.update(worker_key(idle.worker_sid), actions, condition)


def free(
    c: Change,
    idle: Idle,
    reservation: ReservationRecord,
    activity: ActivityName,
    now: datetime,
    *,
    next_activity: str | None = None,
    reason: str | None = None,
) -> None:
    """Take the reservation off the worker, who becomes `activity`; ready means back in line at `ready_since`.

    `next_activity` is what the decision was based on: the transaction is lost when it has changed since.
    """
    item = WorkerRecord
    condition = (item.reservation_sid == reservation.reservation_sid) & (
        item.profile_version == idle.profile_version
    )
    condition &= item.next_activity == next_activity if next_activity else item.next_activity.does_not_exist()
    actions = [
        item.state.set(WorkerState(activity)),
        item.since.set(now),
        item.reservation_sid.remove(),
        item.contact_id.remove(),
        item.next_activity.remove(),
    ]
    if activity is ActivityName.READY:
        condition &= item.lease_expires_at > now
        actions.append(item.ready_since.set(idle.ready_since))
        join_lines(c, idle, reservation.channel)
    else:
        actions += [item.activity.set(activity), *([item.reason.set(reason)] if reason else [])]
        tell_activity(c, idle, activity, reason, now)
    c.update(worker_key(idle.worker_sid), actions, condition)


def tell_activity(c: Change, idle: Idle, activity: ActivityName, reason: str | None, now: datetime) -> None:
    """The event of a changed activity, and the member rows that `skip_if` counts."""
    for queue_sid in idle.queue_sids:
        c.save(MemberRecord(keys.members(queue_sid), idle.worker_sid, activity=activity))
    c.say(
        Event(
            key=f"activity:{iso(now)}:{activity}",
            type=EventType.AGENT_ACTIVITY,
            at=now,
            worker_sid=idle.worker_sid,
            data={"activity": str(activity), "reason": reason},
        )
    )


def show(c: Change, reservation: ReservationRecord, state: WorkerState, now: datetime) -> None:
    """Change what the floor shows of a worker that keeps its reservation."""
    c.update(
        worker_key(reservation.reserved_worker_sid),
        [WorkerRecord.state.set(state), WorkerRecord.since.set(now)],
        WorkerRecord.reservation_sid == reservation.reservation_sid,
    )


def worker_key(sid: str) -> WorkerRecord:
    """A worker's item, for an update."""
    return WorkerRecord(keys.worker(sid), keys.WORKER)


# --- tasks -------------------------------------------------------------------------------------------


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
