"""Routing's timers: what they decide is carried out here."""

from contextlib import suppress
from datetime import datetime

from chalicelib import routing
from chalicelib.aws.timers import Timer
from chalicelib.calls.run import run
from chalicelib.calls.wrap_up import close_if_completed
from chalicelib.problems import NotFound


def on_timer(timer: Timer, now: datetime) -> None:
    """Handle a due timer of one of routing.TIMER_KINDS. Safe to repeat."""
    outcome = routing.fire(timer, now)
    with suppress(NotFound):  # the timer of something else than a reservation
        close_if_completed(routing.reservation(timer.key), now)
    run(outcome, now)
