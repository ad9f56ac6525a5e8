"""Tasks through workflows: filters, targets, timeouts, priorities, skips, known workers, real files."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from chalicelib import contacts, routing
from chalicelib.problems import Invalid
from tests.routing.conftest import QUEUES, Center, sid

A, B, C = sid("WK", 1), sid("WK", 2), sid("WK", 3)
FLOW = sid("WW", 1)
SAMPLES = Path(os.environ.get("TRUNKLINE_SAMPLES", "samples")) / "taskrouter-workflows"


def define(*filters: dict[str, Any], default: str | None = "consult") -> None:
    configuration: dict[str, Any] = {"task_routing": {"filters": list(filters)}}
    if default:
        configuration["task_routing"]["default_filter"] = {"queue": QUEUES[default]}
    routing.define_workflow(routing.WorkflowDefinition(FLOW, "inbound", configuration))


def targets(*steps: dict[str, Any], expression: str = "1==1") -> dict[str, Any]:
    return {"filter_friendly_name": "f", "expression": expression, "targets": list(steps)}


def route(center: Center, number: int, **attributes: Any) -> routing.Outcome:
    return center.task(number, None, workflow_sid=FLOW, attributes=attributes)


def test_the_first_filter_that_matches_decides_and_else_the_default(center: Center) -> None:
    define(
        targets({"queue": QUEUES["complaint"]}, expression="key == '2'"),
        targets({"queue": QUEUES["order"]}, expression="key IN ['2', '3']"),
    )
    for number, key in enumerate(("2", "3", "9"), 1):
        route(center, number, key=key)
    assert [routing.task(sid("WT", n)).queue for n in (1, 2, 3)] == ["complaint", "order", "consult"]


def test_the_only_workflow_is_used_when_neither_is_named(center: Center) -> None:
    with pytest.raises(Invalid):
        center.task(1, None)
    define()
    center.task(1, None)
    assert routing.task(sid("WT", 1)).workflow_sid == FLOW


def test_a_task_that_nothing_is_for_is_given_up(center: Center) -> None:
    define(targets({"queue": QUEUES["order"]}, expression="vip == true"), default=None)
    outcome = route(center, 1)
    assert [c.contact_id for c in outcome.canceled] == [sid("CT", 1)]
    assert routing.task(sid("WT", 1)).status is routing.TaskStatus.CANCELED
    assert route(center, 1) == routing.Outcome()


def test_a_step_that_is_over_widens_the_search_and_keeps_the_place(center: Center) -> None:
    define(
        targets(
            {"queue": QUEUES["consult"], "expression": "worker.level > 5", "timeout": 30},
            {"priority": 7},
        )
    )
    center.worker(1, level=1)
    route(center, 1)
    assert not center.made
    center.later(30)
    outcome = center.fire("routing.workflow", sid("WT", 1))
    assert [o.worker_sid for o in outcome.assignments] == [A]
    assert routing.task(sid("WT", 1)).priority == 7


def test_a_move_to_another_queue_is_in_the_log(center: Center) -> None:
    define(targets({"queue": QUEUES["consult"], "timeout": 10}, {"queue": QUEUES["order"]}))
    route(center, 1)
    center.later(10)
    center.fire("routing.workflow", sid("WT", 1))
    moved = [(e.type, e.queue) for e in contacts.events_of(sid("CT", 1))][1:]
    assert sorted(moved) == [
        (contacts.EventType.QUEUE_ENTERED, "order"),
        (contacts.EventType.QUEUE_LEFT, "consult"),
    ]
    assert routing.queue_depths()["order"].waiting == 1
    assert routing.queue_depths()["consult"].waiting == 0


def test_after_the_last_target_the_next_filter_and_then_the_end(center: Center) -> None:
    define(
        targets({"queue": QUEUES["consult"], "timeout": 10}),
        targets({"queue": QUEUES["order"]}, expression="1==0"),
        targets({"queue": QUEUES["complaint"], "timeout": 10}),
    )
    route(center, 1)
    center.later(10)
    center.fire("routing.workflow", sid("WT", 1))
    assert routing.task(sid("WT", 1)).queue == "complaint"
    center.later(10)
    outcome = center.fire("routing.workflow", sid("WT", 1))
    assert [c.reason for c in outcome.canceled] == ["Task canceled on Workflow timeout"]
    assert routing.queue_depths()["complaint"].waiting == 0


def test_a_task_whose_time_is_over_is_given_up_even_while_it_rings(center: Center) -> None:
    center.queue("consult", ring_seconds=90)
    center.worker(1)
    center.task(1, timeout_seconds=60)
    center.later(60)
    outcome = center.fire("routing.workflow", sid("WT", 1))
    assert [c.reason for c in outcome.canceled] == ["Task TTL Exceeded"]
    assert [d.worker_sid for d in outcome.dropped] == [A]
    assert routing.worker(A).state == "ready"


def test_a_step_ends_on_time_although_its_timer_fired_during_an_offer(center: Center) -> None:
    define(targets({"queue": QUEUES["consult"], "timeout": 10}, {"queue": QUEUES["order"]}))
    center.worker(1)
    offer = route(center, 1).assignments[0]
    center.later(10)
    assert center.fire("routing.workflow", sid("WT", 1)) == routing.Outcome()
    center.later(5)
    center.fire("routing.reservation", offer.reservation_sid)
    center.fire("routing.workflow", sid("WT", 1))
    assert routing.task(sid("WT", 1)).queue == "order"


def test_skip_if_moves_on_only_when_nobody_could_take_it(center: Center) -> None:
    define(
        targets(
            {"queue": QUEUES["complaint"], "skip_if": "workers.available == 0"},
            {"queue": QUEUES["consult"]},
        )
    )
    route(center, 1)
    assert routing.task(sid("WT", 1)).queue == "consult"
    center.worker(1, "complaint")
    route(center, 2)
    route(center, 3)
    assert [routing.task(sid("WT", n)).queue for n in (2, 3)] == ["complaint", "complaint"]


def test_a_task_that_skips_everything_gets_the_default(center: Center) -> None:
    define(targets({"queue": QUEUES["complaint"], "skip_if": "1==1"}))
    route(center, 1)
    assert routing.task(sid("WT", 1)).queue == "consult"


def test_a_known_worker_gets_it_or_nobody_until_the_step_is_over(center: Center) -> None:
    define(
        targets(
            {"queue": QUEUES["consult"], "known_worker_friendly_name": "task.agent", "timeout": 5},
            {"queue": QUEUES["consult"]},
        )
    )
    center.worker(1)
    center.later(1)
    center.worker(2)
    assert [o.worker_sid for o in route(center, 1, agent="agent2").assignments] == [B]
    assert route(center, 2, agent="nobody") == routing.Outcome()
    center.later(5)
    assert [o.worker_sid for o in center.fire("routing.workflow", sid("WT", 2)).assignments] == [A]


def test_order_by_ranks_the_ready_and_ties_go_to_the_longest_idle(center: Center) -> None:
    define(targets({"queue": QUEUES["consult"], "order_by": "worker.level DESC, worker.cost ASC"}))
    for number, level, cost in ((1, 1, 1), (2, 9, 5), (3, 9, 2)):
        center.worker(number, level=level, cost=cost)
        center.later(1)
    made = [route(center, number).assignments[0].worker_sid for number in (1, 2, 3)]
    assert made == [C, B, A]


@pytest.mark.covers("ACD-05")
def test_changing_the_map_of_keys_takes_effect_on_the_next_call(center: Center) -> None:
    define(targets({"queue": QUEUES["order"]}, expression="key == '1'"))
    route(center, 1, key="1")
    define(targets({"queue": QUEUES["complaint"]}, expression="key == '1'"))
    route(center, 2, key="1")
    assert [routing.task(sid("WT", n)).queue for n in (1, 2)] == ["order", "complaint"]


def test_a_workflow_with_a_queue_that_does_not_exist_is_refused(center: Center) -> None:
    with pytest.raises(Invalid) as refused:
        define(targets({"queue": "WQnowhere"}))
    assert refused.value.fields[0].field == "task_routing.filters[0].targets[0].queue"


@pytest.mark.skipif(
    not SAMPLES.is_dir(), reason="TRUNKLINE_SAMPLES names no folder with taskrouter-workflows"
)
@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.json")), ids=lambda path: path.stem)
def test_a_configuration_from_the_field_loads_and_routes(center: Center, path: Path) -> None:
    text = path.read_text("utf-8")
    for placeholder in {part.split("}")[0] for part in text.split("${")[1:]}:
        text = text.replace("${" + placeholder + "}", QUEUES["consult"])
    routing.define_workflow(routing.WorkflowDefinition(FLOW, path.stem, json.loads(text)))
    center.worker(1)
    attributes = {"callToQueue": "Template Example Sales", "callBackData": {"attempts": 0}}
    outcome = center.task(1, None, workflow_sid=FLOW, attributes=attributes)
    assert [o.queue for o in outcome.assignments] == ["consult"]


def test_a_workflow_may_say_how_long_a_worker_is_rung(center: Center) -> None:
    configuration = {"task_routing": {"default_filter": {"queue": QUEUES["consult"]}}}
    routing.define_workflow(routing.WorkflowDefinition(FLOW, "w", configuration, reservation_seconds=90))
    center.worker(1)
    (offer,) = center.task(1, None, workflow_sid=FLOW).assignments
    assert (offer.expires_at - offer.created_at).total_seconds() == 90
