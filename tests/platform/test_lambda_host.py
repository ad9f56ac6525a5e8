"""The laptop's API Gateway, schedules and web host, without a server."""

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sandbox.lambda_host.rest import HttpRequest, Routes, http_answer, proxy_event
from sandbox.lambda_host.schedule import parse
from sandbox.lambda_host.web import Web

SHIM = '<script src="http://127.0.0.1:8081/voice-shim.js"></script>'


def test_a_fixed_part_of_a_path_is_preferred_to_a_parameter() -> None:
    routes = Routes(["/users", "/users/{user_id}", "/users/me", "/{any}/x"])
    assert routes.find("/users/me") == ("/users/me", {})
    assert routes.find("/users/a%2Fb%20c") == ("/users/{user_id}", {"user_id": "a/b c"})
    assert routes.find("/users/x") == ("/users/{user_id}", {"user_id": "x"})
    assert routes.find("/other/x") == ("/{any}/x", {"any": "other"})
    assert routes.find("/users/1/2") is None


def test_a_request_becomes_the_event_that_api_gateway_sends() -> None:
    request = HttpRequest(
        "POST", "/users/%E6%9D%8E", "a=1&a=2&b=", [("x-test", "1")], b"\xff\x00", "10.0.0.9"
    )
    event = proxy_event(request, "/users/{name}", {"name": "李"})
    assert event["multiValueQueryStringParameters"] == {"a": ["1", "2"], "b": [""]}
    assert event["requestContext"]["resourcePath"] == "/users/{name}"
    assert event["requestContext"]["identity"]["sourceIp"] == "10.0.0.9"
    assert (event["body"], event["isBase64Encoded"]) == ("/wA=", True)


def test_an_answer_may_be_binary_and_repeat_a_header() -> None:
    answer = http_answer(
        {"statusCode": 200, "multiValueHeaders": {"x": ["1", "2"]}, "body": "/wA=", "isBase64Encoded": True}
    )
    assert (answer.body, answer.headers) == (b"\xff\x00", [("x", "1"), ("x", "2")])


@pytest.mark.parametrize(
    ("expression", "at", "is_due"),
    [
        ("rate(1 minute)", "2026-05-11T02:03", True),
        ("rate(5 minutes)", "2026-05-11T02:03", False),
        ("rate(1 hour)", "2026-05-11T02:00", True),
        ("cron(15 * * * ? *)", "2026-05-11T02:15", True),
        ("cron(15 * * * ? *)", "2026-05-11T02:16", False),
        ("cron(0 16 ? * MON-FRI *)", "2026-05-11T16:00", True),
        ("cron(0 16 ? * SAT,SUN *)", "2026-05-11T16:00", False),
        ("cron(0/20 8-18/2 * * ? *)", "2026-05-11T10:40", True),
    ],
)
def test_schedules_fire_in_their_minutes(expression: str, at: str, is_due: bool) -> None:
    assert parse(expression).is_due(datetime.fromisoformat(at).replace(tzinfo=UTC)) is is_due


@pytest.mark.parametrize("expression", ["rate(1 fortnight)", "cron(99 * * * ? *)", "every minute"])
def test_a_bad_schedule_is_refused(expression: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        parse(expression)


@pytest.fixture
def web(tmp_path: Path) -> Web:
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "app-1a2b.js").write_text("let x = 1;" * 200)
    (tmp_path / "index.html").write_text(
        '<html><head><script type="module" src="/assets/app-1a2b.js"></script>'
    )
    (tmp_path.parent / "secret.txt").write_text("no")
    return Web(tmp_path, "http://127.0.0.1:8081", "Asia/Shanghai")


def test_the_page_gets_the_shim_before_its_first_script(web: Web) -> None:
    page = web.answer("GET", "/", {})
    assert page.body.decode().startswith(f'<html><head>{SHIM}<script type="module"')
    assert dict(page.headers)["cache-control"] == "no-cache"


def test_built_files_are_compressed_and_cached(web: Web) -> None:
    first = web.answer("GET", "/assets/app-1a2b.js", {"accept-encoding": "gzip, br"})
    headers = dict(first.headers)
    assert gzip.decompress(first.body) == b"let x = 1;" * 200
    assert "immutable" in headers["cache-control"]
    assert web.answer("GET", "/assets/app-1a2b.js", {"if-none-match": headers["etag"]}).status == 304


@pytest.mark.parametrize("path", ["/../secret.txt", "/assets/../../secret.txt", "//etc/passwd", "/none"])
def test_nothing_outside_the_directory_is_served(web: Web, path: str) -> None:
    assert web.answer("GET", path, {}).status == 404
