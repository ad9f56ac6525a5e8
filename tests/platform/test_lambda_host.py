"""The laptop's function URL, schedules and web host, without a server."""

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sandbox.lambda_host.function_url import HttpRequest, http_answer, url_event
from sandbox.lambda_host.schedule import parse
from sandbox.lambda_host.web import Web

SHIM = '<script src="http://127.0.0.1:8081/voice-shim.js"></script>'


def test_a_request_becomes_the_event_that_a_function_url_sends() -> None:
    headers = [("X-Test", "1"), ("x-test", "2"), ("Cookie", "a=1; b=2"), ("Host", "cc.example.com")]
    event = url_event(HttpRequest("POST", "/api/users/%E6%9D%8E", "a=1&a=2&b=", headers, b"\xff", "10.0.0.9"))
    assert (event["rawPath"], event["rawQueryString"]) == ("/api/users/%E6%9D%8E", "a=1&a=2&b=")
    assert event["headers"] == {"x-test": "1,2", "host": "cc.example.com"}
    assert event["cookies"] == ["a=1", "b=2"]
    assert event["requestContext"]["domainName"] == "cc.example.com"
    assert event["requestContext"]["http"]["sourceIp"] == "10.0.0.9"
    assert (event["body"], event["isBase64Encoded"]) == ("/w==", True)


@pytest.mark.parametrize(
    ("content_type", "is_base64"),
    [
        ("application/json; charset=utf-8", False),
        ("application/x-www-form-urlencoded", True),
        ("text/csv", False),
    ],
)
def test_a_form_comes_as_base64_and_text_as_it_is(content_type: str, is_base64: bool) -> None:
    event = url_event(HttpRequest("POST", "/api", "", [("content-type", content_type)], b"a=1", "10.0.0.9"))
    assert event["isBase64Encoded"] is is_base64


def test_an_answer_may_be_binary_and_set_cookies() -> None:
    answer = http_answer(
        {
            "statusCode": 200,
            "headers": {"x": "1"},
            "cookies": ["a=1"],
            "body": "/wA=",
            "isBase64Encoded": True,
        }
    )
    assert (answer.body, answer.headers) == (b"\xff\x00", [("x", "1"), ("set-cookie", "a=1")])


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
