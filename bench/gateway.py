"""Requests as the function URL hands them to the Lambda, signed as the carrier signs them."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from bench.cloud import AUTH_TOKEN, PUBLIC_URL


@dataclass(frozen=True)
class LambdaContext:
    """What the runtime passes beside the event."""

    function_name: str = "api_handler"
    memory_limit_in_mb: int = 512
    invoked_function_arn: str = "arn:aws:lambda:us-east-1:123456789012:function:api_handler"
    aws_request_id: str = "52fdfc07-2182-454f-963f-5f0f9a621d72"


def webhook(url: str, params: Mapping[str, str]) -> dict[str, Any]:
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
    return event("POST", parts.path, headers, urlencode(params, quote_via=quote), parts.query)


def rest_event(path: str, params: Mapping[str, str]) -> dict[str, Any]:
    """The event of a POST as API Gateway's REST proxy tells it, which a plain Chalice application takes."""
    return {
        "resource": path,
        "path": path,
        "httpMethod": "POST",
        "headers": {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8", "Accept": "*/*"},
        "multiValueQueryStringParameters": None,
        "pathParameters": None,
        "stageVariables": None,
        "requestContext": {"resourcePath": path, "httpMethod": "POST", "identity": {}},
        "body": urlencode(params, quote_via=quote),
        "isBase64Encoded": False,
    }


def event(
    method: str, path: str, headers: Mapping[str, str], body: str = "", query: str = ""
) -> dict[str, Any]:
    """The event of any request, payload version 2.0; `path` begins with `/api`. A form comes as base64."""
    lower = {name.lower(): value for name, value in headers.items()}
    is_form = lower.get("content-type", "").startswith("application/x-www-form-urlencoded")
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": query,
        "headers": lower,
        "requestContext": {
            "accountId": "anonymous",
            "apiId": "bench",
            "domainName": "bench.lambda-url.us-east-1.on.aws",
            "http": {
                "method": method,
                "path": path,
                "protocol": "HTTP/1.1",
                "sourceIp": "54.172.60.1",
                "userAgent": lower.get("user-agent", ""),
            },
            "requestId": "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
            "routeKey": "$default",
            "stage": "$default",
        },
        "body": base64.b64encode(body.encode()).decode() if is_form else body,
        "isBase64Encoded": is_form,
    }
