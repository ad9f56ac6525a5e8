"""The agent's side of a reservation: accept, wrap up, finish."""

from datetime import datetime, timedelta

from chalicelib.contacts import EventType
from chalicelib.problems import Conflict, TransactionLost
from chalicelib.routing import clocks, present, writes
from chalicelib.routing.assign import best_for, match
from chalicelib.routing.catalogue import queue_named
from chalicelib.routing.change import Change
from chalicelib.routing.items import ReservationItem, WorkerItem
from chalicelib.routing.matching import Idle, Waiting
from chalicelib.routing.model import (
    ActivityName,
    Outcome,
    Reservation,
    ReservationStatus,
    WrapUpRule,
)
from chalicelib.routing.offers import activity_after, reason_after
from chalicelib.routing.standing import served_one_more
from chalicelib.routing.state import change, get_reservation, get_task, get_worker

ATTEMPTS = 8
TAKEN = "taken by another worker"
_HELD = (ReservationStatus.ACCEPTED, ReservationStatus.WRAPPING)


def accept(reservation_sid: str, now: datetime) -> Reservation:
    """The agent has answered. Accepting twice is one; Conflict when the offer is over."""
    reservation = get_reservation(reservation_sid)
    if reservation.status == ReservationStatus.ACCEPTED:
        return present.reservation(reservation)
    if reservation.status != ReservationStatus.PENDING:
        raise Conflict(f"The offer is {reservation.status}.", code="offer_is_over")
    if reservation.is_shared:
        return _accept_before_others(reservation, now)
    return _progress(reservation, ReservationStatus.ACCEPTED, EventType.RESERVATION_ACCEPTED, now)


def _accept_before_others(reservation: ReservationItem, now: datetime) -> Reservation:
    """The first of several workers has it; the offers of the others are rescinded in the same transaction.

    Their phones stop ringing, and they are free, when the timers fire that are armed here for now.
    """
    worker = _read_before(reservation)
    for _ in range(ATTEMPTS):
        task = get_task(reservation.task_sid)
        others = [get_reservation(sid) for sid in task.reserved if sid != reservation.reservation_sid]
        try:
            with change() as c:
                writes.change_reservation(c, reservation, ReservationStatus.ACCEPTED, now)
                writes.progress(c, reservation, worker, ReservationStatus.ACCEPTED, now)
                writes.give_to(c, task, reservation)
                c.say(writes.reservation_event(reservation, EventType.RESERVATION_ACCEPTED, "accepted", now))
                for other in others:
                    writes.end_with_task(c, other, ReservationStatus.RESCINDED, TAKEN, now)
                    c.arm(clocks.ring_timer(other.reservation_sid, now))
        except TransactionLost:
            if get_reservation(reservation.reservation_sid).status != ReservationStatus.PENDING:
                break
            worker = get_worker(reservation.worker.worker_sid)
            continue
        return present.reservation(reservation, ReservationStatus.ACCEPTED, now)
    return _already(reservation.reservation_sid, ReservationStatus.ACCEPTED)


def wrap_up(reservation_sid: str, now: datetime) -> Reservation:
    """The conversation is over, the after-contact work begins, for as long as the queue says.

    Where the queue has no wrap-up, its timer is due at once.
    """
    reservation = get_reservation(reservation_sid)
    if reservation.status in (ReservationStatus.WRAPPING, ReservationStatus.COMPLETED):
        return present.reservation(reservation)
    if reservation.status != ReservationStatus.ACCEPTED:
        raise Conflict(f"The reservation is {reservation.status}.", code="not_accepted")
    ends_at = _end_of_wrap_up(reservation, now)
    kind = EventType.RESERVATION_WRAPPING
    return _progress(reservation, ReservationStatus.WRAPPING, kind, now, ends_at)


def finish(reservation_sid: str, now: datetime) -> Outcome:
    """The agent is done with the contact and gets the next task at once, or its next activity.

    Finishing twice is one; what ended unaccepted has nothing to finish; Conflict while it still rings.
    """
    reservation = get_reservation(reservation_sid)
    worker = _read_before(reservation)
    for _ in range(ATTEMPTS):
        if reservation.status == ReservationStatus.PENDING:
            raise Conflict("The offer has not been accepted.", code="not_accepted")
        if reservation.status not in _HELD:
            return Outcome()
        try:
            return _complete(reservation, worker, now)
        except TransactionLost:
            reservation = get_reservation(reservation_sid)
            worker = get_worker(reservation.worker.worker_sid)
    raise TransactionLost(f"Reservation {reservation_sid} keeps changing.")


