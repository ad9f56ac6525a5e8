"""The agent's side of a reservation: accept, wrap up, finish."""

from datetime import datetime, timedelta

from chalicelib.problems import Conflict, TransactionLost
from chalicelib.routing import clocks, present, writes
from chalicelib.routing.assign import best_for, match
from chalicelib.routing.catalogue import queue_named
from chalicelib.routing.change import Change
from chalicelib.routing.items import OfferItem, Progress, ReservationItem, WorkerItem
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
from chalicelib.routing.state import arm, as_it_is, change, get_offer, get_task, get_worker

ATTEMPTS = 8
TAKEN = "taken by another worker"
PENDING, ACCEPTED = ReservationStatus.PENDING, ReservationStatus.ACCEPTED
WRAPPING = ReservationStatus.WRAPPING
_HELD = (ACCEPTED, WRAPPING)


def accept(reservation_sid: str, now: datetime) -> Reservation:
    """The agent has answered. Accepting twice is one; Conflict when the offer is over."""
    offer = get_offer(reservation_sid)
    try:
        if offer.is_shared:
            return _accept_before_others(offer, now)
        return _progress(offer, ACCEPTED, now, before=(PENDING,))
    except TransactionLost:
        found = as_it_is(offer)
    if found.status is not ACCEPTED:
        raise Conflict(f"The offer is {found.status}.", code="offer_is_over")
    return present.reservation(found)


def _accept_before_others(offer: OfferItem, now: datetime) -> Reservation:
    """The first of several workers has it; the offers of the others are rescinded in the same transaction.

    Their phones stop ringing, and they are free, when the timers fire that are armed here for now.
    """
    for _ in range(ATTEMPTS):
        task = get_task(offer.task_sid)
        others = [get_offer(sid) for sid in task.reserved if sid != offer.reservation_sid]
        try:
            with change() as c:
                writes.move_on(c, offer, ACCEPTED, now)
                writes.give_to(c, task, offer)
                for other in others:
                    writes.move_on(c, other, ReservationStatus.RESCINDED, now, reason=TAKEN)
                    c.arm(clocks.ring_timer(other.reservation_sid, other.contact_id, now))
        except TransactionLost:
            if as_it_is(offer).status is not PENDING:
                break
            continue
        return present.reservation(offer.after(Progress(ACCEPTED, now)))
    raise TransactionLost("The offer is over.")


def wrap_up(reservation_sid: str, now: datetime) -> Reservation:
    """The conversation is over, the after-contact work begins, for as long as the queue says.

    Where the queue has no wrap-up, its timer is due at once.
    """
    offer = get_offer(reservation_sid)
    try:
        return _progress(offer, WRAPPING, now, before=(ACCEPTED,))
    except TransactionLost:
        found = as_it_is(offer)
    if found.status not in (WRAPPING, ReservationStatus.COMPLETED):
        raise Conflict(f"The reservation is {found.status}.", code="not_accepted")
    if found.status is WRAPPING:
        remind(found)  # Whoever came first may have died before its message went out.
    return present.reservation(found)


def finish(reservation_sid: str, now: datetime) -> Outcome:
    """The agent is done with the contact and gets the next task at once, or its next activity.

    Finishing twice is one; what ended unaccepted has nothing to finish; Conflict while it still rings.
    """
    offer = get_offer(reservation_sid)
    worker = get_worker(offer.worker.worker_sid) if offer.worker.takes_several else None
    for _ in range(ATTEMPTS):
        try:
            return _complete(offer, worker, now)
        except TransactionLost:
            status = as_it_is(offer).status
        if status is PENDING:
            raise Conflict("The offer has not been accepted.", code="not_accepted")
        if status not in _HELD:
            return Outcome()
        worker = get_worker(offer.worker.worker_sid)
    raise TransactionLost(f"Reservation {reservation_sid} keeps changing.")


def due_at(reservation: ReservationItem) -> datetime | None:
    """When what a reservation is in ends by itself, ringing or wrap-up; None when it does not."""
    if reservation.status is ACCEPTED:
        return None
    if reservation.status is WRAPPING:
        return _end_of_wrap_up(reservation, reservation.changed_at)
    return reservation.expires_at


def remind(reservation: ReservationItem) -> None:
    """Send the message again that ends a ringing or a wrap-up."""
    at, sid, contact_id = due_at(reservation), reservation.reservation_sid, reservation.contact_id
    if at:
        is_wrapping = reservation.status is WRAPPING
        arm((clocks.wrap_up_timer if is_wrapping else clocks.ring_timer)(sid, contact_id, at))


def _progress(
    offer: OfferItem, status: ReservationStatus, now: datetime, before: tuple[ReservationStatus, ...]
) -> Reservation:
    """One step on, which is one write; TransactionLost when the reservation is in none of `before`."""
    after = offer.after(Progress(status, now))
    with change() as c:
        writes.move_on(c, offer, status, now, before=before)
        if ends_at := due_at(after):
            c.arm(clocks.wrap_up_timer(offer.reservation_sid, offer.contact_id, ends_at))
    return present.reservation(after)


def _complete(reservation: OfferItem, worker: WorkerItem | None, now: datetime) -> Outcome:
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
        writes.move_on(c, reservation, ReservationStatus.COMPLETED, now, before=_HELD)
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


def _idle(reservation: OfferItem, worker: WorkerItem | None, now: datetime) -> Idle:
    idle = writes.idle_worker(worker, now) if worker else writes.idle_since(reservation.worker, now)
    return served_one_more(idle, reservation.created_at, now)


def _follow(c: Change, task: Waiting, idle: Idle, finished: OfferItem, now: datetime) -> OfferItem:
    made = writes.make_offer(c, task, queue_named(task.queue_sid), idle, now)
    writes.occupy(c, idle, made, now, after=finished.reservation_sid)
    writes.hand_over(c, task, made)
    return made


def _end_of_wrap_up(reservation: OfferItem, since: datetime) -> datetime | None:
    queue = queue_named(reservation.queue_sid)
    if queue.wrap_up is WrapUpRule.UNTIL_DONE:
        return None
    return since + timedelta(seconds=queue.wrap_up_seconds if queue.wrap_up is WrapUpRule.TIMED else 0)
