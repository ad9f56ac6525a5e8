"""What happens when a timer of routing is due, and the sweep behind all of them."""

from datetime import datetime, timedelta

from chalicelib.aws.timers import Timer
from chalicelib.problems import NotFound
from chalicelib.routing import clocks
from chalicelib.routing.assign import match
from chalicelib.routing.catalogue import catalogue, lines
from chalicelib.routing.matching import Waiting
from chalicelib.routing.model import Outcome, ReservationStatus
from chalicelib.routing.offers import ENDED_BY_OTHERS, let_go, time_out
from chalicelib.routing.presence import look_after
from chalicelib.routing.reservations import finish
from chalicelib.routing.state import change, get_offer, get_progress, read_waiting
from chalicelib.routing.steps import end_step


def fire(timer: Timer, now: datetime) -> Outcome:
    """Run a due timer. One whose cause is gone changes nothing, so it may come late, twice or for nothing."""
    try:
        return _fire(timer, now)
    except NotFound:
        return Outcome()


def sweep(now: datetime) -> Outcome:
    """Match every queue and end what is overdue: once a minute, this makes good what a dead process left."""
    outcome = Outcome()
    for queue in catalogue().queues:
        for line in lines():
            for task in read_waiting(queue.sid, line, whole=True).waiting:
                outcome += _look_at(task, now)
        outcome += match([queue.sid], now, lines=lines())
    return outcome


def _look_at(task: Waiting, now: datetime) -> Outcome:
    """End the step of a task whose message was lost; send the message of one that was too far off for it."""
    if task.due_at is None or task.due_at > now + timedelta(seconds=clocks.NEAR_SECONDS):
        return Outcome()
    if task.due_at + timedelta(seconds=clocks.GRACE_SECONDS) <= now:
        return end_step(task.task_sid, now)
    if task.due_at > task.enqueued_at + timedelta(seconds=clocks.FAR_SECONDS):
        with change() as c:
            c.arm(clocks.workflow_timer(task.task_sid, task.due_at))
    return Outcome()


def _fire(timer: Timer, now: datetime) -> Outcome:
    kind = timer.kind
    if kind == clocks.RESERVATION:
        return _end_ring(timer, now)
    if kind == clocks.WORKFLOW:
        return end_step(timer.key, now)
    if kind == clocks.WRAP_UP:
        is_wrapping = _status_of(timer) is ReservationStatus.WRAPPING
        return finish(timer.key, now) if is_wrapping else Outcome()
    if kind == clocks.LEASE:
        return look_after(timer.key, now)
    if kind == clocks.MATCH:
        queue_sid, _, channel = timer.key.partition("#")
        return match([queue_sid], now, lines=(channel,))
    raise ValueError(f"routing has no timer of kind {timer.kind}")


def _end_ring(timer: Timer, now: datetime) -> Outcome:
    """Most offers have been accepted by then: one read tells."""
    status = _status_of(timer)
    if status in ENDED_BY_OTHERS:
        return let_go(get_offer(timer.key), status, now)
    if status is not ReservationStatus.PENDING:
        return Outcome()
    offer = get_offer(timer.key)
    return time_out(offer, now) if offer.expires_at <= now else Outcome()


def _status_of(timer: Timer) -> ReservationStatus:
    contact_id = timer.payload.get(clocks.CONTACT) or get_offer(timer.key).contact_id
    return get_progress(contact_id, timer.key).status
