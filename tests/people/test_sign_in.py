"""Signing in over the API: tokens, throttling, and what ends a session."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib import people
from chalicelib.people import signing_in, store
from chalicelib.problems import TooMany, Unauthenticated
from chalicelib.web import read_token

PASSWORD = "courier-2026"
ROOT = people.system("test")


@pytest.fixture
def agent(tables: Any) -> people.User:
    """A user `agent1` of the role agent."""
    people.add_default_roles()
    return people.create_user(
        "agent1", "李娜", "agent", PASSWORD, by=ROOT, now=datetime(2026, 5, 11, tzinfo=UTC)
    )


@pytest.mark.covers("ADM-01")
def test_the_right_password_opens_a_session_that_names_the_permissions(api: Any, agent: people.User) -> None:
    answer = api.post("/session", {"username": "agent1", "password": PASSWORD})
    assert answer.status == 200
    session = answer.json()
    assert session["expires_in"] == 900
    assert session["user"]["username"] == "agent1"
    assert session["user"]["worker_sid"] == agent.worker_sid
    assert "desk.use" in session["user"]["permissions"]
    assert "floor.view" not in session["user"]["permissions"]
    identity = read_token(session["access_token"], datetime.now(UTC))
    assert identity.user_id == agent.user_id


def test_a_signed_in_person_sees_who_they_are(api: Any, agent: people.User) -> None:
    token = api.post("/session", {"username": "agent1", "password": PASSWORD}).json()["access_token"]
    answer = api.send("GET", "/session", {"Authorization": f"Bearer {token}"}, b"")
    assert answer.json()["user"]["name"] == "李娜"


def test_a_wrong_password_and_an_unknown_user_get_the_same_answer(api: Any, agent: people.User) -> None:
    wrong = api.post("/session", {"username": "agent1", "password": "not-this-one"})
    unknown = api.post("/session", {"username": "nobody", "password": "not-this-one"})
    assert (wrong.status, wrong.json()) == (unknown.status, unknown.json())
    assert wrong.status == 401


def test_five_failures_hold_a_username_back_and_the_wait_doubles(agent: people.User, now: datetime) -> None:
    for _ in range(5):
        with pytest.raises(Unauthenticated):
            people.sign_in("agent1", "wrong-password", now)
    with pytest.raises(TooMany):
        people.sign_in("agent1", PASSWORD, now + timedelta(seconds=29))
    with pytest.raises(Unauthenticated):
        people.sign_in("agent1", "wrong-password", now + timedelta(seconds=31))
    with pytest.raises(TooMany):
        people.sign_in("agent1", PASSWORD, now + timedelta(seconds=31 + 59))
    assert people.sign_in("agent1", PASSWORD, now + timedelta(seconds=31 + 61)).user.username == "agent1"


def test_a_right_password_ends_the_row_of_failures(agent: people.User, now: datetime) -> None:
    for _ in range(3):
        for _ in range(4):
            with pytest.raises(Unauthenticated):
                people.sign_in("agent1", "wrong-password", now)
        people.sign_in("agent1", PASSWORD, now)


def test_a_locked_username_is_told_429(api: Any, agent: people.User) -> None:
    for _ in range(5):
        api.post("/session", {"username": "agent1", "password": "wrong-password"})
    answer = api.post("/session", {"username": "agent1", "password": PASSWORD})
    assert answer.status == 429
    assert answer.json()["error"]["code"] == "sign_in_locked"


def test_a_disabled_user_cannot_sign_in(agent: people.User, now: datetime) -> None:
    people.change_user(agent.user_id, is_disabled=True, by=ROOT, now=now)
    with pytest.raises(Unauthenticated) as refused:
        people.sign_in("agent1", PASSWORD, now)
    assert refused.value.code == "account_disabled"


def test_a_refresh_gives_a_new_access_token_with_the_role_of_this_moment(
    agent: people.User, now: datetime
) -> None:
    signed_in = people.sign_in("agent1", PASSWORD, now)
    people.change_user(agent.user_id, role="supervisor", by=ROOT, now=now)
    again = people.refresh(signed_in.refresh_token, now + timedelta(hours=11))
    assert again.identity.role == "supervisor"
    assert read_token(again.access_token, now + timedelta(hours=11)).role == "supervisor"


@pytest.mark.parametrize("ending", ["disable", "reset_password", "sign_out", "time"])
def test_a_session_ends_with(ending: str, agent: people.User, now: datetime) -> None:
    signed_in = people.sign_in("agent1", PASSWORD, now)
    later = now + timedelta(minutes=1)
    if ending == "disable":
        people.change_user(agent.user_id, is_disabled=True, by=ROOT, now=later)
        people.change_user(agent.user_id, is_disabled=False, by=ROOT, now=later)
    elif ending == "reset_password":
        people.reset_password(agent.user_id, "another-secret-9", by=ROOT, now=later)
    elif ending == "sign_out":
        people.sign_out(signed_in.refresh_token, signed_in.identity, later)
    else:
        later = now + timedelta(seconds=signing_in.REFRESH_SECONDS)
    with pytest.raises(Unauthenticated):
        people.refresh(signed_in.refresh_token, later)


def test_a_refresh_token_opens_no_route(api: Any, agent: people.User) -> None:
    token = api.post("/session", {"username": "agent1", "password": PASSWORD}).json()["refresh_token"]
    assert api.send("GET", "/session", {"Authorization": f"Bearer {token}"}, b"").status == 401


def test_neither_password_nor_token_lies_readable_in_the_tables(agent: people.User, now: datetime) -> None:
    token = people.sign_in("agent1", PASSWORD, now).refresh_token
    found = store.fetch_with_hash(agent.user_id)
    assert found is not None
    assert PASSWORD not in found[1]
    assert found[1].startswith("$argon2id$")
    assert store.fetch_session(token) is None
