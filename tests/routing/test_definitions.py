"""Queues and workers as administrators define them, also while agents are at work."""

import pytest

from chalicelib import routing
from chalicelib.problems import Conflict, Invalid
from tests.routing.conftest import Center, sid

A = sid("WK", 1)


@pytest.mark.covers("ACD-24")
def test_regrouping_a_ready_agent_takes_effect_on_the_next_offer(center: Center) -> None:
    center.worker(1, "consult")
    center.task(1, "order")
    assert not center.made
    attributes = {"skills": ["order"], "name": "Agent 1"}
    center.note(routing.define_worker(A, "agent1", attributes, center.now))
    assert [o.task_sid for o in center.made] == [sid("WT", 1)]
    center.task(2, "consult")
    assert routing.worker(A).queues == ("order",)
    assert len(center.made) == 1


def test_regrouping_an_agent_during_a_contact_counts_after_it(center: Center) -> None:
    center.worker(1, "consult")
    offer = center.task(1).assignments[0]
    routing.accept(offer.reservation_sid, center.now)
    routing.define_worker(A, "agent1", {"skills": ["order"]}, center.now)
    center.task(2, "consult")
    center.task(3, "order")
    center.serve(offer.reservation_sid)
    assert center.made[-1].task_sid == sid("WT", 3)


def test_a_queue_that_asks_for_other_workers_gets_them(center: Center) -> None:
    center.worker(1, "consult", level=2)
    center.task(1, "order")
    center.queue("order", target_workers="level > 1")
    assert [o.task_sid for o in center.made] == [sid("WT", 1)]


def test_a_queue_may_say_worker_before_an_attribute(center: Center) -> None:
    worker = center.worker(1, "order", level=3)
    center.queue("consult", target_workers="worker.level > 2 AND skills HAS 'order'")
    assert set(routing.worker(worker).queues) == {"order", "consult"}


def test_a_name_belongs_to_one_worker_in_any_case(center: Center) -> None:
    center.worker(1)
    with pytest.raises(Conflict):
        routing.define_worker(sid("WK", 2), "AGENT1", {}, center.now)
    found = routing.worker_named("Agent1")
    assert found is not None
    assert found.sid == A
    assert routing.worker_named("nobody") is None
    assert [worker.sid for worker in routing.workers()] == [A]


def test_defining_a_worker_again_changes_nothing_but_what_changed(center: Center) -> None:
    center.worker(1)
    center.worker(1, is_ready=False)
    assert routing.worker(A).state == "ready"


def test_a_broken_expression_is_refused_and_nothing_is_kept(center: Center) -> None:
    with pytest.raises(routing.ExpressionError):
        center.queue("order", target_workers="skill-level > 1")
    assert {queue.target_workers for queue in routing.queues()} == {
        f"skills HAS '{name}'" for name in ("consult", "complaint", "order")
    }


def test_attributes_longer_than_taskrouter_allows_are_refused(center: Center) -> None:
    with pytest.raises(Invalid):
        routing.define_worker(A, "agent1", {"note": "x" * 5000}, center.now)
    assert routing.workers() == []


def test_a_worker_of_more_queues_than_one_transaction_holds_is_refused(center: Center) -> None:
    for number in range(50):
        definition = routing.TaskQueue(sid("WQ", 100 + number), f"q{number}", {"zh": "q", "en": "q"})
        routing.define_queue(definition, center.now)
    with pytest.raises(Invalid):
        center.worker(1)
