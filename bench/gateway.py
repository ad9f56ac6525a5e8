"""Requests as API Gateway hands them to the Lambda, signed as the carrier signs them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from bench.cloud import AUTH_TOKEN, PUBLIC_URL


@dataclass(frozen=True)
class LambdaContext:
    """What the runtime passes beside the event."""

    function_name: str = "api_handler"
    memory_limit_in_mb: int = 512
    invoked_function_arn: str = "arn:aws:lambda:us-east-1:123456789012:function:api_handler"
    aws_request_id: str = "52fdfc07-2182-454f-963f-5f0f9a621d72"


def webhook(url: str, params: Mapping[str, str], resource: str | None = None) -> dict[str, Any]:
    """The event of the carrier's POST to `url` (or a path below our public address)."""
    from twilio.request_validator import RequestValidator

    address = (url if url.startswith("http") else PUBLIC_URL + url).partition("#")[0]
    parts = urlsplit(address)
    headers = {
        "Accept": "*/*",
        "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
        "User-Agent": "TwilioProxy/1.1",
        "I-Twilio-Idempotency-Token": "3b1f8f0e-5f1c-4f0a-8f56-1c1d0f5b0c1e",
        "X-Twilio-Signature": RequestValidator(AUTH_TOKEN).compute_signature(address, dict(params)),
    }
    path = resource or parts.path.removeprefix(urlsplit(PUBLIC_URL).path)
    return event("POST", path, headers, urlencode(params, quote_via=quote), parts.query, {})


def event(
    method: str, resource: str, headers: Mapping[str, str], body: str, query: str, parts: Mapping[str, str]
) -> dict[str, Any]:
    """The event of any request; `parts` fill the names in braces of `resource`."""
    asked: dict[str, list[str]] = {}
    for name, value in parse_qsl(query):
        asked.setdefault(name, []).append(value)
    path = resource.format(**parts)
    return {
        "resource": resource,
        "path": path,
        "httpMethod": method,
        "headers": dict(headers),
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "queryStringParameters": {name: values[-1] for name, values in asked.items()} or None,
        "multiValueQueryStringParameters": asked or None,
        "pathParameters": dict(parts) or None,
        "stageVariables": None,
        "requestContext": {
            "resourcePath": resource,
            "httpMethod": method,
            "stage": "api",
            "path": f"/api{path}",
            "identity": {"sourceIp": "54.172.60.1"},
            "requestId": "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
        },
        "body": body or None,
        "isBase64Encoded": False,
    }
