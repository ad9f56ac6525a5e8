"""Declared routes: permissions, tokens, validation and problems, through Chalice itself."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from chalice import Blueprint, Chalice
from chalice.config import Config
from chalice.local import LocalGateway
from pydantic import BaseModel, Field

from chalicelib.problems import Conflict, Invalid, Unauthenticated
from chalicelib.web import PUBLIC, ROUTES, Call, Identity, Page, Permission, issue_token, read_token, route
from chalicelib.web.openapi import openapi

AGENT = Identity("US1", "agent1", "Li Na", "agent", frozenset({Permission.TICKETS_READ}), "WK1")


class ThingIn(BaseModel):
    name: str = Field(min_length=2)
    size: int = 1


class Filter(BaseModel):
    tag: list[str] = []
    since: str | None = Field(None, alias="from")


class Thing(BaseModel):
    name: str
    tags: list[str] = []


@pytest.fixture(scope="module")
def things() -> Any:
    bp = Blueprint(__name__)
    before = len(ROUTES)

    @route(bp, "GET", "/things", permission=Permission.TICKETS_READ, query=Filter, returns=Page[Thing],
           summary="List", tag="things")  # fmt: skip
    def list_things(call: Call) -> Page[Thing]:
        return Page(items=[Thing(name=call.query.since or call.identity.name, tags=call.query.tag)])

    @route(bp, "POST", "/things", permission=Permission.TICKETS_WRITE, body=ThingIn, returns=Thing,
           status=201, summary="Make", tag="things")  # fmt: skip
    def make_thing(call: Call) -> Thing:
        return Thing(name=call.body.name)

    @route(bp, "POST", "/open/{name}", permission=PUBLIC, body=ThingIn, summary="Open", tag="things")
    def open_thing(call: Call) -> None:
        if call.path["name"] == "taken":
            raise Conflict("It is taken.")
        if call.path["name"] == "broken":
            raise RuntimeError("boom")
        if call.path["name"] == "bad":
            raise Invalid("Not a phone number.", field="phone", rule="e164")

    app = Chalice(app_name="things")
    app.register_blueprint(bp)
    yield LocalGateway(app, Config.create(chalice_stage="dev", project_dir=".", chalice_app=app))
    del ROUTES[before:]


def ask(
    gateway: Any, method: str, path: str, body: Any = None, who: Identity | None = AGENT
) -> tuple[int, Any]:
    headers = {"content-type": "application/json"}
    if who:
        headers["authorization"] = "Bearer " + issue_token(who, datetime.now(UTC), 60)
    answer = gateway.handle_request(method, path, headers, json.dumps(body).encode() if body else b"")
    return answer["statusCode"], json.loads(answer["body"] or "null")


def test_a_route_answers_the_declared_shape(things: Any) -> None:
    assert ask(things, "GET", "/things?tag=a&tag=b&from=monday") == (
        200,
        {"items": [{"name": "monday", "tags": ["a", "b"]}], "next_cursor": None},
    )


def test_nobody_is_401_and_a_missing_permission_is_403(things: Any) -> None:
    assert ask(things, "GET", "/things", who=None)[0] == 401
    status, body = ask(things, "POST", "/things", {"name": "box"})
    assert (status, body["error"]["code"]) == (403, "forbidden")


def test_a_bad_body_names_its_fields_and_rules(things: Any) -> None:
    status, body = ask(things, "POST", "/open/x", {"name": "b", "size": "big"}, who=None)
    assert status == 422
    assert {each["field"]: each["rule"] for each in body["error"]["fields"]} == {
        "name": "string_too_short",
        "size": "int_parsing",
    }
    assert ask(things, "POST", "/open/x", who=None)[1]["error"]["fields"][0]["field"] == "body"


def test_problems_become_json_and_surprises_are_500_without_details(things: Any) -> None:
    good = {"name": "box"}
    assert ask(things, "POST", "/open/fine", good, who=None) == (204, None)
    assert ask(things, "POST", "/open/taken", good, who=None) == (
        409,
        {"error": {"code": "conflict", "message": "It is taken.", "fields": []}},
    )
    status, body = ask(things, "POST", "/open/bad", good, who=None)
    assert body["error"]["fields"] == [{"field": "phone", "rule": "e164", "message": "Not a phone number."}]
    status, body = ask(things, "POST", "/open/broken", good, who=None)
    assert status == 500
    assert "boom" not in json.dumps(body)


def test_a_route_without_a_permission_cannot_be_declared() -> None:
    with pytest.raises(TypeError):
        route(Blueprint("x"), "GET", "/x", summary="x", tag="x")  # type: ignore[call-arg]


@pytest.mark.usefixtures("things")
def test_the_description_names_permissions_shapes_and_problems() -> None:
    document = openapi()
    listed = document["paths"]["/things"]["get"]
    assert listed["x-permission"] == "tickets.read"
    assert {each["name"] for each in listed["parameters"]} == {"tag", "from"}
    made = document["paths"]["/things"]["post"]
    assert made["requestBody"]["content"]["application/json"]["schema"]["$ref"].endswith("/ThingIn")
    assert "security" not in document["paths"]["/open/{name}"]["post"]


def test_a_token_gives_back_the_identity_until_it_expires(now: datetime) -> None:
    token = issue_token(AGENT, now, 900)
    assert read_token(token, now + timedelta(seconds=899)) == AGENT
    with pytest.raises(Unauthenticated) as expired:
        read_token(token, now + timedelta(seconds=900))
    assert expired.value.code == "session_expired"


def test_a_refresh_token_opens_nothing_and_a_forged_one_is_refused(now: datetime) -> None:
    with pytest.raises(Unauthenticated):
        read_token(issue_token(AGENT, now, 900, kind="refresh"), now)
    head, claims, _ = issue_token(AGENT, now, 900).split(".")
    with pytest.raises(Unauthenticated):
        read_token(f"{head}.{claims}.{'A' * 43}", now)
