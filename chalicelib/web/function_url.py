"""The front door is a Lambda function URL: its events (payload 2.0) as Chalice takes them, and answers back.

https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads
"""

import base64
import os
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

from chalicelib.aws.settings import settings

# Everything below it is ours; the web app's files are beside it.
PREFIX = "/api"
# A function URL does not compress, as API Gateway did; smaller answers are not worth it.
SMALLEST_COMPRESSED = 1024


def path_of(event: Mapping[str, Any]) -> str:
    """The path below `/api`, still percent-encoded."""
    path: str = event["rawPath"]
    return path.removeprefix(PREFIX) if path.startswith(PREFIX + "/") else path


def rest_event(event: Mapping[str, Any], resource: str, parts: Mapping[str, str]) -> dict[str, Any]:
    """The event as API Gateway's REST proxy would tell it; `resource` is the route's path in braces."""
    http = event["requestContext"]["http"]
    query = event.get("rawQueryString")
    return {
        "resource": resource,
        "path": path_of(event),
        "httpMethod": http["method"],
        "headers": event["headers"],
        "multiValueQueryStringParameters": parse_qs(query, keep_blank_values=True) if query else None,
        "pathParameters": parts,
        "stageVariables": None,
        "requestContext": {
            "resourcePath": resource,
            "httpMethod": http["method"],
            "requestId": event["requestContext"].get("requestId"),
            "identity": {"sourceIp": http.get("sourceIp"), "userAgent": http.get("userAgent")},
        },
        "body": event.get("body"),
        "isBase64Encoded": event.get("isBase64Encoded", False),
    }


def answer_of(answer: dict[str, Any], accept_encoding: str) -> dict[str, Any]:
    """A REST proxy answer as a function URL takes it: one value for each header, and JSON compressed."""
    headers = answer["headers"]
    for name, values in answer.pop("multiValueHeaders", {}).items():
        headers[name] = ", ".join(values)
    body = answer["body"]
    if (
        len(body) >= SMALLEST_COMPRESSED
        and "gzip" in accept_encoding
        and not answer.get("isBase64Encoded")
        and headers.get("Content-Type", "").startswith("application/json")
    ):
        import gzip

        data = gzip.compress(body.encode(), compresslevel=6, mtime=0)
        answer |= {"body": base64.b64encode(data).decode(), "isBase64Encoded": True}
        headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return answer


def learn_public_url(event: Mapping[str, Any]) -> None:
    """A function cannot be told its own URL when it is deployed (it would be made of itself), so without the
    setting the first request tells it. AWS fills this field; a caller cannot."""
    if not os.environ.get("TRUNKLINE_PUBLIC_URL"):
        os.environ["TRUNKLINE_PUBLIC_URL"] = f"https://{event['requestContext']['domainName']}{PREFIX}"
        settings.cache_clear()