def _progress(
    reservation: ReservationItem,
    status: ReservationStatus,
    kind: EventType,
    now: datetime,
    ends_at: datetime | None = None,
) -> Reservation:
    """One step on. A worker that turns out to have several contacts is read, and it is tried again."""
    worker = _read_before(reservation)
    for _ in range(ATTEMPTS):
        try:
            with change() as c:
                writes.change_reservation(c, reservation, status, now)
                writes.progress(c, reservation, worker, status, now, ends_at)
                if ends_at:
                    c.arm(clocks.wrap_up_timer(reservation.reservation_sid, ends_at))
                c.say(writes.reservation_event(reservation, kind, str(status), now))
        except TransactionLost:
            if get_reservation(reservation.reservation_sid).status != reservation.status:
                break
            worker = get_worker(reservation.worker.worker_sid)
            continue
        return present.reservation(reservation, status, now)
    return _already(reservation.reservation_sid, status)


def _read_before(reservation: ReservationItem) -> WorkerItem | None:
    """The worker, where what becomes of its other contacts depends on this one; else it need not be read."""
    return get_worker(reservation.worker.worker_sid) if reservation.worker.takes_several else None


def _already(reservation_sid: str, status: ReservationStatus) -> Reservation:
    """After a lost race: the racer did the same, or the chance is over."""
    reservation = get_reservation(reservation_sid)
    if reservation.status != status:
        raise Conflict(f"The reservation is {reservation.status}.", code="changed_meanwhile")
    return present.reservation(reservation)


def _complete(reservation: ReservationItem, worker: WorkerItem | None, now: datetime) -> Outcome:
    """Complete, on the worker as the reservation remembers it unless it has been read since.

    At the first try a worker that stays ready gets its next offer in the same transaction. One that lost a
    race goes into line, where everybody who matches sees the same order and takes a pair of his own.
    """
    idle = _idle(reservation, worker, now)
    becomes = activity_after(worker, now) if worker else ActivityName.READY
    is_ready = becomes is ActivityName.READY
    following = best_for(idle) if is_ready and not worker else None
    free: Idle | None = idle if is_ready else None
    with change() as c:
        _close(c, reservation, now)
        made = _follow(c, following, idle, reservation, now) if following else None
        if worker:
            why = reason_after(worker, becomes)
            free = writes.release(c, worker, reservation, becomes, now, idle=idle, reason=why)
        elif not made:
            writes.free(c, idle, reservation, becomes, now)
    if made:
        return Outcome(assignments=(writes.assignment_of(made),))
    if not free:
        return Outcome()
    return match(free.queue_sids, now, worker_sid=free.worker_sid, lines=free.lines)


def _idle(reservation: ReservationItem, worker: WorkerItem | None, now: datetime) -> Idle:
    idle = writes.idle_worker(worker, now) if worker else writes.idle_since(reservation.worker, now)
    return served_one_more(idle, reservation.created_at, now)


def _follow(
    c: Change, task: Waiting, idle: Idle, finished: ReservationItem, now: datetime
) -> ReservationItem:
    made = writes.make_offer(c, task, queue_named(task.queue_sid), idle, now)
    writes.occupy(c, idle, made, now, after=finished.reservation_sid)
    writes.hand_over(c, task, made)
    return made


def _close(c: Change, reservation: ReservationItem, now: datetime) -> None:
    writes.change_reservation(c, reservation, ReservationStatus.COMPLETED, now)
    c.say(writes.reservation_event(reservation, EventType.RESERVATION_COMPLETED, "completed", now))


def _end_of_wrap_up(reservation: ReservationItem, now: datetime) -> datetime | None:
    queue = queue_named(reservation.queue_sid)
    if queue.wrap_up is WrapUpRule.UNTIL_DONE:
        return None
    return now + timedelta(seconds=queue.wrap_up_seconds if queue.wrap_up is WrapUpRule.TIMED else 0)
