"""Users and roles over the API."""

import threading
from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib import people
from chalicelib.people import store
from chalicelib.problems import Conflict, Problem

ROOT = people.system("test")
NEW = {"username": "zhang_wei", "name": "张伟", "role": "agent", "password": "a-good-secret"}


@pytest.fixture
def admin(tables: Any) -> people.User:
    """The default roles and one administrator."""
    people.add_default_roles()
    return _admin("admin")


def _admin(username: str) -> people.User:
    now = datetime(2026, 5, 11, tzinfo=UTC)
    return people.create_user(username, "管理员", "admin", "a-good-secret", by=ROOT, now=now)


@pytest.mark.covers("ADM-03")
def test_an_administrator_keeps_users(api: Any, admin: people.User) -> None:
    as_admin = api.as_("admin")
    created = as_admin.post("/users", NEW)
    assert created.status == 201
    user = created.json()
    assert user["worker_sid"].startswith("WK")
    assert "password" not in created.text
    assert [each["username"] for each in as_admin.get("/users").json()["items"]] == ["admin", "zhang_wei"]

    path = f"/users/{user['user_id']}"
    assert as_admin.patch(path, {"name": "张大伟", "role": "supervisor"}).json()["name"] == "张大伟"
    assert as_admin.get(path).json()["role"] == "supervisor"
    assert api.post("/session", {"username": "zhang_wei", "password": "a-good-secret"}).status == 200

    assert as_admin.post(f"{path}/password", {"password": "another-secret"}).status == 204
    assert api.post("/session", {"username": "zhang_wei", "password": "a-good-secret"}).status == 401
    assert api.post("/session", {"username": "zhang_wei", "password": "another-secret"}).status == 200

    assert as_admin.patch(path, {"is_disabled": True}).json()["is_disabled"] is True
    assert api.post("/session", {"username": "zhang_wei", "password": "another-secret"}).status == 401


@pytest.mark.parametrize(
    ("wrong", "field", "rule"),
    [
        ({"username": "Zhang Wei"}, "username", "username"),
        ({"password": "short"}, "password", "min_length"),
        ({"password": "my zhang_wei"}, "password", "contains_username"),
        ({"role": "emperor"}, "role", "unknown_role"),
        ({"name": " "}, "name", "string_too_short"),
        ({"shoe_size": 43}, "shoe_size", "extra_forbidden"),
    ],
)
def test_a_bad_user_is_refused_with_the_field_and_the_rule(
    wrong: dict[str, Any], field: str, rule: str, api: Any, admin: people.User
) -> None:
    answer = api.as_("admin").post("/users", {**NEW, **wrong})
    assert answer.status == 422
    assert {"field": field, "rule": rule} in [
        {"field": each["field"], "rule": each["rule"]} for each in answer.json()["error"]["fields"]
    ]
    assert len(store.all_users()) == 1


def test_a_username_is_given_once(api: Any, admin: people.User) -> None:
    assert api.as_("admin").post("/users", NEW).status == 201
    answer = api.as_("admin").post("/users", NEW)
    assert answer.status == 409
    assert answer.json()["error"]["fields"][0]["field"] == "username"


@pytest.mark.parametrize("change", [{"is_disabled": True}, {"role": "agent"}])
def test_the_last_administrator_stays(change: dict[str, Any], api: Any, admin: people.User) -> None:
    answer = api.as_("admin").patch(f"/users/{admin.user_id}", change)
    assert answer.status == 409
    assert answer.json()["error"]["code"] == "last_admin"
    _admin("second")
    assert api.as_("admin").patch(f"/users/{admin.user_id}", change).status == 200


def test_two_administrators_who_disable_each_other_at_once_leave_one(
    admin: people.User, now: datetime
) -> None:
    second = _admin("second")
    start = threading.Barrier(2)
    refused: list[Problem] = []

    def disable(user: people.User) -> None:
        start.wait()
        try:
            people.change_user(user.user_id, is_disabled=True, by=ROOT, now=now)
        except Conflict as conflict:
            refused.append(conflict)

    threads = [threading.Thread(target=disable, args=(user,)) for user in (admin, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert sum(not user.is_disabled for user in store.all_users()) == 1


def test_a_person_changes_the_own_password_only_with_the_current_one(api: Any, admin: people.User) -> None:
    me = api.as_("admin", user_id=admin.user_id)
    wrong = me.post("/session/password", {"current_password": "no", "new_password": "next-secret-1"})
    assert (wrong.status, wrong.json()["error"]["fields"][0]["field"]) == (422, "current_password")
    right = {"current_password": "a-good-secret", "new_password": "next-secret-1"}
    assert me.post("/session/password", right).status == 204
    assert api.post("/session", {"username": "admin", "password": "next-secret-1"}).status == 200


def test_a_person_chooses_the_own_language(api: Any, admin: people.User) -> None:
    me = api.as_("admin", user_id=admin.user_id)
    assert me.patch("/session", {"language": "en"}).json()["user"]["language"] == "en"
    assert me.patch("/session", {"language": "tlh"}).status == 422


@pytest.mark.covers("ADM-02")
def test_roles_are_made_changed_and_removed_with_their_permissions(api: Any, admin: people.User) -> None:
    as_admin = api.as_("admin")
    role = {
        "name": "auditor",
        "title": {"zh": "审计员", "en": "Auditor"},
        "permissions": ["audit.read", "reports.view"],
    }
    assert as_admin.post("/roles", role).status == 201
    assert as_admin.post("/roles", role).status == 409
    as_admin.post("/users", {**NEW, "role": "auditor"})
    session = api.post("/session", {"username": "zhang_wei", "password": "a-good-secret"}).json()
    assert session["user"]["permissions"] == ["audit.read", "reports.view"]
    bearer = {"Authorization": f"Bearer {session['access_token']}"}
    assert api.send("GET", "/audit", bearer, b"").status == 200
    assert api.send("GET", "/customers", bearer, b"").status == 403

    changed = as_admin.patch("/roles/auditor", {"permissions": ["customers.read"]})
    assert changed.json()["permissions"] == ["customers.read"]
    refreshed = api.post("/session/refresh", {"refresh_token": session["refresh_token"]}).json()
    bearer = {"Authorization": f"Bearer {refreshed['access_token']}"}
    assert api.send("GET", "/customers", bearer, b"").status == 200

    assert as_admin.delete("/roles/auditor").json()["error"]["code"] == "role_in_use"
    as_admin.patch(f"/users/{session['user']['user_id']}", {"role": "agent"})
    assert as_admin.delete("/roles/auditor").status == 204
    assert "auditor" not in [each["name"] for each in as_admin.get("/roles").json()["items"]]


def test_built_in_roles_stay_and_the_administrator_keeps_every_permission(
    api: Any, admin: people.User
) -> None:
    as_admin = api.as_("admin")
    assert as_admin.delete("/roles/agent").json()["error"]["code"] == "built_in_role"
    assert as_admin.patch("/roles/admin", {"permissions": []}).json()["error"]["code"] == "admin_role_fixed"
    assert as_admin.patch("/roles/agent", {"permissions": ["desk.use"]}).status == 200


def test_a_permission_nobody_knows_is_refused(api: Any, admin: people.User) -> None:
    answer = api.as_("admin").patch("/roles/agent", {"permissions": ["world.rule"]})
    assert answer.status == 422


def test_every_permission_has_a_name_in_both_languages(api: Any, admin: people.User) -> None:
    items = api.as_("admin").get("/permissions").json()["items"]
    assert all(each["title"]["zh"] != each["name"] != each["title"]["en"] for each in items)
