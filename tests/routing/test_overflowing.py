"""Overflow, shortage, callbacks, `skip_if` counts and the limit of offers, through the engine."""

import pytest

from chalicelib import routing
from chalicelib.routing.items import TaskItem
from chalicelib.routing.model import activity_sid
from chalicelib.routing.policy import Overflow, Shortage, Tier
from chalicelib.routing.state import change
from chalicelib.taskrouter.sids import derived
from tests.routing.conftest import QUEUES, Center, sid

VIP = {"customer_tier": "vip"}


def line_up(center: Center, count: int, first: int = 1) -> None:
    for number in range(first, first + count):
        center.task(number)
        center.later(1)


def test_a_full_queue_sends_the_next_caller_to_voicemail_and_says_so(center: Center) -> None:
    center.queue("consult", overflow=(Overflow("voicemail", max_waiting=2),))
    line_up(center, 2)
    canceled = center.task(3).canceled
    assert [(one.task_sid, one.reason) for one in canceled] == [(sid("WT", 3), "overflow:voicemail")]
    assert routing.task(sid("WT", 3)).status == routing.TaskStatus.CANCELED
    assert routing.task(sid("WT", 2)).status == routing.TaskStatus.PENDING


def test_a_full_queue_sends_the_next_caller_to_another_queue_and_not_back(center: Center) -> None:
    center.queue("consult", overflow=(Overflow("queue:order", max_waiting=1),))
    center.queue("order", overflow=(Overflow("queue:consult", max_waiting=0),))
    line_up(center, 1)
    center.task(2)
    assert routing.task(sid("WT", 2)).queue == "order"
    center.worker(1, "order")
    assert center.made[-1].task_sid == sid("WT", 2)


def test_who_has_waited_too_long_moves_to_another_queue_with_age_and_priority(center: Center) -> None:
    center.queue("consult", overflow=(Overflow("queue:order", max_wait_seconds=60),))
    center.task(1, priority=3)
    since = center.now
    center.later(59)
    center.fire("routing.workflow", sid("WT", 1))
    assert routing.task(sid("WT", 1)).queue == "consult"
    center.later(1)
    center.fire("routing.workflow", sid("WT", 1))
    moved = routing.task(sid("WT", 1))
    assert (moved.queue, moved.priority, moved.enqueued_at) == ("order", 3, since)
    assert set(center.events(1)[-2:]) == {"queue.left", "queue.entered"}


def test_who_has_waited_too_long_is_offered_a_callback_whose_task_keeps_the_place(center: Center) -> None:
    center.queue("consult", overflow=(Overflow("callback", max_wait_seconds=60),))
    center.task(1)
    since = center.now
    center.later(30)
    center.task(2)
    center.later(30)
    assert center.fire("routing.workflow", sid("WT", 1)).canceled[0].reason == "overflow:callback"
    center.task(3, channel="callback", enqueued_at=since)
    assert routing.position(sid("WT", 3), center.now).position == 1
    center.later(100)
    assert not center.fire("routing.workflow", sid("WT", 3)).canceled
    center.worker(1)
    assert center.made[-1].task_sid == sid("WT", 3)
    assert routing.reservation(center.made[-1].reservation_sid).channel == "callback"


@pytest.mark.covers("ACD-22")
def test_while_agents_are_short_low_tiers_are_steered_to_a_callback_and_vips_are_kept(
    center: Center,
) -> None:
    tiers = (
        Tier("gold", 'customer_tier == "vip" AND language == "zh-CN"', priority=10, head_start_seconds=60),
        Tier("rest", "1==1", when_short="callback"),
    )
    center.queue("consult", tiers=tiers, shortage=Shortage(waiting=2))
    center.worker(1)
    held = center.task(1).assignments[0]
    line_up(center, 2, first=2)
    assert center.task(4).canceled[0].reason == "overflow:callback"
    center.task(5, attributes={**VIP, "language": "zh-CN"})
    assert routing.task(sid("WT", 5)).priority == 10
    assert center.serve(held.reservation_sid, 1).assignments[0].task_sid == sid("WT", 5)


def test_skip_if_counts_the_workers_of_each_activity_by_its_sid(center: Center) -> None:
    busy = activity_sid(routing.ActivityName.MEETING)
    assert busy == derived("WA", routing.ActivityName.MEETING)
    targets = [
        {"queue": QUEUES["consult"], "skip_if": f"workers.{busy} >= 2"},
        {"queue": QUEUES["order"]},
    ]
    filters = [{"filter_friendly_name": "all", "expression": "1==1", "targets": targets}]
    workflow = routing.WorkflowDefinition(sid("WW", 1), "w", {"task_routing": {"filters": filters}})
    routing.define_workflow(workflow)
    for number in (1, 2):
        center.worker(number, is_ready=False)
        routing.set_activity(sid("WK", number), "meeting", None, center.now)
        center.task(number, None, workflow_sid=sid("WW", 1))
    assert [routing.task(sid("WT", number)).queue for number in (1, 2)] == ["consult", "order"]


def test_a_task_is_not_offered_more_than_a_thousand_times(center: Center) -> None:
    center.queue("consult", rona_activity=None)
    center.worker(1)
    offer = center.task(1).assignments[0]
    with change() as c:
        c.update(TaskItem, sid("WT", 1), {"attempt": 1000}, {"attempt": 1})
    outcome = routing.reject(offer.reservation_sid, "busy", center.now)
    assert [one.reason for one in outcome.canceled] == ["Max Assignment Count exceeded"]
    assert not outcome.assignments
    assert routing.task(sid("WT", 1)).status == routing.TaskStatus.CANCELED


def test_an_overflow_into_a_queue_that_was_renamed_leaves_the_task_where_it_is(center: Center) -> None:
    center.queue("consult", overflow=(Overflow("queue:order", max_waiting=0, max_wait_seconds=5),))
    renamed = routing.TaskQueue(QUEUES["order"], "orders", {"zh": "o", "en": "o"})
    routing.define_queue(renamed, center.now)
    center.task(1)
    center.later(5)
    assert center.fire("routing.workflow", sid("WT", 1)) == routing.Outcome()
    assert routing.task(sid("WT", 1)).queue == "consult"
