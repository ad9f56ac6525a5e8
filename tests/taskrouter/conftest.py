"""The official client against a served center, and the few definitions that most tests need."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from chalicelib.routing.catalogue import forget_catalogue


@dataclass
class House:
    """One workspace through the client, with one queue, one workflow into it, and agents by hand."""

    client: Any
    workspace: Any
    queue: Any
    workflow: Any

    def worker(self, name: str, activity: str | None = "Available", **attributes: Any) -> Any:
        """A worker in an activity, made over the API."""
        sid = self.activity(activity).sid if activity else None
        given = {"skills": ["chat"], **attributes}
        extra = {"activity_sid": sid} if sid else {}
        return self.workspace.workers.create(name, attributes=json.dumps(given), **extra)

    def activity(self, name: str) -> Any:
        """The activity of this name."""
        return self.workspace.activities.list(friendly_name=name)[0]

    def task(self, **attributes: Any) -> Any:
        """A task into the workflow."""
        return self.workspace.tasks.create(attributes=json.dumps(attributes), workflow_sid=self.workflow.sid)

    def reservation(self, task: Any) -> Any:
        """The task's only reservation."""
        (one,) = self.workspace.tasks(task.sid).reservations.list()
        return one


def version_of(answer: Any) -> str:
    """The ETag of an answer; who serves it may write header names in small letters."""
    return next(value for name, value in answer.headers.items() if name.lower() == "etag")


def configuration(queue_sid: str, **target: Any) -> str:
    """A workflow that sends everything into one queue."""
    return json.dumps({"task_routing": {"filters": [], "default_filter": {"queue": queue_sid, **target}}})


@pytest.fixture
def house(twilio: Any) -> Iterator[House]:
    """A workspace with the queue `chat` and the workflow `Everything`."""
    forget_catalogue()
    (only,) = twilio.taskrouter.v1.workspaces.list()
    workspace = twilio.taskrouter.v1.workspaces(only.sid)
    queue = workspace.task_queues.create("chat", target_workers='skills HAS "chat"')
    workflow = workspace.workflows.create("Everything", configuration(queue.sid))
    yield House(twilio, workspace, queue, workflow)
    forget_catalogue()
