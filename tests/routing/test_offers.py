"""Who is offered what, and what becomes of an offer."""

from datetime import timedelta

import pytest

from chalicelib import contacts, routing
from chalicelib.problems import Conflict, Invalid
from tests.routing.conftest import QUEUES, Center, sid

A, B, C = sid("WK", 1), sid("WK", 2), sid("WK", 3)


def state(worker_sid: str) -> str:
    return str(routing.worker(worker_sid).state)


def test_a_task_goes_at_once_to_a_ready_worker(center: Center) -> None:
    center.worker(1)
    (offer,) = center.task(1, attributes={"language": "zh"}).assignments
    assert (offer.worker_sid, offer.worker_name, offer.contact_uri) == (A, "Agent 1", "client:agent1")
    assert offer.queue == "consult"
    assert offer.task_attributes == {"language": "zh"}
    assert offer.expires_at - offer.created_at == timedelta(seconds=15)
    assert state(A) == "ringing"
    assert routing.task(sid("WT", 1)).status is routing.TaskStatus.RESERVED
    assert center.events(1) == ["task.created", "reservation.created"]


def test_a_task_waits_until_somebody_is_ready(center: Center) -> None:
    center.task(1)
    assert not center.made
    center.worker(1)
    assert [offer.task_sid for offer in center.made] == [sid("WT", 1)]


@pytest.mark.covers("ACD-01")
def test_a_call_tagged_with_a_skill_goes_only_to_an_agent_who_has_it(center: Center) -> None:
    center.worker(1, "consult")
    center.worker(2, "complaint")
    center.task(1, "complaint")
    center.task(2, "complaint")
    assert [(o.task_sid, o.worker_sid) for o in center.made] == [(sid("WT", 1), B)]
    assert state(A) == "ready"


@pytest.mark.covers("ACD-01")
def test_equal_priority_is_served_first_in_first_out(center: Center) -> None:
    for number in (1, 2, 3):
        center.later(1)
        center.task(number)
    center.worker(1)
    for _ in range(2):
        center.serve(center.made[-1].reservation_sid)
    assert [o.task_sid for o in center.made] == [sid("WT", n) for n in (1, 2, 3)]


def test_a_higher_priority_goes_first_whenever_it_came(center: Center) -> None:
    center.task(1)
    center.later(5)
    center.task(2, priority=10)
    center.worker(1)
    assert center.made[-1].task_sid == sid("WT", 2)


@pytest.mark.covers("ACD-10")
def test_the_agent_who_is_idle_longest_is_chosen(center: Center) -> None:
    for number in (2, 3, 1):
        center.worker(number)
        center.later(1)
    for number in (1, 2, 3):
        center.task(number)
    assert [o.worker_sid for o in center.made] == [B, C, A]
    center.serve(center.made[1].reservation_sid)
    center.serve(center.made[0].reservation_sid)
    center.task(4)
    assert center.made[-1].worker_sid == C


def test_a_worker_of_several_queues_gets_the_oldest_task_of_them_all(center: Center) -> None:
    center.task(1, "order")
    center.later(1)
    center.task(2, "consult")
    center.worker(1, "consult", "order", "complaint")
    center.serve(center.made[-1].reservation_sid)
    assert [o.task_sid for o in center.made] == [sid("WT", 1), sid("WT", 2)]


@pytest.mark.covers("ACD-17")
def test_an_unanswered_offer_passes_to_the_next_agent_and_is_counted(center: Center) -> None:
    center.worker(1)
    center.later(1)
    center.worker(2)
    first = center.task(1).assignments[0]
    center.later(1)
    center.task(2)
    center.later(1)
    center.task(3)
    routing.accept(center.made[1].reservation_sid, center.now)
    center.later(15)
    outcome = center.fire("routing.reservation", first.reservation_sid)
    assert [(d.reservation_sid, d.reason) for d in outcome.dropped] == [(first.reservation_sid, "rona")]
    assert state(A) == "busy"
    assert routing.worker(A).reason == "rona"
    center.serve(center.made[1].reservation_sid)
    assert (center.made[-1].task_sid, center.made[-1].worker_sid) == (sid("WT", 1), B)
    timeouts = [
        e for e in contacts.events_of(sid("CT", 1)) if e.type is contacts.EventType.RESERVATION_TIMEOUT
    ]
    assert [(e.worker_sid, e.queue) for e in timeouts] == [(A, "consult")]


def test_without_a_rona_activity_the_agent_stays_ready_but_others_are_asked_first(center: Center) -> None:
    center.queue("consult", rona_activity=None)
    center.worker(1)
    center.later(1)
    center.worker(2)
    first = center.task(1).assignments[0]
    center.later(15)
    second = center.fire("routing.reservation", first.reservation_sid).assignments
    assert [o.worker_sid for o in second] == [B]
    assert state(A) == "ready"
    center.later(15)
    third = center.fire("routing.reservation", second[0].reservation_sid).assignments
    assert [o.worker_sid for o in third] == [A]


def test_a_ring_timer_that_fires_early_twice_or_late_changes_nothing(center: Center) -> None:
    center.worker(1)
    offer = center.task(1).assignments[0]
    center.later(3)
    assert center.fire("routing.reservation", offer.reservation_sid) == routing.Outcome()
    routing.accept(offer.reservation_sid, center.now)
    center.later(60)
    assert center.fire("routing.reservation", offer.reservation_sid) == routing.Outcome()
    assert state(A) == "on_contact"
    assert center.fire("routing.reservation", "WRunknown") == routing.Outcome()


