"""Assignment and event callbacks: a server of somebody else's is told, signed, and its answer obeyed."""

import contextlib
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from twilio.request_validator import RequestValidator

from chalicelib import contacts, taskrouter
from chalicelib.aws.settings import settings
from chalicelib.problems import Invalid
from chalicelib.taskrouter import store
from chalicelib.taskrouter.addresses import public_address, require_callback
from chalicelib.taskrouter.callback_post import post
from chalicelib.taskrouter.workspace import workspace_sid
from tests.conftest import AUTH_TOKEN
from tests.loopback import Asked, Reply, serving
from tests.taskrouter.conftest import House, configuration


@dataclass
class Listener:
    """What came to each path, and what is answered: a status, and JSON or nothing."""

    url: str = ""
    heard: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    is_signed: list[bool] = field(default_factory=list)
    answers: dict[str, Callable[[dict[str, str]], tuple[int, Any]]] = field(default_factory=dict)

    def forms(self, path: str) -> list[dict[str, str]]:
        """The forms that came to a path, in order."""
        return [form for at, form in self.heard if at == path]

    def types(self, path: str = "/events") -> list[str]:
        """The types of the events that came."""
        return [form["EventType"] for form in self.forms(path)]


@pytest.fixture
def listener(monkeypatch: pytest.MonkeyPatch) -> Iterator[Listener]:
    """A server on this machine, which only a laptop's center may call."""
    listening = Listener()

    def answer(asked: Asked) -> Reply:
        form, signature = asked.form(), asked.headers["x-twilio-signature"]
        genuine = RequestValidator(AUTH_TOKEN).validate(listening.url + asked.path, form, signature)
        listening.is_signed.append(genuine)
        listening.heard.append((asked.path, form))
        status, said = listening.answers.get(asked.path, lambda _: (204, None))(form)
        return Reply(b"" if said is None else said, status)

    with serving(answer) as listening.url:
        monkeypatch.setenv("TRUNKLINE_PRIVATE_CALLBACKS", "1")
        settings.cache_clear()
        taskrouter.forget_workspace()
        yield listening
    monkeypatch.undo()
    settings.cache_clear()
    taskrouter.forget_workspace()


def stream(since: datetime) -> list[contacts.Event]:
    """The log since then, as its stream would bring it."""
    events = contacts.events_between(since, datetime.now(UTC) + timedelta(seconds=1))
    taskrouter.publish_events(events, datetime.now(UTC))
    return events


@pytest.fixture
def begun() -> datetime:
    """When the test began."""
    return datetime.now(UTC) - timedelta(seconds=1)


def asked(house: House, listener: Listener, answer: Any, **notes: Any) -> Any:
    """A workflow that asks; a task of it, and its reservation after the answer."""
    listener.answers["/assign"] = lambda _: answer
    workflow = house.workspace.workflows.create(
        "Asking",
        configuration(house.queue.sid),
        assignment_callback_url=f"{listener.url}/assign",
        fallback_assignment_callback_url=f"{listener.url}/fallback",
        **notes,
    )
    task = house.workspace.tasks.create(attributes='{"topic": "refund"}', workflow_sid=workflow.sid)
    offer = house.reservation(task)
    taskrouter.ask({"reservation_sid": offer.sid}, datetime.now(UTC))
    return offer


def test_the_workflow_is_asked_about_a_reservation_and_obeyed(house: House, listener: Listener) -> None:
    worker = house.worker("ada")
    offer = asked(house, listener, (200, {"instruction": "accept"}))
    (form,) = listener.forms("/assign")
    assert form["ReservationSid"] == offer.sid
    assert (form["WorkerSid"], form["TaskSid"]) == (worker.sid, offer.task_sid)
    assert json.loads(form["TaskAttributes"]) == {"topic": "refund"}
    assert json.loads(form["WorkerAttributes"]) == {"skills": ["chat"]}
    wanted = {"AccountSid", "WorkspaceSid", "WorkflowSid", "TaskQueueSid", "TaskAge", "TaskPriority"}
    assert not (wanted | {"Timestamp", "TaskChannelUniqueName"}) - form.keys()
    assert listener.is_signed == [True]
    assert offer.fetch().reservation_status == "accepted"
    taskrouter.ask({"reservation_sid": offer.sid}, datetime.now(UTC))
    assert len(listener.forms("/assign")) == 1


def test_an_address_that_somebody_else_has_just_given_is_told_at_once(
    house: House, listener: Listener, begun: datetime
) -> None:
    house.workspace.tasks.create(attributes="{}", workflow_sid=house.workflow.sid)
    stream(begun)
    assert not listener.types()
    # As another function's process writes it: this one is not told to forget what it has read.
    store.change_note(store.Kind.WORKSPACE, workspace_sid(), event_callback_url=f"{listener.url}/events")
    since = datetime.now(UTC)
    task = house.workspace.tasks.create(attributes="{}", workflow_sid=house.workflow.sid)
    stream(since)
    taskrouter.tell({"subject": task.sid}, datetime.now(UTC))
    assert "task.created" in listener.types()


