"""The event table's stream: what was written since, as its deployed mapping delivers it."""

import json
import time
from typing import Any

from infra.template import STREAM_FILTER

_FILTER = json.loads(STREAM_FILTER)
_SOURCE = "arn:aws:dynamodb:us-east-1:123456789012:table/trunkline-events/stream/1"


class Stream:
    """Remembers what it has delivered."""

    def __init__(self) -> None:
        self._seen: set[str] = set()

    def records(self) -> list[dict[str, Any]]:
        """The rows that are new since the last time and pass the mapping's filter."""
        images = [image for image in _events() if _id(image) not in self._seen]
        self._seen |= {_id(image) for image in images}
        return [each for each in map(_record, images) if passes(_FILTER, each)]


def passes(pattern: Any, found: Any) -> bool:
    """Whether a record passes a filter of an event source mapping, as far as ours goes: exact values and
    beginnings."""
    if isinstance(pattern, dict):
        return isinstance(found, dict) and all(passes(pattern[name], found.get(name)) for name in pattern)
    return any(
        str(found).startswith(rule["prefix"]) if isinstance(rule, dict) else found == rule for rule in pattern
    )


def _events() -> list[dict[str, Any]]:
    """Every row of the event log, as its stream shows it."""
    from chalicelib.aws.clients import client
    from chalicelib.aws.tables import table_name

    pages = client("dynamodb").get_paginator("scan").paginate(TableName=table_name("events"))
    return [item for page in pages for item in page["Items"]]


def _id(image: dict[str, Any]) -> str:
    return f"{image['subject']['S']}/{image['key']['S']}"


def _record(image: dict[str, Any]) -> dict[str, Any]:
    """A new row as the stream delivers it."""
    change = {
        "ApproximateCreationDateTime": time.time(), "Keys": {}, "NewImage": image, "SequenceNumber": "1",
        "SizeBytes": 1, "StreamViewType": "NEW_IMAGE",
    }  # fmt: skip
    return {
        "eventID": "1", "eventName": "INSERT", "eventVersion": "1.1", "eventSource": "aws:dynamodb",
        "awsRegion": "us-east-1", "dynamodb": change, "eventSourceARN": _SOURCE,
    }  # fmt: skip
