"""Tasks that wait are taken through a workflow that was changed."""

from typing import Any

import pytest

from chalicelib import routing
from chalicelib.problems import Invalid
from tests.routing.conftest import Center, sid

WORKFLOW = sid("WW", 9)


def define(*filters: dict[str, Any], default: str | None = "consult") -> None:
    """The workflow, with these filters."""
    last = {"default_filter": {"queue": default}} if default else {}
    document = {"task_routing": {"filters": list(filters), **last}}
    routing.define_workflow(routing.WorkflowDefinition(WORKFLOW, "Changing", document))


def task(center: Center, number: int, **attributes: Any) -> str:
    """A task in the workflow."""
    center.task(number, queue=None, workflow_sid=WORKFLOW, attributes=attributes)
    return sid("WT", number)


def test_who_waits_goes_where_the_changed_workflow_sends_it(center: Center) -> None:
    define()
    moved, stays = task(center, 1, tier="vip"), task(center, 2)
    target = {"queue": "complaint", "priority": 7, "timeout": 30}
    define({"expression": "tier == 'vip'", "targets": [target]})
    center.worker(1, "complaint")
    assert routing.task(moved).queue == "consult"
    outcome = center.note(routing.re_evaluate_tasks(WORKFLOW, center.now))
    assert [made.task_sid for made in outcome.assignments] == [moved]
    assert (routing.task(moved).queue, routing.task(moved).priority) == ("complaint", 7)
    assert (routing.task(stays).queue, routing.task(stays).status) == ("consult", routing.TaskStatus.PENDING)


def test_a_task_that_no_filter_is_for_any_more_is_canceled(center: Center) -> None:
    define()
    gone = task(center, 1)
    define({"expression": "tier == 'vip'", "targets": [{"queue": "consult"}]}, default=None)
    outcome = center.note(routing.re_evaluate_tasks(WORKFLOW, center.now))
    assert [each.task_sid for each in outcome.canceled] == [gone]
    assert routing.task(gone).status is routing.TaskStatus.CANCELED


def test_what_is_offered_and_what_is_of_another_workflow_stays(center: Center) -> None:
    define()
    center.worker(1)
    offered, other = task(center, 1), sid("WT", 2)
    center.task(2)
    define(default="complaint")
    assert center.note(routing.re_evaluate_tasks(WORKFLOW, center.now)) == routing.Outcome()
    assert [routing.task(each).queue for each in (offered, other)] == ["consult", "consult"]


def test_a_step_that_was_over_half_begins_again_with_its_whole_time(center: Center) -> None:
    target = {"queue": "consult", "timeout": 60}
    define({"expression": "1==1", "targets": [target, {"queue": "complaint"}]})
    waits = task(center, 1)
    center.later(40)
    routing.re_evaluate_tasks(WORKFLOW, center.now)
    center.later(40)
    center.fire("routing.workflow", waits)
    assert routing.task(waits).queue == "consult"
    center.later(21)
    center.fire("routing.workflow", waits)
    assert routing.task(waits).queue == "complaint"


def test_a_workflow_that_is_not_there_is_refused(center: Center) -> None:
    with pytest.raises(Invalid, match="no workflow"):
        routing.re_evaluate_tasks(sid("WW", 8), center.now)
