"""A program on the official client drives a whole center: stream and jobs ask it and tell it."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest
from twilio.rest import Client

pytestmark = pytest.mark.journey
PATIENCE_SECONDS = 30


@pytest.fixture
def program() -> Iterator[tuple[str, list[tuple[str, dict[str, str]]]]]:
    """Somebody's program: its address, and what came to it; it accepts whatever it is asked about."""
    heard: list[tuple[str, dict[str, str]]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            heard.append((self.path, {name: values[0] for name, values in parse_qs(body).items()}))
            data = json.dumps({"instruction": "accept"}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", heard
    server.shutdown()
    server.server_close()


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
