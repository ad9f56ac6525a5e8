"""Whole workspaces in and out: dry run, difference, SIDs, and the same bytes again."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from chalicelib import routing, taskrouter
from chalicelib.problems import Invalid
from chalicelib.routing.catalogue import forget_catalogue
from cli.main import app
from tests.taskrouter.conftest import House


def sid(prefix: str, number: int) -> str:
    """A SID of theirs."""
    return f"{prefix}{number:032x}"


def export() -> dict[str, Any]:
    """What the lists of a workspace give, one of them as the whole answer of the API."""
    configuration = {
        "task_routing": {
            "filters": [
                {
                    "filter_friendly_name": "support",
                    "expression": 'type == "support"',
                    "targets": [{"queue": sid("WQ", 1), "skip_if": f"workers.{sid('WA', 2)} == 0"}],
                }
            ],
            "default_filter": {"queue": sid("WQ", 2)},
        }
    }
    return {
        "activities": [
            {"sid": sid("WA", 1), "friendly_name": "Offline", "available": False, "url": "https://x"},
            {"sid": sid("WA", 2), "friendly_name": "Idle", "available": True},
            {"sid": sid("WA", 3), "friendly_name": "Training", "available": False},
        ],
        "task_channels": [{"sid": sid("TC", 1), "unique_name": "default"}],
        "task_queues": {
            "meta": {"key": "task_queues", "page": 0},
            "task_queues": [
                {"sid": sid("WQ", 1), "friendly_name": "Support", "target_workers": 'skills HAS "support"'},
                {"sid": sid("WQ", 2), "friendly_name": "Everyone", "target_workers": "1==1"},
            ],
        },
        "workers": [
            {
                "sid": sid("WK", 1),
                "friendly_name": "alice",
                "attributes": '{"skills": ["support"]}',
                "activity_name": "Idle",
            }
        ],
        "workflows": [
            {
                "sid": sid("WW", 1),
                "friendly_name": "Main",
                "configuration": json.dumps(configuration, indent=1),
                "assignment_callback_url": "https://example.com/assign",
                "task_reservation_timeout": 30,
            }
        ],
    }


@pytest.fixture
def fresh(tables: Any) -> None:
    """A center without definitions."""
    forget_catalogue()


def actions(plan: taskrouter.Plan) -> list[tuple[str, str, str]]:
    return [(step.action.value, step.kind, step.name) for step in plan.steps]


def test_a_dry_run_tells_and_changes_nothing(fresh: None, now: datetime) -> None:
    planned = taskrouter.plan(taskrouter.read_document(export()))
    assert actions(planned) == [
        ("same", "activity", "Offline"),
        ("same", "activity", "Available"),
        ("add", "activity", "Training"),
        ("same", "task channel", "default"),
        ("add", "task queue", "Support"),
        ("add", "task queue", "Everyone"),
        ("add", "worker", "alice"),
        ("add", "workflow", "Main"),
    ]
    assert (routing.queues(), routing.workers(), routing.workflows()) == ([], [], [])


def test_a_workspace_is_taken_in_once_and_routes(fresh: None, now: datetime) -> None:
    definitions = taskrouter.read_document(export())
    assert taskrouter.take_in(definitions, now).refused == []
    assert {step.action.value for step in taskrouter.plan(definitions).steps} == {"same"}
    assert set(routing.worker(sid("WK", 1)).queues) == {"Everyone", "Support"}
    routing.set_activity(sid("WK", 1), routing.ActivityName.READY, None, now)
    task = sid("WT", 1)
    routing.create_task(
        task, contact_id=task, workflow_sid=sid("WW", 1), attributes={"type": "support"}, now=now
    )
    assert routing.task(task).queue == "Support"
    assert routing.task(task).status is routing.TaskStatus.RESERVED


def test_what_is_known_by_its_name_keeps_our_sid_also_in_workflows(fresh: None, now: datetime) -> None:
    support = routing.TaskQueue(sid("WQ", 77), "support", {"zh": "支持", "en": "Support"})
    routing.define_queue(support, now)
    done = taskrouter.take_in(taskrouter.read_document(export()), now)
    assert done.refused == []
    assert [queue.sid for queue in routing.queues()] == [sid("WQ", 2), sid("WQ", 77)]
    (workflow,) = routing.workflows()
    target = workflow.configuration["task_routing"]["filters"][0]["targets"][0]
    ready = routing.activity_sid(routing.ActivityName.READY)
    assert target == {"queue": sid("WQ", 77), "skip_if": f"workers.{ready} == 0"}


def test_a_difference_is_told_field_by_field(fresh: None, now: datetime) -> None:
    taskrouter.take_in(taskrouter.read_document(export()), now)
    changed = export()
    changed["workers"][0]["attributes"] = '{"skills": []}'
    changed["activities"][2]["available"] = True
    changed["task_channels"].append({"sid": sid("TC", 2), "unique_name": "fax"})
    steps = {step.name: step for step in taskrouter.plan(taskrouter.read_document(changed)).steps}
    assert steps["alice"].changes == {"attributes": ({"skills": ["support"]}, {"skills": []})}
    assert (steps["Training"].action, steps["fax"].action) == ("refuse", "add")


def test_what_tools_and_sample_programs_write_is_read(fresh: None, now: datetime) -> None:
    document = {
        "activities": [
            {"name": "Offline", "availability": "false"},
            {"name": "Lunch", "availability": "false"},
        ],
        "taskChannels": {"resources": [{"uniqueName": "fax", "friendlyName": "Fax"}]},
        "taskQueues": {
            "fetchedAt": "2026-01-01T00:00:00Z",
            "resources": [
                {"sid": sid("WQ", 5), "friendlyName": "Support", "targetWorkers": "skills HAS 'x'"}
            ],
        },
        "workers": [{"name": "bob", "attributes": {"skills": ["x"]}}],
        "workflows": [
            {
                "friendlyName": "Main",
                "configuration": {"task_routing": {"default_filter": {"queue": "Support"}}},
                "taskReservationTimeout": 20,
            }
        ],
    }
    done = taskrouter.take_in(taskrouter.read_document(document), now)
    assert done.refused == []
    (worker,), (workflow,) = routing.workers(), routing.workflows()
    assert (worker.queues, worker.capacity["fax"]) == (("Support",), 1)
    assert workflow.reservation_seconds == 20
    again = taskrouter.plan(taskrouter.read_document(document))
    assert {step.action for step in again.steps} == {"same"}
    channels = json.loads(taskrouter.as_text(taskrouter.ours()))["task_channels"]
    assert [(one["unique_name"], one["friendly_name"]) for one in channels] == [("fax", "Fax")]


def test_one_that_is_wrong_does_not_stop_the_others(fresh: None, now: datetime) -> None:
    broken = export()
    broken["task_queues"]["task_queues"][1]["target_workers"] = "1 =="
    done = taskrouter.take_in(taskrouter.read_document(broken), now)
    assert [(step.kind, step.name) for step in done.refused] == [
        ("task queue", "Everyone"),
        ("workflow", "Main"),
    ]
    assert "there is no queue" in done.refused[1].reason
    assert [queue.friendly_name for queue in routing.queues()] == ["Support"]


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ([], "must be a JSON object"),
        ({"queues": []}, "must be a JSON object"),
        ({"workers": {}, "activities": [{"sid": "WA1"}]}, r"activities\[0\]"),
        ({"workers": [{"sid": "WK1", "friendly_name": "a", "attributes": "{"}]}, r"workers\[0\].attributes"),
    ],
)
def test_a_file_that_is_none_is_refused(document: Any, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        taskrouter.read_document(document)


def test_an_export_imports_into_an_empty_center_as_the_same_bytes(fresh: None, now: datetime) -> None:
    taskrouter.take_in(taskrouter.read_document(export()), now)
    special = routing.TaskQueue(
        sid("WQ", 9), "vip", {"zh": "贵宾", "en": "VIP"}, "level > 1", ring_seconds=9,
        strategy=routing.Strategy.MOST_SKILLED, task_order=routing.TaskOrder.LIFO,
    )  # fmt: skip
    routing.define_queue(special, now)
    text = taskrouter.as_text(taskrouter.ours())
    for workflow in routing.workflows():
        routing.delete_workflow(workflow.sid)
    for worker in routing.workers():
        routing.delete_worker(worker.sid, now)
    for queue in routing.queues():
        routing.delete_queue(queue.sid, now)
    assert taskrouter.take_in(taskrouter.read_document(json.loads(text)), now).refused == []
    assert taskrouter.as_text(taskrouter.ours()) == text
    assert special in routing.queues()


def test_the_command_shows_does_and_writes(fresh: None, tmp_path: Path) -> None:
    file, out = tmp_path / "workspace.json", tmp_path / "ours.json"
    file.write_text(json.dumps(export()))
    run = CliRunner()
    shown = run.invoke(app, ["import", "taskrouter", str(file), "--dry-run"])
    assert (shown.exit_code, "What would change" in shown.output) == (0, True)
    assert routing.queues() == []
    done = run.invoke(app, ["import", "taskrouter", str(file), "--json"])
    assert done.exit_code == 0
    assert {step["action"] for step in json.loads(done.output)} == {"add", "same"}
    assert run.invoke(app, ["export", "taskrouter", str(out)]).exit_code == 0
    assert out.read_text() == taskrouter.as_text(taskrouter.ours())
    file.write_text("[")
    assert run.invoke(app, ["import", "taskrouter", str(file)]).exit_code == 2
    assert run.invoke(app, ["import", "taskrouter"]).exit_code == 2


def test_an_account_is_read_through_the_official_client(
    house: House, monkeypatch: pytest.MonkeyPatch, served: str
) -> None:
    from chalicelib.aws.settings import settings

    house.worker("ada")
    monkeypatch.setenv("TWILIO_ACCOUNT_SID", settings().account_sid)
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", settings().auth_token)
    monkeypatch.setenv("TRUNKLINE_TASKROUTER_URL", served)
    done = CliRunner().invoke(app, ["import", "taskrouter", "--from-account", "--dry-run", "--json"])
    steps = json.loads(done.output)
    assert {step["action"] for step in steps} == {"same"}
    assert {step["kind"] for step in steps} == {
        "activity", "task channel", "task queue", "worker", "workflow",
    }  # fmt: skip
