"""Presence: what an agent chooses to do, and the lease that proves the agent is there.

The desk renews the lease while it is open. When it runs out, an offer in the air is taken back, wrap-up ends
and the agent is set offline; a conversation is left to the call itself, and the agent goes offline after it.
"""

from datetime import datetime, timedelta
from itertools import product

from chalicelib.problems import Conflict, TransactionLost
from chalicelib.routing import clocks, writes
from chalicelib.routing.absence import LEASE_EXPIRED, close_lines, is_present, move
from chalicelib.routing.assign import match as match_queues
from chalicelib.routing.change import PRESENT, Above, Other
from chalicelib.routing.holdings import holdings, keys_held, standing_in, state_in, with_holdings
from chalicelib.routing.items import WorkerItem
from chalicelib.routing.model import ActivityName, Outcome, ReservationStatus, Worker, WorkerState
from chalicelib.routing.offers import end_offer
from chalicelib.routing.queries import shown
from chalicelib.routing.reservations import due_at, finish, remind
from chalicelib.routing.state import arm, change, get_offer, get_worker, progress, write_worker
from chalicelib.values import replace

ATTEMPTS = 6
SIGNED_OUT = "signed_out"
_OVER = (ReservationStatus.COMPLETED, ReservationStatus.REJECTED, ReservationStatus.TIMEOUT)


def set_activity(
    worker_sid: str,
    activity: ActivityName | str,
    reason: str | None,
    now: datetime,
    *,
    lease_seconds: int = clocks.LEASE_SECONDS,
) -> Outcome:
    """The agent chooses what to do; anything but offline also proves presence and renews the lease.

    `lease_seconds` is for an agent without a desk of ours, for whom a program vouches that long; where a desk
    is open, its heartbeats go on deciding.

    While the phone rings, anything but ready declines the offer. With a contact or in wrap-up, offline is
    taken as the next activity, ready changes nothing, and the rest is a Conflict: it belongs into
    `set_next_activity`.
    """
    wanted = ActivityName(activity)
    for _ in range(ATTEMPTS):
        worker = get_worker(worker_sid)
        try:
            if worker.held:
                return _with_contacts(worker, wanted, reason, now)
            if worker.reservation_sid is None:
                return _change(worker, wanted, reason, now, lease_seconds)
            if _state(worker) is WorkerState.RINGING:
                return _while_ringing(worker, wanted, reason, now)
            return _after_contact(worker, wanted)
        except TransactionLost:
            continue
    raise Conflict(f"Worker {worker_sid} keeps changing.", code="changed_meanwhile")


def set_next_activity(
    worker_sid: str,
    activity: ActivityName | str | None,
    now: datetime,
) -> Worker:
    """What the agent becomes after the present contacts; None or ready: ready. Conflict without a contact.

    One who takes several is offered nothing more meanwhile.
    """
    wanted = ActivityName(activity or ActivityName.READY)
    following = None if wanted is ActivityName.READY else wanted
    for _ in range(ATTEMPTS):
        only = {"reservation_sid": PRESENT, "held": None}
        row = write_worker(worker_sid, {"next_activity": following}, only)
        if row:
            return shown(row)
        worker = get_worker(worker_sid)
        if worker.reservation_sid is None:
            raise Conflict("There is no contact that something could follow.", code="no_contact")
        try:
            return shown(_let_follow(worker, following, now))
        except TransactionLost:
            continue
    raise Conflict(f"Worker {worker_sid} keeps changing.", code="changed_meanwhile")


def renew_lease(
    worker_sid: str, now: datetime, *, seconds: int = clocks.LEASE_SECONDS, has_just_come: bool = False
) -> Outcome:
    """The desk is still there: one write. A lease that had run out is granted anew unless offline. A desk
    that `has_just_come`, or now gives fewer `seconds`, ends the longer lease before, so that its own going is
    noticed in time."""
    until = now + timedelta(seconds=seconds)
    grant = {"lease_expires_at": until}
    renewed = write_worker(worker_sid, grant, {"lease_expires_at": Above(now)})
    if renewed:
        if has_just_come:
            arm(clocks.lease_timer(worker_sid, until))
        return Outcome()
    for _ in range(ATTEMPTS):
        worker = get_worker(worker_sid)
        if worker.held:
            try:
                return _come_back(worker, until, now)
            except TransactionLost:
                continue
        if write_worker(worker_sid, grant, {"activity": Other(ActivityName.OFFLINE), "held": None}):
            arm(clocks.lease_timer(worker.worker_sid, until))
        return Outcome()
    raise Conflict(f"Worker {worker_sid} keeps changing.", code="changed_meanwhile")


