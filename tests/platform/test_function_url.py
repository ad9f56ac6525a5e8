"""The function URL's events as Chalice takes them, and the answers back."""

import base64
import gzip
import json

import pytest

from chalicelib.aws.settings import settings
from chalicelib.web.function_url import answer_of, learn_public_url, path_of, rest_event

EVENT = {
    "rawPath": "/api/users/%E6%9D%8E",
    "rawQueryString": "a=1&a=2&b=",
    "headers": {"content-type": "application/json", "accept-encoding": "gzip, br"},
    "requestContext": {
        "domainName": "id.lambda-url.us-east-1.on.aws",
        "requestId": "r1",
        "http": {"method": "PUT", "sourceIp": "10.0.0.9", "userAgent": "x"},
    },
    "body": "/w==",
    "isBase64Encoded": True,
}


def test_an_event_keeps_repeated_and_empty_parameters_the_address_and_the_body() -> None:
    event = rest_event(EVENT, "/users/{name}", {"name": "李"})
    assert path_of(EVENT) == "/users/%E6%9D%8E"
    assert event["multiValueQueryStringParameters"] == {"a": ["1", "2"], "b": [""]}
    assert event["requestContext"]["identity"]["sourceIp"] == "10.0.0.9"
    assert (event["pathParameters"], event["httpMethod"]) == ({"name": "李"}, "PUT")
    assert (event["body"], event["isBase64Encoded"]) == ("/w==", True)


def test_a_large_json_answer_is_compressed_for_those_who_take_it() -> None:
    def answer(accepted: str) -> dict[str, object]:
        headers = {"Content-Type": "application/json"}
        return answer_of({"statusCode": 200, "headers": headers, "body": json.dumps("长" * 2000)}, accepted)

    packed = answer("gzip, br")
    assert packed["headers"]["Content-Encoding"] == "gzip"  # type: ignore[index]
    assert json.loads(gzip.decompress(base64.b64decode(str(packed["body"])))) == "长" * 2000
    assert json.loads(str(answer("br")["body"])) == "长" * 2000


def test_a_header_of_several_values_becomes_one() -> None:
    answer = {"statusCode": 200, "headers": {}, "multiValueHeaders": {"vary": ["a", "b"]}, "body": ""}
    assert answer_of(answer, "") == {"statusCode": 200, "headers": {"vary": "a, b"}, "body": ""}


def test_a_function_that_was_not_told_its_address_learns_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    learn_public_url(EVENT)
    assert settings().public_url == "http://127.0.0.1:8080/api"
    monkeypatch.setenv("TRUNKLINE_PUBLIC_URL", "")
    settings.cache_clear()
    try:
        learn_public_url(EVENT)
        assert settings().public_url == "https://id.lambda-url.us-east-1.on.aws/api"
    finally:
        monkeypatch.undo()
        settings.cache_clear()
