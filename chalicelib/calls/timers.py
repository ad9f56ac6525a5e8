"""Due timers of calls: routing's, whose decisions are carried out here, and that of callbacks."""

from contextlib import suppress
from datetime import datetime

from chalicelib import routing
from chalicelib.aws.timers import Timer
from chalicelib.calls import callback_store, ring_back
from chalicelib.calls.run import run
from chalicelib.calls.wrap_up import close_if_completed
from chalicelib.problems import NotFound

TIMER_KINDS = (*routing.TIMER_KINDS, callback_store.TIMER)

_WRAP_UP = "routing.wrap_up"


def on_timer(timer: Timer, now: datetime) -> None:
    """Handle a due timer of one of TIMER_KINDS. Safe to repeat."""
    if timer.kind == callback_store.TIMER:
        ring_back.on_due(timer, now)
        return
    outcome = routing.fire(timer, now)
    if timer.kind == _WRAP_UP:
        with suppress(NotFound):  # forgotten with its task
            close_if_completed(routing.reservation(timer.key), now)
    run(outcome, now)
