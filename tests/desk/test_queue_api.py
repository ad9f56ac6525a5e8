"""Queues and workflows over HTTP: strategies and rules without code, refusals that name field and rule."""

from typing import Any

import pytest

from chalicelib import routing
from chalicelib.people.operation_log.records import AuditRecord
from tests.calls.scenario import Center, worker_sid

TITLE = {"zh": "理赔", "en": "Claims"}


def fields_of(answer: Any) -> set[tuple[str, str]]:
    assert answer.status == 422, answer.text
    return {(problem["field"], problem["rule"]) for problem in answer.json()["error"]["fields"]}


@pytest.mark.covers("ACD-23")
def test_a_queue_is_made_changed_shown_and_removed_and_each_is_logged(center: Center) -> None:
    admin = center.api.as_("admin")
    rules = {
        "title": TITLE, "strategy": "linear", "linear_order": ["wang"], "task_order": "LIFO",
        "precedence": [{"name": "vip"}, {"name": "insured", "when": "value > 1000"}],
        "overflow": [{"to": "voicemail", "max_waiting": 20}],
        "sites": [{"name": "shanghai", "cost": 1.5, "area_codes": ["021"]}],
    }  # fmt: skip
    made = admin.put("/routing/queues/claims", rules)
    assert made.status == 200, made.text
    shown = made.json()
    assert all(shown[name] == rules[name] for name in ("strategy", "linear_order", "task_order", "sites"))
    assert [rule["name"] for rule in shown["precedence"]] == ["vip", "insured"]
    assert (shown["overflow"][0]["to"], shown["overflow"][0]["max_waiting"]) == ("voicemail", 20)
    changed = admin.put("/routing/queues/claims", {"title": TITLE, "strategy": "round_robin"}).json()
    assert (changed["sid"], changed["linear_order"]) == (shown["sid"], [])
    assert changed in admin.get("/routing/queues").json()["items"]
    configuration = {"task_routing": {"default_filter": {"queue": "claims"}}}
    assert admin.put("/routing/workflows/after-sales", {"configuration": configuration}).status == 200
    assert routing.queue_for(_sid_of(admin, "after-sales"), None, {}) == "claims"
    assert admin.delete("/routing/queues/claims").status == 409
    assert admin.delete("/routing/workflows/after-sales").status == 204
    assert admin.delete("/routing/queues/claims").status == 204
    assert admin.delete("/routing/queues/claims").status == 404
    logged = [row.action for row in AuditRecord.scan()]
    assert {"queue.changed", "queue.removed", "workflow.changed", "workflow.removed"} <= set(logged)


def _sid_of(api: Any, workflow: str) -> str:
    items = api.get("/routing/workflows").json()["items"]
    return next(str(item["sid"]) for item in items if item["name"] == workflow)


@pytest.mark.parametrize(
    ("rules", "field", "rule"),
    [
        ({"target_workers": "a -- b"}, "target_workers", "expression"),
        ({"strategy": "best"}, "strategy", "enum"),
        ({"max_reserved_workers": 99}, "max_reserved_workers", "range"),
        ({"overflow": [{"to": "queue:nowhere", "max_waiting": 1}]}, "overflow[0].to", "unknown"),
        ({"precedence": [{"name": "mine"}]}, "precedence[0].when", "required"),
        ({"colour": "red"}, "colour", "extra_forbidden"),
    ],
)
def test_a_refusal_names_field_and_rule_and_nothing_is_kept(
    center: Center, rules: dict[str, Any], field: str, rule: str
) -> None:
    answer = center.api.as_("admin").put("/routing/queues/claims", {"title": TITLE, **rules})
    assert (field, rule) in fields_of(answer)
    assert "claims" not in {queue.friendly_name for queue in routing.queues()}


def test_a_workflow_that_cannot_work_is_refused_with_path_and_column(center: Center) -> None:
    filters = [{"expression": "a-b == 1", "targets": [{"queue": "consult"}]}]
    body = {"configuration": {"task_routing": {"filters": filters}}}
    answer = center.api.as_("admin").put("/routing/workflows/w", body)
    assert fields_of(answer) == {("task_routing.filters[0].expression", "workflow")}
    assert "column 2" in answer.text


def test_only_who_may_edit_flows_may_edit_queues(center: Center) -> None:
    assert center.api.as_("agent").put("/routing/queues/claims", {"title": TITLE}).status == 403


def test_interruption_rules_are_shown_changed_and_logged_and_an_agent_may_have_an_exception(
    center: Center,
) -> None:
    admin = center.api.as_("admin")
    assert admin.get("/routing/interruptions").json()["rules"]["chat"] == ["chat", "message", "email"]
    rules = {"voice": [], "chat": ["voice", "chat"], "message": ["voice"], "email": ["voice", "chat"]}
    changed = admin.put("/routing/interruptions", {"rules": rules})
    assert (changed.status, changed.json()["rules"]) == (200, rules)
    assert admin.get("/routing/interruptions").json()["rules"] == rules
    refused = admin.put("/routing/interruptions", {"rules": {"voice": ["voice"], "fax": []}})
    assert fields_of(refused) == {("rules.voice", "excluded"), ("rules.fax", "unknown")}
    assert center.agent(1).put("/routing/interruptions", {"rules": rules}).status == 403
    wanted = {"skills": [], "capacity": {"voice": 1, "chat": 3}, "interrupted_by": {"chat": ["chat"]}}
    seat = center.api.as_("supervisor").put(f"/desk/agents/{worker_sid(1)}", wanted)
    assert seat.json().items() >= wanted.items(), seat.text
    assert routing.worker(worker_sid(1)).capacity == {"voice": 1, "chat": 3}
    logged = [row.action for row in AuditRecord.scan()]
    assert {"interruptions.changed", "agent.changed"} <= set(logged)
