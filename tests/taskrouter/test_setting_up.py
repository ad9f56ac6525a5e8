"""A program that sets a workspace up from nothing, works with it and takes it down, as sample programs do."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.routing.catalogue import forget_catalogue

QUEUES = {
    "Default": "1==1",
    "SMS": 'products HAS "ProgrammableSMS"',
    "Voice": 'products HAS "ProgrammableVoice"',
}
WORKERS = {"Alice": ["ProgrammableVoice"], "Bob": ["ProgrammableSMS", "ProgrammableVoice"]}


@pytest.fixture
def workspaces(twilio: Any) -> Iterator[Any]:
    """The list of workspaces of a center in which nothing is defined."""
    forget_catalogue()
    yield twilio.taskrouter.v1.workspaces
    forget_catalogue()


def set_up(workspaces: Any) -> Any:
    """The workspace, its activities, workers, queues and the workflow."""
    for old in workspaces.list(friendly_name="Sample"):
        old.delete()
    workspace = workspaces.create("Sample", event_callback_url="https://example.com/events", template=None)
    activities = {one.friendly_name: one for one in workspace.activities.list()}
    workspace.update(
        default_activity_sid=activities["Unavailable"].sid, timeout_activity_sid=activities["Offline"].sid
    )
    for name, products in WORKERS.items():
        attributes = json.dumps({"products": products, "contact_uri": f"+1500555000{len(name)}"})
        workspace.workers.create(name, attributes=attributes)
    queues = {
        name: workspace.task_queues.create(
            name,
            target_workers=expression,
            reservation_activity_sid=activities["Unavailable"].sid,
            assignment_activity_sid=activities["Unavailable"].sid,
        )
        for name, expression in QUEUES.items()
    }
    filters = [
        {
            "friendly_name": name,
            "expression": f'selected_product=="{product}"',
            "targets": [
                {"queue": queues[name].sid, "priority": "5", "timeout": "30"},
                {"queue": queues["Default"].sid, "expression": "1==1", "priority": "1", "timeout": "30"},
            ],
        }
        for name, product in (("SMS", "ProgrammableSMS"), ("Voice", "ProgrammableVoice"))
    ]
    default = {"queue": queues["Default"].sid, "task_queue_sid": queues["Default"].sid, "expression": "1==1"}
    workspace.workflows.create(
        "Sales",
        json.dumps({"task_routing": {"filters": filters, "default_filter": default}}),
        assignment_callback_url="https://example.com/assignment",
        fallback_assignment_callback_url="https://example.com/assignment",
        task_reservation_timeout="15",
    )
    return workspace


def test_a_program_sets_up_works_and_takes_down(workspaces: Any) -> None:
    workspace = set_up(workspaces)
    workers = {one.friendly_name: one for one in workspace.workers.list()}
    assert {one.activity_name for one in workers.values()} == {"Unavailable"}
    (workflow,) = workspace.workflows.list()
    task = workspace.tasks.create(
        workflow_sid=workflow.sid, attributes='{"selected_product": "ProgrammableSMS"}', task_channel="sms"
    )
    assert (task.task_queue_friendly_name, task.priority, task.assignment_status) == ("SMS", 5, "pending")
    (available,) = workspace.activities.list(available="true")
    for worker in workers.values():
        worker.update(activity_sid=available.sid)
    (offer,) = workspace.tasks(task.sid).reservations.list()
    assert offer.worker_name == "Bob"
    offer.update(reservation_status="accepted")
    task.update(assignment_status="completed", reason="sold")
    assert workspace.workers(workers["Bob"].sid).reservations.list()[0].reservation_status == "completed"
    workflow.delete()
    for one in (*workspace.task_queues.list(), *workspace.workers.list()):
        one.delete()
    assert workspace.delete()
    again = set_up(workspaces)
    assert [one.friendly_name for one in again.workflows.list()] == ["Sales"]