def shorten_lease(worker_sid: str, until: datetime) -> None:
    """The desk may have gone: unless it shows itself again, its lease ends at `until` and not later."""
    if write_worker(worker_sid, {"lease_expires_at": until}, {"lease_expires_at": Above(until)}):
        arm(clocks.lease_timer(worker_sid, until))


def end_lease(worker_sid: str, now: datetime) -> Outcome:
    """The desk has closed for good: what the end of the lease would do, now."""
    write_worker(worker_sid, {"lease_expires_at": now}, {})
    return lapse(worker_sid, SIGNED_OUT, now)


def look_after(worker_sid: str, now: datetime) -> Outcome:
    """A lease timer fired: wait for the end of a renewed lease, or act on one that has run out."""
    worker = get_worker(worker_sid)
    if worker.activity == ActivityName.OFFLINE:
        return Outcome()
    if worker.lease_expires_at and is_present(worker, now):
        arm(clocks.lease_timer(worker_sid, worker.lease_expires_at))
        _remind(worker, now)
        return Outcome()
    return lapse(worker_sid, LEASE_EXPIRED, now)


def remind_if_overdue(worker_sid: str, now: datetime) -> None:
    """Send the message again that should have ended a ringing or a wrap-up of the worker's: the first one was
    lost. The lease's timer does the same; this is for those whose lease is long."""
    _remind(get_worker(worker_sid), now)


def _remind(worker: WorkerItem, now: datetime) -> None:
    for sid, one in progress(keys_held(worker)).items():
        if one.status is ReservationStatus.ACCEPTED:
            continue
        reservation = get_offer(sid).after(one)
        at = due_at(reservation)
        if at and at + timedelta(seconds=clocks.GRACE_SECONDS) <= now:
            remind(reservation)


def lapse(worker_sid: str, reason: str, now: datetime) -> Outcome:
    """Act on a lease that is over, unless it has been renewed."""
    for _ in range(ATTEMPTS):
        worker = get_worker(worker_sid)
        if worker.activity == ActivityName.OFFLINE or is_present(worker, now):
            return Outcome()
        try:
            return _lapse(worker, reason, now)
        except TransactionLost:
            continue
    raise Conflict(f"Worker {worker_sid} keeps changing.", code="changed_meanwhile")


def _lapse(worker: WorkerItem, reason: str, now: datetime) -> Outcome:
    if worker.held:
        return _lapse_with_contacts(worker, reason, now)
    match _state(worker):
        case WorkerState.RINGING:
            return _end_ringing(worker, ActivityName.OFFLINE, reason, now)
        case WorkerState.WRAP_UP:
            return finish(str(worker.reservation_sid), now)
        case WorkerState.ON_CONTACT:
            again = now + timedelta(seconds=clocks.LEASE_SECONDS)
            arm(clocks.lease_timer(worker.worker_sid, again))
        case _:
            move(worker, ActivityName.OFFLINE, reason, now)
    return Outcome()


def _lapse_with_contacts(worker: WorkerItem, reason: str, now: datetime) -> Outcome:
    """What rings is taken back, wrap-up ends, nothing more is offered; conversations go on."""
    outcome = Outcome()
    if worker.ready_since:
        close_lines(worker, now)
    states = _states(worker)
    for sid, state in states.items():
        if state is WorkerState.RINGING:
            offer = get_offer(sid)
            outcome += end_offer(offer, ReservationStatus.REJECTED, reason, now, ActivityName.OFFLINE)
        elif state is WorkerState.WRAP_UP:
            outcome += finish(sid, now)
    if WorkerState.ON_CONTACT in states.values():
        arm(clocks.lease_timer(worker.worker_sid, now + timedelta(seconds=clocks.LEASE_SECONDS)))
    return outcome


