"""The worker's part of a transition: its item changes under a condition, its ready rows follow it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib.aws.tables import iso
from chalicelib.contacts import Event, EventType
from chalicelib.routing import keys
from chalicelib.routing.matching import Idle
from chalicelib.routing.model import (
    ActivityName,
    WorkerState,
)
from chalicelib.routing.records import (
    MemberRecord,
    ReadyRecord,
    ReservationRecord,
    WorkerRecord,
)
from chalicelib.routing.store import Change


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
