"""Call pick-up: exactly one of those who reach for a call gets it."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from chalicelib import contacts, routing
from chalicelib.contacts import EventType
from chalicelib.problems import Conflict
from chalicelib.routing import ActivityName, ReservationStatus, TaskStatus, WorkerState
from tests.routing.conftest import Center, sid


def test_a_waiting_call_is_taken_out_of_its_turn(center: Center) -> None:
    center.task(1)
    center.task(2)
    busy = center.worker(1, is_ready=False)
    center.note(routing.set_activity(busy, ActivityName.BUSY, None, center.now))
    (made,) = center.note(routing.pick_up(sid("WT", 2), busy, center.now)).assignments
    assert (made.worker_sid, made.task_sid) == (busy, sid("WT", 2))
    assert routing.worker(busy).state is WorkerState.RINGING
    assert routing.task(sid("WT", 1)).status is TaskStatus.PENDING
    center.serve(made.reservation_sid)
    assert routing.worker(busy).activity is ActivityName.BUSY


def test_a_ringing_call_moves_to_who_picks_it_up_and_the_colleague_is_free(center: Center) -> None:
    first, second = center.worker(1), center.worker(2)
    (theirs,) = center.task(1).assignments
    assert theirs.worker_sid == first
    outcome = center.note(
        routing.pick_up(theirs.task_sid, second, center.now, rings_at=theirs.reservation_sid)
    )
    assert [one.worker_sid for one in outcome.assignments] == [second]
    assert [(one.worker_sid, one.reason) for one in outcome.dropped] == [(first, "picked_up")]
    assert routing.reservation(theirs.reservation_sid).status is ReservationStatus.RESCINDED
    assert routing.worker(first).state is WorkerState.READY
    told = contacts.events_of(theirs.contact_id)
    ended = [e for e in told if e.type is EventType.RESERVATION_CANCELED]
    assert [(e.worker_sid, e.data["reason"]) for e in ended] == [(first, "picked_up")]
    with pytest.raises(Conflict):
        routing.accept(theirs.reservation_sid, center.now)
    center.serve(outcome.assignments[0].reservation_sid)


def test_picking_up_twice_is_one(center: Center) -> None:
    worker = center.worker(1, "other")
    center.task(1)
    first = routing.pick_up(sid("WT", 1), worker, center.now)
    again = routing.pick_up(sid("WT", 1), worker, center.now)
    assert first.assignments == again.assignments
    routing.accept(first.assignments[0].reservation_sid, center.now)
    assert routing.pick_up(sid("WT", 1), worker, center.now) == routing.Outcome()


def test_of_many_who_reach_for_one_call_one_has_it(center: Center) -> None:
    workers = [center.worker(number, "other") for number in range(1, 7)]
    center.task(1)

    def reach(worker: str) -> str:
        try:
            return routing.pick_up(sid("WT", 1), worker, center.now).assignments[0].worker_sid
        except Conflict as refused:
            return refused.code

    with ThreadPoolExecutor(len(workers)) as threads:
        told = list(threads.map(reach, workers))
    winner = routing.task(sid("WT", 1)).worker_sid
    assert sorted(told) == sorted([winner, *["taken"] * 5])
    holding = [one.sid for one in routing.workers() if one.reservation_sid]
    assert holding == [winner]


def test_who_has_a_contact_or_no_desk_open_picks_nothing_up(center: Center) -> None:
    worker = center.worker(1)
    center.task(1)
    center.task(2)
    with pytest.raises(Conflict) as refused:
        routing.pick_up(sid("WT", 2), worker, center.now)
    assert refused.value.code == "has_contact"
    away = center.worker(2, "other")
    center.pass_time(60)
    with pytest.raises(Conflict) as refused:
        routing.pick_up(sid("WT", 2), away, center.now)
    assert refused.value.code == "not_present"


def test_a_call_that_rings_elsewhere_by_now_is_not_taken(center: Center) -> None:
    center.task(1)
    center.worker(1)
    second = center.worker(2, "other")
    with pytest.raises(Conflict) as refused:
        routing.pick_up(sid("WT", 1), second, center.now)
    assert refused.value.code == "taken"


def test_a_task_may_keep_the_place_of_one_that_waited_before(center: Center) -> None:
    came_at = center.now
    center.later(60)
    center.task(1)
    center.task(2, enqueued_at=came_at)
    assert routing.position(sid("WT", 2), center.now).position == 1
    worker = center.worker(1)
    assert [one.task_sid for one in center.made if one.worker_sid == worker] == [sid("WT", 2)]
