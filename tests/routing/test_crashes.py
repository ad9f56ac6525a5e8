"""A process that dies between any two requests leaves nothing that time and the timers do not put right."""

from collections.abc import Callable

import pytest

from chalicelib import routing
from chalicelib.aws import timers
from tests.routing.conftest import Center, sid
from tests.routing.crashes import dying

A, B = sid("WK", 1), sid("WK", 2)


def run_overdue(center: Center) -> None:
    """What the minute's sweep does: fire every timer that is overdue, then match what is left."""
    for timer in timers.overdue(center.now):
        if timer.kind in routing.TIMER_KINDS:
            center.note(routing.fire(timer, center.now))
            timers.finish(timer)
    center.note(routing.sweep(center.now))


@pytest.mark.covers("CAP-05")
def test_an_offer_whose_process_died_before_ringing_anybody_moves_on(center: Center) -> None:
    center.worker(1)
    center.later(1)
    center.worker(2)
    with dying(2, carried_out=True) as countdown:
        center.task(1)
    assert countdown.has_crashed
    assert routing.worker(A).state == "ringing"
    center.later(20)
    center.fire("routing.lease", A)  # The ring message was never sent; looking after the lease sends it.
    (reminder,) = center.take_sent("routing.reservation")
    center.fire("routing.reservation", reminder.key)
    assert [(o.task_sid, o.worker_sid) for o in center.made] == [(sid("WT", 1), B)]


def test_a_task_and_a_worker_whose_processes_died_before_matching_are_matched(center: Center) -> None:
    center.worker(1, is_ready=False)
    with dying(2, carried_out=True) as first:
        center.task(1)
    with dying(2, carried_out=True) as second:
        routing.set_activity(A, "ready", None, center.now)
    assert first.has_crashed
    assert second.has_crashed
    assert routing.queue_depths()["consult"].waiting == 1
    assert routing.worker(A).state == "ready"
    center.later(5)
    run_overdue(center)
    assert [(o.task_sid, o.worker_sid) for o in center.made] == [(sid("WT", 1), A)]


@pytest.mark.parametrize("carried_out", [True, False])
@pytest.mark.parametrize("at", range(1, 4))
@pytest.mark.parametrize("command", [routing.accept, routing.wrap_up, routing.finish])
def test_a_crash_between_any_two_requests_loses_and_repeats_no_event(
    center: Center, command: Callable[..., object], at: int, carried_out: bool
) -> None:
    center.queue("consult", wrap_up_seconds=20)
    center.worker(1)
    offer = center.task(1).assignments[0]
    said = ["accepted", "wrapping", "completed"]
    before = {routing.accept: 0, routing.wrap_up: 1, routing.finish: 2}[command]
    for earlier in (routing.accept, routing.wrap_up)[:before]:
        earlier(offer.reservation_sid, center.now)
    center.take_sent("routing.wrap_up")
    with dying(at, carried_out=carried_out):
        command(offer.reservation_sid, center.now)
    command(offer.reservation_sid, center.now)
    told = [kind for kind in center.events(1) if kind.startswith("reservation.")]
    assert told == ["reservation.created", *(f"reservation.{word}" for word in said[: before + 1])]
    if command is routing.wrap_up:
        assert {timer.key for timer in center.take_sent("routing.wrap_up")} == {offer.reservation_sid}


@pytest.mark.parametrize("carried_out", [True, False])
@pytest.mark.parametrize("at", range(1, 8))
def test_finishing_again_after_any_crash_serves_the_next_caller(
    center: Center, at: int, carried_out: bool
) -> None:
    center.worker(1)
    offer = center.task(1).assignments[0]
    center.task(2)
    routing.accept(offer.reservation_sid, center.now)
    with dying(at, carried_out=carried_out):
        routing.finish(offer.reservation_sid, center.now)
    routing.finish(offer.reservation_sid, center.now)
    held = routing.worker(A)
    assert (held.state, held.contact_id) == ("ringing", sid("CT", 2))
    assert routing.reservation(offer.reservation_sid).status is routing.ReservationStatus.COMPLETED


@pytest.mark.parametrize("carried_out", [True, False])
@pytest.mark.parametrize("at", range(1, 6))
def test_creating_again_after_any_crash_makes_one_task_and_one_offer(
    center: Center, at: int, carried_out: bool
) -> None:
    center.worker(1)
    with dying(at, carried_out=carried_out):
        center.task(1)
    center.task(1)
    assert routing.task(sid("WT", 1)).status is routing.TaskStatus.RESERVED
    assert len(routing.reservations_of(A)) == 1
    assert center.events(1) == ["task.created", "reservation.created"]
