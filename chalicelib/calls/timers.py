"""Due timers of calls: routing's, whose decisions are carried out here, and that of callbacks."""

from datetime import datetime

from chalicelib import routing
from chalicelib.aws.timers import Timer
from chalicelib.calls import callback_store, ring_back
from chalicelib.calls.run import run

TIMER_KINDS = (*routing.TIMER_KINDS, callback_store.TIMER)


def on_timer(timer: Timer, now: datetime) -> None:
    """Handle a due timer of one of TIMER_KINDS. Safe to repeat."""
    if timer.kind == callback_store.TIMER:
        ring_back.on_due(timer, now)
        return
    # The contact of a wrap-up whose time is up is closed by the log's stream (wrap_up.note_completed).
    run(routing.fire(timer, now), now)
