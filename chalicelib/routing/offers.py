"""Ending an offer that was not accepted: rejected, timed out, or canceled with its task."""

from datetime import datetime

from chalicelib.problems import TransactionLost
from chalicelib.routing import writes
from chalicelib.routing.absence import LEASE_EXPIRED, is_present
from chalicelib.routing.assign import match
from chalicelib.routing.catalogue import queue_named
from chalicelib.routing.change import Change
from chalicelib.routing.channels import line_of
from chalicelib.routing.holdings import holdings
from chalicelib.routing.items import OfferItem, TaskItem, WaitingRow, WorkerItem
from chalicelib.routing.matching import Idle
from chalicelib.routing.model import ActivityName, Canceled, Dropped, Outcome, ReservationStatus
from chalicelib.routing.state import as_it_is, change, get_offer, get_task, get_worker

ATTEMPTS = 6
RONA = "rona"
MOST_ATTEMPTS = 1000
WORN_OUT = "Max Assignment Count exceeded"
ENDED_BY_OTHERS = (ReservationStatus.RESCINDED, ReservationStatus.CANCELED)


def reject(reservation_sid: str, reason: str, now: datetime) -> Outcome:
    """The agent declines: the task goes back to its place and to the next agent. Declining twice is one."""
    return end_offer(get_offer(reservation_sid), ReservationStatus.REJECTED, reason, now)


def time_out(reservation: OfferItem, now: datetime) -> Outcome:
    """Nobody answered in the ring time (RONA); the queue says what the agent becomes."""
    activity = queue_named(reservation.queue_sid).rona_activity
    return end_offer(reservation, ReservationStatus.TIMEOUT, RONA, now, activity)


def end_offer(
    reservation: OfferItem,
    status: ReservationStatus,
    reason: str,
    now: datetime,
    activity: ActivityName | None = None,
) -> Outcome:
    """End a pending offer; a canceled one takes its task along. Changes nothing when it is not pending.

    The agent becomes `activity`, else its next activity, else ready. Who rejected or let it ring starts
    the idle time anew; who lost the offer to a caller that hung up keeps it.
    """
    for _ in range(ATTEMPTS):
        worker, task = get_worker(reservation.worker.worker_sid), get_task(reservation.task_sid)
        becomes = activity or activity_after(worker, now)
        is_at_fault = status is not ReservationStatus.CANCELED
        idle = writes.idle_worker(worker, now if is_at_fault else reservation.worker.ready_since)
        try:
            with change() as c:
                writes.move_on(c, reservation, status, now, reason=reason)
                why = reason if activity else reason_after(worker, becomes)
                free = writes.release(c, worker, reservation, becomes, now, idle=idle, reason=why)
                _settle_task(c, task, reservation, status, reason, now)
        except TransactionLost:
            found = as_it_is(reservation).status
            if found is ReservationStatus.PENDING:
                continue
            wished = activity if status is ReservationStatus.REJECTED else None
            return let_go(reservation, found, now, wished)
        outcome = Outcome(dropped=(_dropped(reservation, reason),))
        if is_at_fault and _is_worn_out(task, reservation):
            outcome += Outcome(canceled=(Canceled(task.task_sid, task.contact_id, task.queue, WORN_OUT),))
        waits = is_at_fault and not _is_worn_out(task, reservation)
        return outcome + _rematch(task if waits else None, free, now)
    raise TransactionLost(f"Reservation {reservation.reservation_sid} keeps changing.")


def let_go(
    reservation: OfferItem, status: ReservationStatus, now: datetime, activity: ActivityName | None = None
) -> Outcome:
    """Free the worker of one of several offers, which ended without the worker in this status; nothing when
    it is free."""
    if not reservation.is_shared or status not in ENDED_BY_OTHERS:
        return Outcome()
    for _ in range(ATTEMPTS):
        worker = get_worker(reservation.worker.worker_sid)
        if reservation.reservation_sid not in holdings(worker):
            return Outcome()
        becomes = activity or activity_after(worker, now)
        idle = writes.idle_worker(worker, reservation.worker.ready_since)
        why = reason_after(worker, becomes)
        try:
            with change() as c:
                free = writes.release(c, worker, reservation, becomes, now, idle=idle, reason=why)
        except TransactionLost:
            continue
        return Outcome(dropped=(_dropped(reservation, status),)) + _rematch(None, free, now)
    raise TransactionLost(f"Worker {reservation.worker.worker_sid} keeps changing.")


def activity_after(worker: WorkerItem, now: datetime) -> ActivityName:
    """What a worker becomes when its reservation ends by itself."""
    if worker.next_activity:
        return worker.next_activity
    return ActivityName.READY if is_present(worker, now) else ActivityName.OFFLINE


def reason_after(worker: WorkerItem, activity: ActivityName) -> str | None:
    """The reason that goes with it."""
    return LEASE_EXPIRED if activity is ActivityName.OFFLINE and not worker.next_activity else None


def _settle_task(
    c: Change,
    task: TaskItem,
    reservation: OfferItem,
    status: ReservationStatus,
    reason: str,
    now: datetime,
) -> None:
    if status is ReservationStatus.CANCELED:
        writes.close_task(c, task, reason, now)
    elif _is_worn_out(task, reservation):
        c.delete(WaitingRow(task))
        writes.close_task(c, task, WORN_OUT, now)
    elif reservation.is_shared:
        writes.withdraw(c, task, reservation, now)
    else:
        writes.put_back(c, task, reservation.worker.worker_sid, now)


def _is_worn_out(task: TaskItem, reservation: OfferItem) -> bool:
    """Whether it has been offered too often to be offered again; moves in its workflow count too."""
    is_last = all(sid == reservation.reservation_sid for sid in task.reserved)
    return is_last and task.attempt >= MOST_ATTEMPTS


def _rematch(task: TaskItem | None, idle: Idle | None, now: datetime) -> Outcome:
    """Match what the end of an offer has set free, both at once: what waited longer in another queue of the
    worker's comes before the task that this worker has just let go."""
    queue_sids = {task.queue_sid} if task else set()
    if idle:
        queue_sids |= set(idle.queue_sids)
    if not queue_sids:
        return Outcome()
    lines = {line_of(task.channel)} if task else set()
    if idle:
        lines |= set(idle.lines)
    return match(
        sorted(queue_sids),
        now,
        task_sid=task.task_sid if task else None,
        worker_sid=idle.worker_sid if idle else None,
        lines=sorted(lines),
    )


def _dropped(reservation: OfferItem, reason: str) -> Dropped:
    return Dropped(
        reservation_sid=reservation.reservation_sid,
        task_sid=reservation.task_sid,
        contact_id=reservation.contact_id,
        worker_sid=reservation.worker.worker_sid,
        reason=reason,
    )
