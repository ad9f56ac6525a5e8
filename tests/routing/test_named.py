"""A task that names an agent finds it by its own row, wherever it stands among the ready."""

from typing import Any

import pytest

from chalicelib import routing
from tests.routing.conftest import QUEUES, Center, sid
from tests.routing.test_costs import counted

MANY = 60
FLOW = sid("WW", 1)


@pytest.fixture
def crowd(center: Center) -> Center:
    """More ready agents than a page of the line holds; the last to get ready stands last."""
    for number in range(1, MANY + 1):
        center.worker(number, agent_number=8000 + number)
        center.pass_time(0.01)
    return center


def offered(center: Center, number: int, **given: Any) -> tuple[str, list[str]]:
    """Who gets a task, and the requests that it took."""
    with counted() as requests:
        outcome = center.task(number, **given)
    (made,) = outcome.assignments
    return made.worker_sid, requests


def only(center: Center, known: str, **more: Any) -> None:
    target = {"queue": QUEUES["consult"], known: "task.agent", **more}
    configuration = {"task_routing": {"filters": [{"expression": "1==1", "targets": [target]}]}}
    routing.define_workflow(routing.WorkflowDefinition(FLOW, "known", configuration))


@pytest.mark.covers("ACD-13")
def test_a_named_agent_at_the_end_of_a_long_line_is_found_without_reading_the_line(crowd: Center) -> None:
    last = sid("WK", MANY)
    plain = offered(crowd, 1)
    by_name = offered(crowd, 2, attributes={"requested_agent": f"Agent{MANY}"})
    by_sid = offered(crowd, 3, attributes={"requested_agent": sid("WK", MANY - 1)})
    by_number = offered(crowd, 4, attributes={"requested_agent": str(8000 + MANY - 2)})
    assert (plain[0], by_name[0]) == (sid("WK", 1), last)
    assert (by_sid[0], by_number[0]) == (sid("WK", MANY - 1), sid("WK", MANY - 2))
    assert len(by_name[1]) == len(plain[1]) + 2
    assert len(by_sid[1]) == len(plain[1]) + 1
    only(crowd, "known_worker_friendly_name")
    assert routing.queues()  # read again after the change
    known = offered(crowd, 5, queue=None, workflow_sid=FLOW, attributes={"agent": f"agent{MANY - 3}"})
    assert (known[0], len(known[1])) == (sid("WK", MANY - 3), len(plain[1]) + 2)


def test_a_named_agent_who_is_busy_leaves_the_task_to_the_strategy_or_to_nobody(crowd: Center) -> None:
    last = sid("WK", MANY)
    routing.set_activity(last, routing.ActivityName.BUSY, None, crowd.now)
    assert offered(crowd, 1, attributes={"requested_agent": f"agent{MANY}"})[0] == sid("WK", 1)
    only(crowd, "known_worker_sid")
    assert not crowd.task(2, None, workflow_sid=FLOW, attributes={"agent": last}).assignments
    outcome = crowd.note(routing.set_activity(last, routing.ActivityName.READY, None, crowd.now))
    assert [made.task_sid for made in outcome.assignments] == [sid("WT", 2)]
