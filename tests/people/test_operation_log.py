"""The operation log: a row for every write that the API does, in the same transaction, masked."""

import gzip
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib import people
from chalicelib.aws import objects
from chalicelib.people.operation_log import store
from chalicelib.people.operation_log.records import AuditRecord
from chalicelib.web import ROUTES

ROOT = people.system("test")
ROOMS = ("people", "customers", "waybills", "tickets")
PHONE = "13800138000"
WAYBILL = {"created_at": "2026-05-10T08:00:00+08:00", "receiver": {"name": "王小明", "phone": PHONE}}
TARIFF = {"zone": "east", "base": "12.00", "further": "3.00"}
EVENT = {"at": "2026-05-10T09:00:00+08:00", "status": "picked_up"}


def _customer(api: Any) -> str:
    created = api.as_("admin").post("/customers", {"phones": [PHONE], "name": "王小明"}).json()
    return f"/customers/{created['customer_id']}"


def _ticket(api: Any) -> str:
    filed = api.as_("admin").post("/tickets", {"kind": "complaint", "remarks": "找不到包裹"}).json()
    return f"/tickets/{filed['ticket_id']}"


def _user(api: Any) -> str:
    return f"/users/{people.user_id_of('agent1')}"


def _role(api: Any) -> str:
    body = {"name": "auditor", "title": {"zh": "审计", "en": "Audit"}, "permissions": []}
    api.as_("admin").post("/roles", body)
    return "/roles/auditor"


def _refresh_token(api: Any) -> dict[str, str]:
    session = api.post("/session", {"username": "agent1", "password": "courier-2026"}).json()
    return {"refresh_token": session["refresh_token"]}


def _waybill(api: Any) -> str:
    api.as_("admin").put("/waybills/100200300400", WAYBILL)
    return "/waybills/100200300400/events"


def _tariff(api: Any) -> str:
    api.as_("admin").put("/tariffs", {"items": [TARIFF]})
    return "/tariffs/east"


# Each write route: the path to use (made by a function where something must exist), and a body.
WRITES: dict[tuple[str, str], tuple[str | Callable[[Any], str], Any]] = {
    ("POST", "/session"): ("/session", {"username": "agent1", "password": "courier-2026"}),
    ("POST", "/session/end"): ("/session/end", _refresh_token),
    ("PATCH", "/session"): ("/session", {"language": "en"}),
    ("POST", "/session/password"): (
        "/session/password",
        {"current_password": "courier-2026", "new_password": "next-secret-1"},
    ),
    ("POST", "/users"): (
        "/users",
        {"username": "new_one", "name": "新人", "role": "agent", "password": "a-good-secret"},
    ),
    ("PATCH", "/users/{user_id}"): (_user, {"name": "李四"}),
    ("POST", "/users/{user_id}/password"): (
        lambda api: _user(api) + "/password",
        {"password": "a-good-secret"},
    ),
    ("POST", "/roles"): (
        "/roles",
        {"name": "extra", "title": {"zh": "另", "en": "Extra"}, "permissions": []},
    ),
    ("PATCH", "/roles/{name}"): (_role, {"permissions": ["audit.read"]}),
    ("DELETE", "/roles/{name}"): (_role, None),
    ("POST", "/customers"): ("/customers", {"phones": [PHONE], "name": "王小明"}),
    ("PATCH", "/customers/{customer_id}"): (_customer, {"name": "王大明"}),
    ("PUT", "/waybills/{number}"): ("/waybills/100200300400", WAYBILL),
    ("POST", "/waybills/{number}/events"): (_waybill, {"events": [EVENT]}),
    ("PUT", "/tariffs"): ("/tariffs", {"items": [TARIFF]}),
    ("DELETE", "/tariffs/{zone}"): (_tariff, None),
    ("POST", "/tickets"): ("/tickets", {"kind": "complaint", "remarks": "找不到包裹"}),
    ("PATCH", "/tickets/{ticket_id}"): (_ticket, {"status": "in_process"}),
}


@pytest.fixture
def agent(tables: Any) -> people.User:
    """A user `agent1`."""
    people.add_default_roles()
    now = datetime(2026, 5, 11, tzinfo=UTC)
    return people.create_user("agent1", "李娜", "agent", "courier-2026", by=ROOT, now=now)


def _rows() -> list[AuditRecord]:
    return sorted(AuditRecord.scan(), key=lambda row: row.entry)


def test_every_write_route_of_these_rooms_is_tried_below(api: Any) -> None:
    writes = {
        (spec.method, spec.path)
        for spec in ROUTES
        if spec.name.split(".")[1] in ROOMS and spec.method != "GET"
    }
    # A refresh changes nothing that a person did.
    assert writes - {("POST", "/session/refresh")} == set(WRITES)


