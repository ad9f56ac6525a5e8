"""Agents: whoever is made a user takes calls, and the skills they are given decide which."""

from typing import Any

import pytest

from chalicelib import desk, people, routing
from chalicelib.people import worker_sid_of
from chalicelib.people.operation_log.records import AuditRecord
from chalicelib.problems import NotFound
from chalicelib.routing import TaskQueue
from chalicelib.web import read_token
from tests.calls.scenario import Center, clock
from tests.desk.screens import beat

PASSWORD = "a-good-secret"


def hire(center: Center, username: str = "newcomer", **more: Any) -> dict[str, Any]:
    """A user made through the API."""
    people.add_default_roles()
    body = {"username": username, "name": "新人", "role": "agent", "password": PASSWORD, **more}
    answer = center.api.as_("admin").post("/users", body)
    assert answer.status == 201, answer.text
    user: dict[str, Any] = answer.json()
    return user


def sign_in(center: Center, username: str = "newcomer") -> Any:
    """The API as this person, and their token."""
    session = center.api.post("/session", {"username": username, "password": PASSWORD}).json()
    token = session["access_token"]
    return type(center.api)(center.api.handler, {"Authorization": f"Bearer {token}"}), token


def test_a_new_user_opens_the_desk_gets_ready_and_is_offered_a_call(center: Center) -> None:
    user = hire(center)
    own, token = sign_in(center)
    shown = own.get("/desk/me").json()["worker"]
    assert (shown["username"], shown["name"], shown["state"]) == ("newcomer", "新人", "offline")
    assert routing.worker(user["worker_sid"]).contact_uri == "client:newcomer"
    desk.connected(read_token(token, clock()), "desk", clock())
    beat("desk")
    assert own.post("/desk/activity", {"activity": "ready"}).status == 200
    (offer,) = center.new_call().queue().offers()
    assert offer.placed["To"].startswith("client:newcomer?")


def test_opening_the_socket_first_makes_the_worker_too_and_again_changes_nothing(center: Center) -> None:
    user = hire(center)
    own, token = sign_in(center)
    identity = read_token(token, clock())
    desk.connected(identity, "c1", clock())
    made = routing.worker(user["worker_sid"])
    assert made.attributes["skills"] == []
    desk.connected(identity, "c2", clock())
    assert own.get("/desk/me").status == 200
    assert routing.worker(user["worker_sid"]).attributes == made.attributes


def test_a_role_of_ones_own_with_a_desk_makes_an_agent_and_supervisors_are_none(center: Center) -> None:
    people.add_default_roles()
    role = {"name": "night", "title": {"zh": "夜班", "en": "Night"}, "permissions": ["desk.use"]}
    center.api.as_("admin").post("/roles", role)
    user = hire(center, "owl", role="night")
    assert user["worker_sid"] == worker_sid_of(user["user_id"])
    assert hire(center, "boss", role="supervisor")["worker_sid"] is None
    assert hire(center, "root", role="admin")["worker_sid"] is None


def test_skills_put_an_agent_to_the_queues_that_ask_for_them_before_the_first_sign_in(
    center: Center,
) -> None:
    routing.define_queue(
        TaskQueue("WQ" + "9" * 32, "claims", {}, target_workers='skills HAS "claims"'), clock()
    )
    user = hire(center)
    path = f"/desk/agents/{user['worker_sid']}"
    answer = center.api.as_("admin").put(path, {"skills": ["claims"], "languages": ["zh"], "team": "二组"})
    assert answer.json()["queues"] == ["claims", "consult"]
    assert center.api.as_("supervisor").get(path).json() == answer.json()
    listed = center.api.as_("supervisor").get("/desk/agents").json()["items"]
    assert answer.json() in listed
    without = center.api.as_("admin").put(path, {"skills": []}).json()
    assert (without["queues"], without["languages"], without["team"]) == (["consult"], ["zh"], "二组")
    sign_in(center)[0].get("/desk/me")
    assert routing.worker(user["worker_sid"]).attributes["team"] == "二组"


@pytest.mark.covers("ADM-05")
def test_setting_skills_is_noted_once_with_what_changed(center: Center) -> None:
    worker_sid = center.worker(1).sid
    before = {row.entry for row in AuditRecord.query(_today())}
    center.api.as_("admin", username="root").put(f"/desk/agents/{worker_sid}", {"skills": ["claims"]})
    (row,) = [row for row in AuditRecord.query(_today()) if row.entry not in before]
    assert (row.username, row.action, row.subject) == ("root", "agent.changed", "agent:agent1")
    assert (row.before, row.after) == ({"skills": []}, {"skills": ["claims"]})


def test_only_those_who_lead_agents_may_set_skills_and_only_of_agents(center: Center) -> None:
    people.add_default_roles()
    path = f"/desk/agents/{center.worker(1).sid}"
    assert center.agent(1).put(path, {"skills": []}).status == 403
    assert center.api.as_("supervisor").put(path, {"skills": []}).status == 200
    admin = center.api.as_("admin")
    assert admin.put("/desk/agents/WK" + "7" * 32, {"skills": []}).status == 404
    assert admin.put(path, {"skills": [""]}).json()["error"]["fields"][0]["field"] == "skills.0"
    assert admin.put(path, {"skill": ["claims"]}).status == 422
    boss = hire(center, "boss", role="supervisor")
    assert admin.put(f"/desk/agents/{worker_sid_of(boss['user_id'])}", {"skills": []}).status == 404
    with pytest.raises(NotFound):
        routing.worker(worker_sid_of(boss["user_id"]))


def _today() -> str:
    from chalicelib.desk.floor import today

    return today(clock()).isoformat()
