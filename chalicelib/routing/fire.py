"""What happens when a timer of routing is due, and the sweep behind all of them."""

from datetime import datetime

from chalicelib.aws.timers import Timer
from chalicelib.problems import NotFound
from chalicelib.routing import clocks
from chalicelib.routing.assign import match
from chalicelib.routing.catalogue import catalogue
from chalicelib.routing.model import Outcome, ReservationStatus
from chalicelib.routing.offers import time_out
from chalicelib.routing.presence import look_after
from chalicelib.routing.reservations import finish
from chalicelib.routing.state import get_reservation
from chalicelib.routing.steps import end_step


def fire(timer: Timer, now: datetime) -> Outcome:
    """Run a due timer. One whose cause is gone changes nothing, so it may come late, twice or for nothing."""
    try:
        return _fire(timer, now)
    except NotFound:
        return Outcome()


def sweep(now: datetime) -> Outcome:
    """Match every queue: once a minute, this makes good what a process left that died between two writes."""
    outcome = Outcome()
    for queue in catalogue().queues:
        outcome += match([queue.sid], now)
    return outcome


def _fire(timer: Timer, now: datetime) -> Outcome:
    kind = timer.kind
    if kind == clocks.RESERVATION:
        return _end_ring(timer.key, now)
    if kind == clocks.WORKFLOW:
        return end_step(timer.key, now)
    if kind == clocks.WRAP_UP:
        reservation = get_reservation(timer.key)
        is_wrapping = reservation.status == ReservationStatus.WRAPPING
        return finish(timer.key, now) if is_wrapping else Outcome()
    if kind == clocks.LEASE:
        return look_after(timer.key, now)
    if kind == clocks.MATCH:
        queue_sid, _, channel = timer.key.partition("#")
        return match([queue_sid], now, channel=channel)
    raise ValueError(f"routing has no timer of kind {timer.kind}")


def _end_ring(reservation_sid: str, now: datetime) -> Outcome:
    reservation = get_reservation(reservation_sid)
    return time_out(reservation, now) if reservation.expires_at <= now else Outcome()
