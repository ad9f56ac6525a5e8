"""Reading TaskRouter workflow configurations, and walking them."""

from typing import Any

import pytest

from chalicelib.routing.workflow import (
    DEFAULT_FILTER,
    Order,
    Step,
    Target,
    WorkflowError,
    first_step,
    is_skipped,
    known_worker_of,
    next_step,
    queues_of,
    read_workflow,
    target_at,
)


def workflow(*filters: dict[str, Any], default: dict[str, Any] | None = None) -> dict[str, Any]:
    routing: dict[str, Any] = {"filters": list(filters)}
    if default is not None:
        routing["default_filter"] = default
    return {"task_routing": routing}


def one(*targets: dict[str, Any], expression: str = "1==1") -> dict[str, Any]:
    return {"expression": expression, "targets": list(targets)}


def test_a_later_target_inherits_the_queue_and_numbers_may_be_strings() -> None:
    read = read_workflow(workflow(one({"queue": "WQ1", "timeout": "30", "priority": "5"}, {})))
    first, second = read.filters[0].targets
    assert (first.timeout_seconds, first.priority) == (30, 5)
    assert (second.queue, second.timeout_seconds) == ("WQ1", None)


def test_json_text_an_old_name_and_unknown_keys_are_read() -> None:
    read = read_workflow(
        '{"task_routing": {"filters": [{"friendly_name": "old", "expression": "a == 1", "targets":'
        ' [{"queue": "WQ1"}]}], "default_filter": {"queue": "WQ2", "Expression": "x"}}, "note": 1}'
    )
    assert read.filters[0].name == "old"
    assert [queue for _, queue in queues_of(read)] == ["WQ1", "WQ2"]


@pytest.mark.parametrize(
    ("configuration", "path"),
    [
        ("{", "configuration"),
        ("[]", "configuration"),
        ({}, "task_routing"),
        ({"task_routing": {"filters": {}}}, "task_routing.filters"),
        (workflow({"expression": "1==1", "targets": []}), "task_routing.filters[0].targets"),
        (workflow({"targets": [{"queue": "WQ1"}]}), "task_routing.filters[0].expression"),
        (workflow(one({})), "task_routing.filters[0].targets[0].queue"),
        (workflow(one({"queue": "WQ1"}, expression="a-b == 1")), "task_routing.filters[0].expression"),
        (workflow(one({"queue": "Q", "timeout": "x"})), "task_routing.filters[0].targets[0].timeout"),
        (workflow(one({"queue": "Q", "priority": -1})), "task_routing.filters[0].targets[0].priority"),
        (workflow(one({"queue": "Q", "order_by": "level"})), "task_routing.filters[0].targets[0].order_by"),
        (workflow(one({"queue": "Q", "skip_if": 1})), "task_routing.filters[0].targets[0].skip_if"),
        (
            workflow(one({"queue": "Q", "known_worker_sid": "task."})),
            "task_routing.filters[0].targets[0].known_worker_sid",
        ),
        (workflow(default={"queue": 5}), "task_routing.default_filter.queue"),
    ],
)
def test_an_error_names_the_path(configuration: Any, path: str) -> None:
    with pytest.raises(WorkflowError) as refused:
        read_workflow(configuration)
    assert refused.value.path == path


def test_the_walk_goes_through_targets_and_matching_filters_and_not_to_the_default() -> None:
    read = read_workflow(
        workflow(
            one({"queue": "A", "timeout": 5}, {"timeout": 5}, expression="vip == true"),
            one({"queue": "B"}, expression="vip == false"),
            one({"queue": "C", "timeout": 5}, expression="vip == true"),
            default={"queue": "D"},
        )
    )
    walk = [first_step(read, {"vip": True})]
    while walk[-1]:
        walk.append(next_step(read, walk[-1], {"vip": True}))
    assert walk == [Step(0, 0), Step(0, 1), Step(2, 0), None]
    assert first_step(read, {}) == Step(DEFAULT_FILTER)
    assert next_step(read, Step(2, 0), {"vip": True}, has_only_skipped=True) == Step(DEFAULT_FILTER)
    assert next_step(read, Step(DEFAULT_FILTER), {}) is None


def test_a_step_of_a_workflow_that_has_shrunk_is_no_step() -> None:
    read = read_workflow(workflow(one({"queue": "A"})))
    assert target_at(read, Step(0, 3)) is None
    assert next_step(read, Step(4, 0), {}) is None


