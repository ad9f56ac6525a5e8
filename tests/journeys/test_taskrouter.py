"""A program on the official client drives a whole center: stream and jobs ask it and tell it."""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from twilio.rest import Client

from tests.loopback import Asked, Reply, serving

pytestmark = pytest.mark.journey
PATIENCE_SECONDS = 30


@pytest.fixture
def program() -> Iterator[tuple[str, list[tuple[str, dict[str, str]]]]]:
    """Somebody's program: its address, and what came to it; it accepts whatever it is asked about."""
    heard: list[tuple[str, dict[str, str]]] = []

    def answer(one: Asked) -> Reply:
        heard.append((one.path, one.form()))
        return Reply({"instruction": "accept"})

    with serving(answer) as url:
        yield url, heard


def test_a_program_is_asked_about_its_task_and_told_what_became_of_it(center: Any, program: Any) -> None:
    url, heard = program
    client = Client(center.account_sid, center.auth_token)
    client.taskrouter.base_url = center.api_url
    (only,) = client.taskrouter.v1.workspaces.list()
    workspace = client.taskrouter.v1.workspaces(only.sid)
    workspace.update(event_callback_url=f"{url}/events")
    queue = workspace.task_queues.create("programs", target_workers="is_program == true")
    configuration = json.dumps({"task_routing": {"default_filter": {"queue": queue.sid}}})
    workflow = workspace.workflows.create(
        "Programs", configuration, assignment_callback_url=f"{url}/assignment"
    )
    available = workspace.activities.list(friendly_name="Available")[0]
    worker = workspace.workers.create("robot", attributes='{"is_program": true}', activity_sid=available.sid)
    task = workspace.tasks.create(attributes='{"topic": "refund"}', workflow_sid=workflow.sid)
    until(lambda: task.fetch().assignment_status == "assigned")
    task.update(assignment_status="completed", reason="done")
    until(lambda: any(form.get("EventType") == "task.completed" for _, form in heard))
    # The center is that of all journeys: it is left as it was.
    workspace.update(event_callback_url="")
    worker.update(activity_sid=workspace.activities.list(friendly_name="Offline")[0].sid)
    assert worker.delete()
    assert workflow.delete()
    assert queue.delete()
    assert [form["TaskSid"] for path, form in heard if path == "/assignment"] == [task.sid]
    told = [form["EventType"] for _, form in heard if form.get("TaskSid") == task.sid and "EventType" in form]
    assert told == [
        "task.created",
        "workflow.entered",
        "task-queue.entered",
        "reservation.created",
        "reservation.accepted",
        "reservation.completed",
        "task.completed",
    ]


def until(is_so: Callable[[], bool]) -> None:
    """Wait for what comes about by streams and queues."""
    ends_at = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < ends_at, "it did not come about in time"
        time.sleep(0.2)