def test_a_declined_offer_moves_on_and_keeps_its_place(center: Center) -> None:
    center.worker(1)
    center.later(1)
    center.worker(2, is_ready=False)
    offer = center.task(1).assignments[0]
    center.later(2)
    center.task(2)
    routing.set_activity(B, "ready", None, center.later(1))
    assert state(B) == "ringing"
    outcome = center.note(routing.reject(offer.reservation_sid, "no headset", center.later(1)))
    assert [d.reason for d in outcome.dropped] == ["no headset"]
    assert [(o.task_sid, o.worker_sid) for o in outcome.assignments] == [(sid("WT", 1), A)]
    assert routing.reject(offer.reservation_sid, "no headset", center.now) == routing.Outcome()


def test_going_on_a_break_while_it_rings_passes_the_offer_on(center: Center) -> None:
    center.worker(1)
    center.later(1)
    center.worker(2)
    center.task(1)
    outcome = routing.set_activity(A, "meeting", "stand-up", center.later(1))
    assert [o.worker_sid for o in outcome.assignments] == [B]
    assert len(outcome.dropped) == 1
    assert (state(A), routing.worker(A).reason) == ("meeting", "stand-up")


def test_a_caller_who_hangs_up_while_it_rings_costs_the_agent_nothing(center: Center) -> None:
    center.worker(1)
    center.later(1)
    center.worker(2)
    center.task(1)
    outcome = center.note(routing.cancel_task(sid("WT", 1), "caller hung up", center.later(4)))
    assert [d.worker_sid for d in outcome.dropped] == [A]
    assert routing.task(sid("WT", 1)).status is routing.TaskStatus.CANCELED
    assert center.task(2).assignments[0].worker_sid == A
    assert routing.cancel_task(sid("WT", 1), "again", center.now) == routing.Outcome()


def test_a_caller_who_hangs_up_while_waiting_leaves_the_line(center: Center) -> None:
    center.task(1)
    center.task(2)
    assert routing.cancel_task(sid("WT", 1), "caller hung up", center.now) == routing.Outcome()
    assert routing.queue_depths()["consult"].waiting == 1
    center.worker(1)
    assert center.made[0].task_sid == sid("WT", 2)


def test_what_an_agent_has_is_never_canceled(center: Center) -> None:
    center.worker(1)
    offer = center.task(1).assignments[0]
    routing.accept(offer.reservation_sid, center.now)
    assert routing.cancel_task(sid("WT", 1), "late", center.now) == routing.Outcome()
    assert routing.task(sid("WT", 1)).status is routing.TaskStatus.ASSIGNED
    assert routing.cancel_task("WTnothing", "late", center.now) == routing.Outcome()


def test_every_command_may_come_twice(center: Center) -> None:
    center.worker(1)
    center.task(1)
    assert center.task(1) == routing.Outcome()
    center.task(2)
    assert center.task(2) == routing.Outcome()
    offer = center.made[0]
    once = routing.accept(offer.reservation_sid, center.now)
    assert routing.accept(offer.reservation_sid, center.now).status is once.status
    assert routing.wrap_up(offer.reservation_sid, center.now).status is routing.ReservationStatus.WRAPPING
    assert routing.wrap_up(offer.reservation_sid, center.now).status is routing.ReservationStatus.WRAPPING
    assert len(center.note(routing.finish(offer.reservation_sid, center.now)).assignments) == 1
    assert routing.finish(offer.reservation_sid, center.now) == routing.Outcome()
    assert len(center.made) == 2
    assert center.events(1) == [
        "task.created",
        "reservation.created",
        "reservation.accepted",
        "reservation.wrapping",
        "reservation.completed",
    ]


def test_an_offer_that_is_over_cannot_be_accepted_and_a_ringing_one_not_finished(center: Center) -> None:
    center.worker(1)
    offer = center.task(1).assignments[0]
    with pytest.raises(Conflict):
        routing.finish(offer.reservation_sid, center.now)
    with pytest.raises(Conflict):
        routing.wrap_up(offer.reservation_sid, center.now)
    routing.cancel_task(sid("WT", 1), "caller hung up", center.now)
    with pytest.raises(Conflict):
        routing.accept(offer.reservation_sid, center.now)
    assert routing.finish(offer.reservation_sid, center.now) == routing.Outcome()


def test_a_task_for_a_queue_that_does_not_exist_is_refused(center: Center) -> None:
    with pytest.raises(Invalid) as refused:
        center.task(1, "nowhere")
    assert refused.value.fields[0].field == "queue"
    assert QUEUES["consult"] == routing.queues()[1].sid


def test_position_counts_those_who_are_served_first(center: Center) -> None:
    for number, priority in ((1, 0), (2, 0), (3, 5)):
        center.later(10)
        center.task(number, priority=priority)
    places = {n: routing.position(sid("WT", n), center.now) for n in (1, 2, 3)}
    assert {n: (p.position, p.size) for n, p in places.items()} == {1: (2, 3), 2: (3, 3), 3: (1, 3)}
    assert places[1].waited_seconds == 20
    assert routing.queue_depths()["consult"].oldest_at == center.now - timedelta(seconds=20)
    center.worker(1)
    assert routing.position(sid("WT", 3), center.now).position == 1
    routing.accept(center.made[0].reservation_sid, center.now)
    assert routing.position(sid("WT", 3), center.now).position == 0