@pytest.mark.parametrize(
    "configuration",
    [
        {"task_routing": {"filters": [{"friendly_name": "old", "expression": "a = 1", "targets": [
            {"task_queue_sid": "WQ1", "priority": "2", "timeout": 30.0}]}],
            "default_filter": {"task_queue_sid": "WQ2", "Expression": "x"}}},
        {"taskRouting": {"filters": [{"filterFriendlyName": "new", "expression": "a == 1", "targets": [
            {"queue": "WQ1", "priority": 2, "timeout": 30, "orderBy": "", "knownWorkerSid": ""}]}],
            "defaultFilter": {"queue": "WQ2"}}},
        {"task_routing": {"filters": [{"filter_friendly_name": "task.", "expression": "task.a IN [1, 2]",
            "targets": [{"queue": "WQ1", "priority": 2, "timeout": 30, "expression": " "}]}],
            "default_filter": {"queue": "WQ2", "filter_friendly_name": "Default", "expression": "1==1"}}},
    ],
)  # fmt: skip
def test_the_names_of_older_configurations_and_of_helper_libraries_mean_the_same(configuration: Any) -> None:
    read = read_workflow(configuration)
    assert first_step(read, {"a": 1}) == Step(0)
    assert first_step(read, {"a": 3}) == Step(DEFAULT_FILTER)
    target = read.filters[0].targets[0]
    assert (target.queue, target.priority, target.timeout_seconds) == ("WQ1", 2, 30)
    assert (target.expression, target.order_by, target.known_worker) == (None, (), None)
    assert [queue for _, queue in queues_of(read)] == ["WQ1", "WQ2"]


@pytest.mark.parametrize(
    ("expression", "task", "holds"),
    [
        ('customer.tier = "gold" AND products HAS "insurance"',
         {"customer": {"tier": "gold"}, "products": ["insurance"]}, True),
        ('"ProgrammableSMS" in products', {"products": ["ProgrammableSMS"]}, True),
        ("lines[0].kind CONTAINS 'press'", {"lines": [{"kind": "express"}]}, True),
        ("targetWorker != null AND callToQueue == null", {"targetWorker": "x"}, True),
        ("语言 == '中文'", {"语言": "中文"}, True),
        ("1==1", {}, True),
        ("1 == 0", {}, False),
    ],
)  # fmt: skip
def test_a_filter_reads_what_is_found_in_the_field(expression: str, task: Any, holds: bool) -> None:
    read = read_workflow(workflow(one({"queue": "A"}, expression=expression)))
    assert (first_step(read, task) is not None) is holds


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"priority": True}, "priority: must be a whole number"),
        ({"timeout": "1.5"}, "timeout: must be a whole number"),
        ({"order_by": "worker.level UP"}, "order_by: 'worker.level UP' is not"),
        ({"order_by": ["worker.level"]}, "order_by: must be a string"),
        ({"known_worker_sid": "worker.sid"}, "known_worker_sid: must be an attribute of the task"),
        ({"known_worker_sid": 7}, "known_worker_sid: must be an attribute of the task"),
        ({"expression": "worker.level >"}, "expression: column 15: the expression ends too early"),
        ({"queue": 5}, "queue: must be a queue's sid or name"),
    ],
)
def test_what_cannot_work_is_refused_with_path_and_reason(changes: Any, said: str) -> None:
    with pytest.raises(WorkflowError) as refused:
        read_workflow(workflow(one({"queue": "A", **changes})))
    assert f"task_routing.filters[0].targets[0].{said}" in refused.value.message


@pytest.mark.parametrize(
    "default",
    [None, {}, {"queue": None}, {"queue": "", "filter_friendly_name": "none chosen"}],
)
def test_a_default_filter_without_a_queue_is_none(default: Any) -> None:
    assert read_workflow({"task_routing": {"filters": [], "default_filter": default}}).default is None


def test_a_default_filter_may_be_written_as_a_filter() -> None:
    default = {"filter_friendly_name": "else", "targets": [{"queue": "WQ1", "priority": "3"}]}
    found = read_workflow({"task_routing": {"default_filter": default}}).default
    assert found == Target("WQ1", priority=3)
    with pytest.raises(WorkflowError, match=r"default_filter\.targets\[0\]\.priority"):
        read_workflow({"task_routing": {"default_filter": {"targets": [{"queue": "WQ1", "priority": "x"}]}}})


def test_order_by_known_worker_and_skip_if_are_read() -> None:
    read = read_workflow(
        workflow(
            one(
                {
                    "queue": "A",
                    "order_by": "worker.level DESC, worker.cost",
                    "known_worker_sid": "task.agent.sid",
                    "skip_if": "workers.available == 0",
                },
                {"known_worker_sid": "WK" + "0" * 32},
                {"known_worker_sid": None},
            )
        )
    )
    first, second, third = read.filters[0].targets
    assert first.order_by == (Order(("level",), True), Order(("cost",), False))
    assert known_worker_of(first, {"agent": {"sid": "WK1"}}) == "sid:WK1"
    assert known_worker_of(first, {}) == "sid:"
    assert known_worker_of(second, {}) == "sid:WK" + "0" * 32
    assert known_worker_of(third, {}) == "sid:"
    assert is_skipped(first, {}, {"available": 0})
    assert not is_skipped(first, {}, {"available": 1})
    assert not is_skipped(second, {}, {"available": 0})