def _with_contacts(worker: WorkerItem, wanted: ActivityName, reason: str | None, now: datetime) -> Outcome:
    """As with one contact: with conversations offline comes after them; else what rings is declined."""
    if wanted is ActivityName.READY:
        return renew_lease(worker.worker_sid, now)
    held = _states(worker)
    is_ringing = all(state is WorkerState.RINGING for state in held.values())
    if not is_ringing and wanted is not ActivityName.OFFLINE:
        raise Conflict("With a contact, choose the next activity.", code="on_contact")
    _let_follow(worker, wanted, now)
    outcome = Outcome()
    for sid in held if is_ringing else ():
        offer = get_offer(sid)
        outcome += end_offer(offer, ReservationStatus.REJECTED, reason or str(wanted), now, wanted)
    return outcome


def _let_follow(worker: WorkerItem, following: ActivityName | None, now: datetime) -> WorkerItem:
    """Keep what follows the contacts of a worker. The lines that are open again are looked into at once."""
    wanted = replace(with_holdings(worker, holdings(worker)), next_activity=following)
    with change() as c:
        after = writes.rewrite(c, worker, wanted, now)
        if after.ready_since and not worker.ready_since:
            for queue_sid, line in product(after.queue_sids, standing_in(after)):
                c.arm(clocks.match_timer(queue_sid, line, now))
    return after


def _come_back(worker: WorkerItem, until: datetime, now: datetime) -> Outcome:
    """A worker with contacts is there again, and back in the lines that are open beside them."""
    with change() as c:
        after = writes.rewrite(c, worker, replace(worker, lease_expires_at=until), now)
        c.arm(clocks.lease_timer(worker.worker_sid, until))
    if not after.ready_since:
        return Outcome()
    return match_queues(after.queue_sids, now, worker_sid=after.worker_sid, lines=standing_in(after))


def _state(worker: WorkerItem) -> WorkerState:
    """What the worker does now, as its one reservation tells, if it has one."""
    return next(iter(_states(worker).values()), WorkerState(worker.activity))


def _states(worker: WorkerItem) -> dict[str, WorkerState]:
    """What the worker does with each of its reservations. TransactionLost when one has ended since the worker
    was read, which has lost it by that."""
    known = progress(keys_held(worker))
    if any(one.status in _OVER for one in known.values()):
        raise TransactionLost("A contact has ended meanwhile.")
    return {sid: state_in(known.get(sid)) for sid in holdings(worker)}


def _change(
    worker: WorkerItem, wanted: ActivityName, reason: str | None, now: datetime, lease_seconds: int
) -> Outcome:
    is_same = worker.activity == wanted and worker.reason == reason
    if is_same and (wanted is ActivityName.OFFLINE or is_present(worker, now)):
        return Outcome()
    seconds = clocks.LEASE_SECONDS if _has_desk(worker, now) else lease_seconds
    lease = None if wanted is ActivityName.OFFLINE else now + timedelta(seconds=seconds)
    move(worker, wanted, reason, now, lease)
    if wanted is not ActivityName.READY:
        return Outcome()
    return match_queues(worker.queue_sids, now, worker_sid=worker.worker_sid, lines=standing_in(worker))


def _has_desk(worker: WorkerItem, now: datetime) -> bool:
    """Whether the lease is one that a desk renews, and not a program's longer one."""
    until = now + timedelta(seconds=clocks.LEASE_SECONDS)
    return worker.lease_expires_at is not None and now < worker.lease_expires_at <= until


def _while_ringing(worker: WorkerItem, wanted: ActivityName, reason: str | None, now: datetime) -> Outcome:
    if wanted is ActivityName.READY:
        return renew_lease(worker.worker_sid, now)
    return _end_ringing(worker, wanted, reason or str(wanted), now)


def _end_ringing(worker: WorkerItem, becomes: ActivityName, reason: str, now: datetime) -> Outcome:
    offer = get_offer(str(worker.reservation_sid))
    outcome = end_offer(offer, ReservationStatus.REJECTED, reason, now, becomes)
    if not outcome.dropped:
        raise TransactionLost("The offer ended first.")
    return outcome


def _after_contact(worker: WorkerItem, wanted: ActivityName) -> Outcome:
    if wanted is ActivityName.OFFLINE:
        keep = {"reservation_sid": worker.reservation_sid}
        if not write_worker(worker.worker_sid, {"next_activity": wanted}, keep):
            raise TransactionLost("The contact ended first.")
    elif wanted is not ActivityName.READY:
        raise Conflict("With a contact, choose the next activity.", code="on_contact")
    return Outcome()