def test_a_rejection_names_what_the_worker_does_next(house: House, listener: Listener) -> None:
    worker, busy = house.worker("ada"), house.activity("Busy")
    offer = asked(house, listener, (200, {"instruction": "reject", "activity_sid": busy.sid}))
    assert offer.fetch().reservation_status == "rejected"
    assert house.workspace.workers(worker.sid).fetch().activity_name == "Busy"


@pytest.mark.parametrize("answer", [(500, None), (200, [1]), (302, None)])
def test_the_fallback_is_asked_when_the_first_does_not_answer(
    house: House, listener: Listener, answer: tuple[int, Any]
) -> None:
    house.worker("ada")
    listener.answers["/fallback"] = lambda _: (200, {"instruction": "accept"})
    offer = asked(house, listener, answer)
    assert len(listener.forms("/fallback")) == 1
    assert offer.fetch().reservation_status == "accepted"


def test_an_answer_that_drips_is_no_answer_in_time(listener: Listener) -> None:
    """A byte each tenth of a second is always in time for the socket, and never for the question."""

    def drip(server: socket.socket) -> None:
        with contextlib.suppress(OSError):
            opened, _ = server.accept()
            for byte in b"HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n{}":
                opened.send(bytes([byte]))
                threading.Event().wait(0.1)

    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=drip, args=[server], daemon=True).start()
        begun = time.monotonic()
        reply = post(f"http://127.0.0.1:{server.getsockname()[1]}/", {"a": "1"}, 0.5)
    assert (reply.status, reply.is_taken) == (0, False)
    assert time.monotonic() - begun < 3


def test_an_empty_answer_leaves_it_to_the_api(house: House, listener: Listener) -> None:
    house.worker("ada")
    offer = asked(house, listener, (200, None))
    assert listener.forms("/fallback") == []
    assert offer.fetch().reservation_status == "pending"
    assert offer.update(reservation_status="accepted").reservation_status == "accepted"


def test_an_instruction_that_cannot_be_carried_out_leaves_the_reservation(
    house: House, listener: Listener
) -> None:
    house.worker("ada")
    offer = asked(house, listener, (200, {"instruction": "dequeue"}))
    assert offer.fetch().reservation_status == "pending"


def test_events_are_told_in_order_and_signed(house: House, listener: Listener, begun: datetime) -> None:
    house.workspace.update(event_callback_url=f"{listener.url}/events")
    house.worker("ada")
    task = house.task(topic="refund")
    offer = house.reservation(task)
    offer.update(reservation_status="accepted")
    task.update(assignment_status="wrapping", reason="x")
    task.update(assignment_status="completed", reason="x")
    stream(begun)
    taskrouter.tell({"subject": task.sid}, datetime.now(UTC))
    assert listener.types() == [
        "task.created",
        "workflow.entered",
        "task-queue.entered",
        "reservation.created",
        "reservation.accepted",
        "reservation.wrapup",
        "task.wrapup",
        "reservation.completed",
        "task.completed",
    ]
    assert all(listener.is_signed)
    created = listener.forms("/events")[3]
    assert not {name for name in _SENT_BY_THE_REAL_SERVICE.split(" ") if name not in created}
    assert (created["ResourceType"], created["ResourceSid"]) == ("reservation", offer.sid)
    taskrouter.tell({"subject": task.sid}, datetime.now(UTC))
    assert len(listener.heard) == 9


# What the real service sent with a reservation.created, less add-ons that a center does not have.
_SENT_BY_THE_REAL_SERVICE = (
    "WorkerAttributes EventDescription ResourceSid TaskQueueTargetExpression ResourceType Timestamp TaskAge "
    "TaskChannelSid TaskPriority TaskQueueName WorkspaceName WorkerActivitySid TaskAssignmentStatus "
    "WorkerName TaskChannelUniqueName WorkflowName WorkerActivityName AccountSid WorkerSid WorkspaceSid "
    "TaskSid Sid TaskQueueSid ReservationSid EventType TaskAttributes WorkflowSid"
)


def test_an_event_that_is_not_taken_is_told_again_before_the_later_ones(
    house: House, listener: Listener, begun: datetime
) -> None:
    house.workspace.update(event_callback_url=f"{listener.url}/events", events_filter="task")
    task = house.task()
    task.update(assignment_status="canceled", reason="gone")
    stream(begun)
    refusing = [True, True]
    listener.answers["/events"] = lambda _: (500, None) if refusing and refusing.pop() else (204, None)
    for _ in range(3):
        taskrouter.tell({"subject": task.sid}, datetime.now(UTC))
    assert listener.types() == ["task.created", "task.created", "task.created", "task.canceled"]
    assert listener.forms("/events")[-1]["TaskCanceledReason"] == "gone"


