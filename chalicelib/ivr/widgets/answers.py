"""What a flow learns from a function or an HTTP service."""

import json
from typing import Any

from chalicelib.ivr.execution import Input, InputKind
from chalicelib.ivr.widgets.behaviour import News


def outputs_of(given: Input) -> dict[str, Any]:
    """`body`, `content_type`, `status_code` and, for JSON, `parsed`."""
    params = given.params
    outputs = {
        "body": params.get("body", ""),
        "content_type": params.get("content_type", ""),
        "status_code": params.get("status_code", 0),
    }
    if "json" in str(outputs["content_type"]):
        try:
            outputs["parsed"] = json.loads(outputs["body"])
        except ValueError:
            outputs["parsed"] = None
    return outputs


def fields_of(given: Input) -> dict[str, Any]:
    """The fields of a JSON object that was answered; none where it was something else."""
    parsed = outputs_of(given).get("parsed")
    return parsed if isinstance(parsed, dict) else {}


def succeeded(given: Input, limit: int) -> bool:
    """Whether the answer's status is at least 200 and below `limit`; no answer has status 0."""
    return 200 <= int(given.params.get("status_code", 0)) < limit


def answered(status: int, content: Any = None) -> News:
    """An answer with a JSON body."""
    body = json.dumps(content if content is not None else {}, ensure_ascii=False)
    return News({"status_code": status, "content_type": "application/json", "body": body}, InputKind.ANSWER)