@pytest.mark.covers("ADM-05")
@pytest.mark.parametrize("route", WRITES, ids=" ".join)
def test_a_write_adds_one_row_that_says_who_did_what(
    route: tuple[str, str], api: Any, agent: people.User
) -> None:
    where, body = WRITES[route]
    path = where(api) if callable(where) else where
    body = body(api) if callable(body) else body
    before = {row.entry for row in _rows()}
    as_admin = api.as_("admin", user_id=agent.user_id, username="agent1")
    answer = as_admin.request(route[0], path, body)
    assert 200 <= answer.status < 300, answer.text
    added = [row for row in _rows() if row.entry not in before]
    assert len(added) == 1
    assert (added[0].user_id, added[0].username) == (agent.user_id, "agent1")
    assert added[0].action
    assert added[0].subject
    kept = f"{added[0].before}{added[0].after}"
    for secret in ("8613800138000", "王小明", "找不到包裹", "a-good-secret", "courier-2026", "next-secret-1"):
        assert secret not in kept


@pytest.mark.covers("ADM-05")
def test_a_refused_write_leaves_neither_row_nor_change(api: Any, agent: people.User) -> None:
    before = [row.entry for row in _rows()]
    assert api.as_("admin").post("/customers", {"phones": ["12"]}).status == 422
    assert api.as_("admin").patch(_user(api), {"role": "emperor"}).status == 422
    assert [row.entry for row in _rows()] == before


def test_the_log_of_a_day_is_read_newest_first_by_everybody_or_by_one_user(
    api: Any, agent: people.User
) -> None:
    api.as_("admin", username="li").post("/customers", {"phones": [PHONE]})
    api.as_("admin", username="wu").post("/customers", {"phones": ["13900139000"]})
    everybody = api.as_("admin").get("/audit").json()["items"]
    assert [each["username"] for each in everybody[:2]] == ["wu", "li"]
    one = api.as_("admin").get("/audit", user="li").json()["items"]
    assert [(each["action"], each["after"]["phones"]) for each in one] == [
        ("customer.created", ["+86138****8000"])
    ]


def test_the_log_is_read_page_by_page(tables: Any, now: datetime) -> None:
    for count in range(205):
        people.audit(ROOT, "test.done", f"thing:{count}", None, {"count": count}, now)
    seen, cursor = [], None
    while True:
        items, cursor = people.entries_of(now.date(), cursor=cursor)
        seen += [each.subject for each in items]
        if cursor is None:
            break
    assert sorted(seen) == sorted(f"thing:{count}" for count in range(205))


def test_before_and_after_hold_only_what_changed(api: Any, agent: people.User) -> None:
    api.as_("admin").patch(_user(api), {"role": "supervisor"})
    row = next(row for row in _rows() if row.action == "user.changed")
    assert (row.before, row.after) == ({"role": "agent"}, {"role": "supervisor"})


@pytest.mark.covers("ADM-05")
def test_old_days_move_to_the_archive_and_young_ones_stay(tables: Any, now: datetime) -> None:
    old, young = now - timedelta(days=190), now - timedelta(days=170)
    for at in (old, young):
        for count in range(3):
            at += timedelta(seconds=count)
            people.audit(ROOT, "test.done", f"thing:{count}", None, {"name": "王小明"}, at)
    keys = people.archive_operations(now)
    assert keys == [f"audit/{old.year}/{old.date().isoformat()}.jsonl.gz"]
    kept = [json.loads(line) for line in gzip.decompress(objects.get(keys[0])).splitlines()]
    assert [(row["subject"], row["after"]) for row in kept] == [
        (f"thing:{count}", {"name": "王**"}) for count in range(3)
    ]
    assert people.entries_of(old.date())[0] == []
    assert len(people.entries_of(young.date())[0]) == 3
    assert people.archive_operations(now) == []


def test_an_archive_run_that_died_while_deleting_is_completed(
    tables: Any, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = now - timedelta(days=200)
    for count in range(3):
        people.audit(ROOT, "test.done", f"thing:{count}", None, None, old + timedelta(seconds=count))
    remove = store.remove_day
    with monkeypatch.context() as patch:
        patch.setattr(store, "remove_day", lambda day, entries: remove(day, list(entries)[:2]))
        people.archive_operations(now)
    assert len(people.entries_of(old.date())[0]) == 1
    (key,) = people.archive_operations(now)
    kept = [json.loads(line)["subject"] for line in gzip.decompress(objects.get(key)).splitlines()]
    assert kept == ["thing:0", "thing:1", "thing:2"]