def test_an_event_that_is_never_taken_is_given_up_and_the_next_is_told(
    house: House, listener: Listener, begun: datetime
) -> None:
    house.workspace.update(event_callback_url=f"{listener.url}/events", events_filter="task")
    task = house.task()
    task.update(assignment_status="canceled", reason="gone")
    stream(begun)
    listener.answers["/events"] = lambda form: (500 if form["EventType"] == "task.created" else 200, None)
    for _ in range(8):
        taskrouter.tell({"subject": task.sid}, datetime.now(UTC))
    assert listener.types() == ["task.created"] * 8 + ["task.canceled"]


def test_what_programs_change_is_told_and_listed(house: House, listener: Listener, begun: datetime) -> None:
    house.workspace.update(event_callback_url=f"{listener.url}/events")
    worker = house.worker("ada")
    worker.update(attributes='{"skills": ["chat"], "level": 2}')
    worker.worker_channels("chat").update(capacity=2)
    house.queue.update(target_workers='skills HAS "chat" OR level > 1')
    house.queue.update(task_order="LIFO")
    task = house.task()
    task.update(priority=3)
    for subject in (house.workspace.fetch().sid, worker.sid, house.queue.sid):
        taskrouter.tell({"subject": subject}, datetime.now(UTC))
    assert listener.types() == [
        "workspace.updated",
        "worker.created",
        "worker.attributes.update",
        "worker.capacity.update",
        "task-queue.expression.updated",
    ]
    assert all(listener.is_signed)
    form = listener.forms("/events")[2]
    assert (form["WorkerSid"], form["ResourceType"], form["WorkerName"]) == (worker.sid, "worker", "ada")
    assert json.loads(form["WorkerAttributes"])["level"] == 2
    stream(begun)
    taskrouter.tell({"subject": task.sid}, datetime.now(UTC))
    assert listener.types()[-2:] == ["reservation.created", "task.updated"]
    events = house.workspace.events
    listed = [one.event_type for one in events.list(worker_sid=worker.sid)]
    assert {"worker.created", "worker.attributes.update", "reservation.created"} <= set(listed)
    (one,) = events.list(event_type="task-queue.expression.updated")
    assert (one.resource_sid, one.event_data["task_queue_name"]) == (house.queue.sid, "chat")
    assert events(one.sid).fetch().event_date == one.event_date
    assert next(each.event_type for each in events.list(task_sid=task.sid)) == "task.updated"
    worker.update(activity_sid=house.activity("Offline").sid)
    task.delete()
    worker.delete()
    assert [one.resource_sid for one in events.list(event_type="worker.deleted")] == [worker.sid]


def test_a_workers_change_of_activity_says_what_it_left(
    house: House, listener: Listener, begun: datetime
) -> None:
    house.workspace.update(
        event_callback_url=f"{listener.url}/events", events_filter="worker.activity.update"
    )
    lunch = house.workspace.activities.create("Lunch", available=False)
    worker = house.worker("ada")
    worker.update(activity_sid=lunch.sid)
    worker.update(activity_sid=house.activity("Busy").sid)
    stream(begun)
    taskrouter.tell({"subject": worker.sid}, datetime.now(UTC))
    told = listener.forms("/events")
    assert [form["WorkerActivityName"] for form in told] == ["Available", "Lunch", "Busy"]
    assert [form.get("WorkerPreviousActivityName") for form in told] == [None, "Available", "Lunch"]
    assert told[2]["WorkerPreviousActivitySid"] == lunch.sid
    assert 0 <= int(told[2]["WorkerTimeInPreviousActivityMs"]) < 60_000
    names = [
        one.event_data["worker_activity_name"] for one in house.workspace.events.list(worker_sid=worker.sid)
    ]
    assert "Lunch" in names


def test_a_stream_that_comes_twice_tells_nothing_twice(
    house: House, listener: Listener, begun: datetime
) -> None:
    house.workspace.update(event_callback_url=f"{listener.url}/events", events_filter="task.created")
    task = house.task()
    stream(begun)
    stream(begun)
    taskrouter.tell({"subject": task.sid}, datetime.now(UTC))
    assert listener.types() == ["task.created"]


@pytest.mark.parametrize(
    "url",
    ["http://example.com/x", "https://127.0.0.1/x", "https://[::1]/", "https://169.254.169.254/latest", "ftp://a",
     "https://localhost/x", "https://u:p@example.com/", "https://10.1.2.3:8443/x"],
)  # fmt: skip
def test_a_deployed_center_calls_no_private_address(url: str) -> None:
    with pytest.raises(Invalid):
        require_callback(url, "EventCallbackUrl")


def test_a_name_that_leads_to_a_private_address_is_not_called(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: [(2, 1, 6, "", ("10.0.0.7", 443))])
    with pytest.raises(Invalid, match="private"):
        public_address("innocent.example", 443)
