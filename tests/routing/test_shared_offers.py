"""Several workers reserved for one task: the first to accept has it, the others are rescinded."""

import pytest

from chalicelib import contacts, routing
from chalicelib.problems import Conflict
from chalicelib.routing import ReservationStatus, TaskStatus, WorkerState
from chalicelib.routing.state import read_waiting
from tests.routing.conftest import QUEUES, Center, sid

TASK = sid("WT", 1)


@pytest.fixture
def three(center: Center) -> Center:
    """A queue that may ring two agents at once, and three agents."""
    center.queue("consult", max_reserved_workers=2, rona_activity=None)
    for number in (1, 2, 3):
        center.worker(number)
        center.later(1)
    return center


def status(reservation_sid: str) -> ReservationStatus:
    return routing.reservation(reservation_sid).status


def in_line() -> list[str]:
    return [task.task_sid for task in read_waiting(QUEUES["consult"]).waiting]


def test_as_many_are_reserved_as_the_queue_says_and_the_first_to_accept_has_it(three: Center) -> None:
    first, second = (offer.reservation_sid for offer in three.task(1).assignments)
    assert in_line() == []
    routing.accept(second, three.now)
    assert (status(first), status(second)) == (ReservationStatus.RESCINDED, ReservationStatus.ACCEPTED)
    with pytest.raises(Conflict):
        routing.accept(first, three.now)
    task = routing.task(TASK)
    assert (task.status, task.worker_sid) == (TaskStatus.ASSIGNED, sid("WK", 2))
    outcome = three.fire("routing.reservation", first)
    assert [(one.reservation_sid, one.reason) for one in outcome.dropped] == [(first, "rescinded")]
    assert routing.worker(sid("WK", 1)).state == WorkerState.READY
    assert not three.fire("routing.reservation", first).dropped
    routing.wrap_up(second, three.now)
    routing.finish(second, three.now)
    assert routing.task(TASK).status == TaskStatus.COMPLETED


def test_a_worker_who_becomes_ready_later_takes_the_free_seat(center: Center) -> None:
    center.queue("consult", max_reserved_workers=2)
    center.task(1)
    center.worker(1)
    assert in_line() == [TASK]
    center.worker(2)
    center.worker(3)
    assert [offer.worker_sid for offer in center.made] == [sid("WK", 1), sid("WK", 2)]
    assert in_line() == []


def test_who_declines_frees_the_seat_for_another_and_is_not_asked_again_meanwhile(three: Center) -> None:
    first, second = (offer.reservation_sid for offer in three.task(1).assignments)
    three.note(routing.reject(first, "busy", three.now))
    assert three.made[-1].worker_sid == sid("WK", 3)
    third = three.made[-1].reservation_sid
    three.note(routing.reject(second, "busy", three.now))
    assert len(three.made) == 3
    assert routing.task(TASK).status == TaskStatus.RESERVED
    routing.accept(third, three.now)
    assert routing.task(TASK).worker_sid == sid("WK", 3)
    assert in_line() == []


def test_when_all_have_declined_the_task_is_pending_again_and_all_may_be_asked(center: Center) -> None:
    center.queue("consult", max_reserved_workers=2, rona_activity="busy")
    center.worker(1)
    center.worker(2)
    for offer in center.task(1).assignments:
        center.later(15)
        center.fire("routing.reservation", offer.reservation_sid)
    assert routing.task(TASK).status == TaskStatus.PENDING
    assert in_line() == [TASK]
    center.note(routing.set_activity(sid("WK", 1), "ready", None, center.now))
    assert center.made[-1].worker_sid == sid("WK", 1)


def test_a_canceled_task_takes_all_its_offers_along(three: Center) -> None:
    offers = [offer.reservation_sid for offer in three.task(1).assignments]
    three.task(2)
    outcome = three.note(routing.cancel_task(TASK, "hung up", three.now))
    assert [one.reservation_sid for one in outcome.dropped] == offers
    assert {status(offer) for offer in offers} == {ReservationStatus.CANCELED}
    assert routing.task(TASK).status == TaskStatus.CANCELED
    assert {offer.task_sid for offer in outcome.assignments} == {sid("WT", 2)}
    assert not routing.cancel_task(TASK, "again", three.now).dropped


def test_a_rescinded_worker_who_goes_on_a_break_does_so(three: Center) -> None:
    first, second = (offer.reservation_sid for offer in three.task(1).assignments)
    routing.accept(second, three.now)
    three.note(routing.set_activity(sid("WK", 1), "short_break", None, three.now))
    assert routing.worker(sid("WK", 1)).state == WorkerState.SHORT_BREAK
    assert status(first) == ReservationStatus.RESCINDED


def test_a_shared_task_with_a_free_seat_takes_new_attributes_in_its_line(center: Center) -> None:
    center.queue("consult", max_reserved_workers=2)
    center.worker(1)
    center.task(1)
    routing.update_task(TASK, priority=5, attributes={"vip": True}, now=center.now)
    (waiting,) = read_waiting(QUEUES["consult"]).waiting
    assert (waiting.priority, waiting.attributes) == (5, {"vip": True})
    center.worker(2)
    assert center.made[-1].task_attributes == {"vip": True}


def test_the_log_tells_of_each_offer_and_how_it_ended(three: Center) -> None:
    _, second = (offer.reservation_sid for offer in three.task(1).assignments)
    routing.accept(second, three.now)
    told = [str(event.type) for event in contacts.events_of(sid("CT", 1))]
    assert told.count("reservation.created") == 2
    assert told.count("reservation.accepted") == told.count("reservation.canceled") == 1


def test_a_canceled_task_that_was_shared_stays_out_of_its_line(center: Center) -> None:
    center.queue("consult", max_reserved_workers=2)
    center.worker(1)
    center.task(1)
    routing.cancel_task(TASK, "hung up", center.now)
    routing.update_task(TASK, priority=5, now=center.now)
    assert in_line() == []
