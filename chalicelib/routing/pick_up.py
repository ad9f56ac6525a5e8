"""Call pick-up (代答): one worker takes a task that waits, or one that rings at a colleague."""

from datetime import datetime

from chalicelib.problems import Conflict, TransactionLost
from chalicelib.routing import writes
from chalicelib.routing.absence import is_present
from chalicelib.routing.assign import match
from chalicelib.routing.catalogue import queue_named
from chalicelib.routing.change import Above, Change
from chalicelib.routing.channels import line_of
from chalicelib.routing.holdings import room, takes_several
from chalicelib.routing.items import OfferItem, TaskItem, WorkerItem
from chalicelib.routing.matching import Idle
from chalicelib.routing.model import (
    ActivityName,
    Dropped,
    Outcome,
    ReservationStatus,
    TaskStatus,
)
from chalicelib.routing.offers import activity_after, reason_after
from chalicelib.routing.state import as_it_is, change, get_offer, get_reservation, get_task, get_worker

ATTEMPTS = 6
PICKED_UP = "picked_up"
_HELD = (ReservationStatus.PENDING, ReservationStatus.ACCEPTED)


def pick_up(task_sid: str, worker_sid: str, now: datetime, *, rings_at: str | None = None) -> Outcome:
    """Offer the task to exactly this worker, whose phone is to be rung.

    `rings_at` is the reservation by which it rings at a colleague, as the worker saw it, None for one that
    waits: of several who pick up the same call at once one has it, the others get a Conflict (`taken`).
    Conflict too when the worker is not there or has a contact. Picking up twice is one.
    """
    for _ in range(ATTEMPTS):
        task = get_task(task_sid)
        if task.worker_sid == worker_sid and task.reservation_sid != rings_at:
            return _again(task)
        _require(task, rings_at)
        worker = _free_worker(worker_sid, line_of(task.channel), now)
        try:
            if rings_at is None:
                return _take_waiting(task, worker, now)
            return _take_ringing(task, get_offer(rings_at), worker, now)
        except TransactionLost:
            continue
    raise Conflict("The call keeps changing hands.", code="changed_meanwhile")


def _again(task: TaskItem) -> Outcome:
    """The worker has it already: the same offer once more, for a ring that a crash may have swallowed."""
    held = get_reservation(str(task.reservation_sid))
    if held.status not in _HELD:
        raise _taken()
    is_pending = held.status == ReservationStatus.PENDING
    return Outcome(assignments=(writes.assignment_of(held),)) if is_pending else Outcome()


def _require(task: TaskItem, rings_at: str | None) -> None:
    wanted = TaskStatus.PENDING if rings_at is None else TaskStatus.RESERVED
    if task.status != wanted or task.reserved or (rings_at and task.reservation_sid != rings_at):
        raise _taken()


def _taken() -> Conflict:
    return Conflict("Somebody else has the call, or it has gone.", code="taken")


def _free_worker(worker_sid: str, line: str, now: datetime) -> WorkerItem:
    """The worker, whose other contacts may be interrupted by one of this line."""
    worker = get_worker(worker_sid)
    if worker.reservation_sid and line not in (room(worker) if worker.held else ()):
        raise Conflict("You have a contact already.", code="has_contact")
    if worker.activity == ActivityName.OFFLINE or not is_present(worker, now):
        raise Conflict("Sign on with your phone first.", code="not_present")
    return worker


def _take_waiting(task: TaskItem, worker: WorkerItem, now: datetime) -> Outcome:
    idle = _idle(worker, now)
    with change() as c:
        made = writes.make_offer(c, task, queue_named(task.queue_sid), idle, now)
        _occupy(c, worker, idle, made, now)
        writes.hand_over(c, task, made)
    return Outcome(assignments=(writes.assignment_of(made),))


def _take_ringing(task: TaskItem, theirs: OfferItem, worker: WorkerItem, now: datetime) -> Outcome:
    """The colleague is freed, keeping the idle time, and the call is the worker's: both or neither."""
    if as_it_is(theirs).status is not ReservationStatus.PENDING:
        raise _taken()
    if theirs.worker.worker_sid == worker.worker_sid:
        raise Conflict("It rings at you.", code="has_contact")
    colleague, idle = get_worker(theirs.worker.worker_sid), _idle(worker, now)
    becomes = activity_after(colleague, now)
    freed = writes.idle_worker(colleague, theirs.worker.ready_since)
    with change() as c:
        made = writes.make_offer(c, task, queue_named(task.queue_sid), idle, now)
        _occupy(c, worker, idle, made, now)
        _hand_over(c, task, theirs, made)
        writes.move_on(c, theirs, ReservationStatus.RESCINDED, now, reason=PICKED_UP)
        why = reason_after(colleague, becomes)
        free = writes.release(c, colleague, theirs, becomes, now, idle=freed, reason=why)
    dropped = Dropped(
        reservation_sid=theirs.reservation_sid,
        task_sid=task.task_sid,
        contact_id=task.contact_id,
        worker_sid=theirs.worker.worker_sid,
        reason=PICKED_UP,
    )
    outcome = Outcome(assignments=(writes.assignment_of(made),), dropped=(dropped,))
    if free:
        outcome += match(free.queue_sids, now, worker_sid=free.worker_sid, lines=free.lines)
    return outcome


def _idle(worker: WorkerItem, now: datetime) -> Idle:
    return writes.idle_worker(worker, worker.ready_since or now)


def _occupy(c: Change, worker: WorkerItem, idle: Idle, made: OfferItem, now: datetime) -> None:
    """A ready worker leaves its lines; one who is busy or on a break has asked for the call, takes it all the
    same, and goes back to that afterwards."""
    if takes_several(worker):
        is_away = worker.activity is not ActivityName.READY
        writes.add_offer(c, worker, made, now, worker.activity if is_away else None)
        return
    if worker.ready_since:
        writes.occupy(c, idle, made, now)
        return
    expected = {
        "lease_expires_at": Above(now),
        "profile_version": idle.profile_version,
        "reservation_sid": None,
        "held": None,
        "ready_since": None,
        "activity": worker.activity,
    }
    changes = {
        "since": now,
        "offered_at": now,
        "reservation_sid": made.reservation_sid,
        "contact_id": made.contact_id,
        "next_activity": worker.next_activity or worker.activity,
    }
    c.update(WorkerItem, idle.worker_sid, changes, expected)


def _hand_over(c: Change, task: TaskItem, theirs: OfferItem, made: OfferItem) -> None:
    changes = {
        "reservation_sid": made.reservation_sid,
        "worker_sid": made.worker.worker_sid,
        "attempt": task.attempt + 1,
    }
    expected = {"status": TaskStatus.RESERVED, "reservation_sid": theirs.reservation_sid}
    c.update(TaskItem, task.task_sid, changes, expected)
