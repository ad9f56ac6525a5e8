"""Changing the activity of a worker that has no reservation, by its own wish or because it is gone; and
taking one who is gone out of the lines that are open beside its contacts."""

from datetime import datetime
from typing import Any

from chalicelib.problems import TransactionLost
from chalicelib.routing import clocks, writes
from chalicelib.routing.change import Change
from chalicelib.routing.items import WorkerItem
from chalicelib.routing.model import ActivityName
from chalicelib.routing.standing import ranked
from chalicelib.routing.state import change, find_worker

LEASE_EXPIRED = "lease_expired"


def is_present(worker: WorkerItem, now: datetime) -> bool:
    """Whether the worker's desk has shown itself lately enough."""
    return worker.lease_expires_at is not None and worker.lease_expires_at > now


def retire_if_absent(worker_sid: str, now: datetime) -> None:
    """Set a ready worker offline whose lease is over, or close the lines of one with contacts; whoever raced
    us to it has done the same."""
    worker = find_worker(worker_sid)
    if worker and worker.ready_since and not is_present(worker, now):
        try:
            if worker.held:
                close_lines(worker, now)
            else:
                move(worker, ActivityName.OFFLINE, LEASE_EXPIRED, now)
        except TransactionLost:
            return


def close_lines(worker: WorkerItem, now: datetime) -> None:
    """Offer nothing more to a worker with contacts that is gone, until it is back."""
    with change() as c:
        writes.rewrite(c, worker, worker, now)


def move(
    worker: WorkerItem,
    activity: ActivityName,
    reason: str | None,
    now: datetime,
    lease_expires_at: datetime | None = None,
) -> None:
    """Change the activity of a worker without a reservation; TransactionLost when it changed meanwhile.

    A lease given here is granted in the same write, with the timer that looks after it.
    """
    changes: dict[str, Any] = {
        "activity": activity,
        "since": now,
        "reason": reason or None,
    }
    with change() as c:
        changes |= _lines(c, worker, activity, now)
        if lease_expires_at:
            changes["lease_expires_at"] = lease_expires_at
            c.arm(clocks.lease_timer(worker.worker_sid, lease_expires_at))
        elif activity is ActivityName.OFFLINE:
            changes["lease_expires_at"] = None
            c.disarm(clocks.LEASE, worker.worker_sid)
        writes.tell_activity(c, writes.idle_worker(worker, now), activity, reason, now)
        c.update(WorkerItem, worker.worker_sid, changes, unchanged(worker))


def unchanged(worker: WorkerItem) -> dict[str, Any]:
    """The expectation that nobody has moved the worker since it was read."""
    return {
        "since": worker.since,
        "activity": worker.activity,
        "profile_version": worker.profile_version,
        "reservation_sid": None,
        "turn": worker.turn,
    }


def _lines(c: Change, worker: WorkerItem, activity: ActivityName, now: datetime) -> dict[str, Any]:
    if worker.ready_since and activity is not ActivityName.READY:
        writes.leave_lines(c, writes.idle_worker(worker, worker.ready_since))
        return {"ready_since": None}
    if activity is ActivityName.READY and not worker.ready_since:
        idle = ranked(writes.idle_worker(worker, now), now)
        writes.join_lines(c, idle)
        return {"ready_since": now, "ranks": idle.ranks}
    return {}
