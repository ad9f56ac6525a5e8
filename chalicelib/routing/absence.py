"""Changing the activity of a worker that has no reservation, by its own wish or because it is gone."""

from datetime import datetime

from chalicelib.problems import TransactionLost
from chalicelib.routing import clocks, writes
from chalicelib.routing.model import VOICE, ActivityName, WorkerState
from chalicelib.routing.records import WorkerRecord
from chalicelib.routing.store import Action, Change, Condition, change, find_worker

LEASE_EXPIRED = "lease_expired"


def is_present(worker: WorkerRecord, now: datetime) -> bool:
    """Whether the worker's desk has shown itself lately enough."""
    return worker.lease_expires_at is not None and worker.lease_expires_at > now


def retire_if_absent(worker_sid: str, now: datetime) -> None:
    """Set a ready worker offline whose lease is over; whoever raced us to it has done the same."""
    worker = find_worker(worker_sid)
    if worker and worker.ready_since and not is_present(worker, now):
        try:
            move(worker, ActivityName.OFFLINE, LEASE_EXPIRED, now)
        except TransactionLost:
            return


def move(
    worker: WorkerRecord,
    activity: ActivityName,
    reason: str | None,
    now: datetime,
    lease_expires_at: datetime | None = None,
) -> None:
    """Change the activity of a worker without a reservation; TransactionLost when it changed meanwhile.

    A lease given here is granted in the same write, with the timer that looks after it.
    """
    item = WorkerRecord
    actions: list[Action] = [
        item.activity.set(activity),
        item.state.set(WorkerState(activity)),
        item.since.set(now),
    ]
    actions.append(item.reason.set(reason) if reason else item.reason.remove())
    with change() as c:
        actions += _lines(c, worker, activity, now)
        if lease_expires_at:
            actions.append(item.lease_expires_at.set(lease_expires_at))
            c.arm(clocks.lease_timer(worker.worker_sid, lease_expires_at))
        elif activity is ActivityName.OFFLINE:
            actions.append(item.lease_expires_at.remove())
            c.disarm(clocks.LEASE, worker.worker_sid)
        writes.tell_activity(c, writes.idle_worker(worker, now), activity, reason, now)
        c.update(writes.worker_key(worker.worker_sid), actions, unchanged(worker))


def unchanged(worker: WorkerRecord) -> Condition:
    """The condition that nobody has moved the worker since it was read."""
    item = WorkerRecord
    condition: Condition = (item.since == worker.since) & (item.state == worker.state)
    condition &= item.profile_version == worker.profile_version
    condition &= item.reservation_sid.does_not_exist()
    return condition


def _lines(c: Change, worker: WorkerRecord, activity: ActivityName, now: datetime) -> list[Action]:
    if worker.ready_since and activity is not ActivityName.READY:
        writes.leave_lines(c, writes.idle_worker(worker, worker.ready_since), VOICE)
        return [WorkerRecord.ready_since.remove()]
    if activity is ActivityName.READY and not worker.ready_since:
        writes.join_lines(c, writes.idle_worker(worker, now), VOICE)
        return [WorkerRecord.ready_since.set(now)]
    return []
