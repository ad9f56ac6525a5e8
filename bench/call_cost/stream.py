"""The event table's stream: what was written since, as its deployed mapping delivers it."""

import json
import time
from typing import Any

from infra.template import STREAM_FILTERS

_FILTERS = [json.loads(each) for each in STREAM_FILTERS]
_SOURCE = "arn:aws:dynamodb:us-east-1:123456789012:table/trunkline-events/stream/1"


class Stream:
    """Remembers what it has delivered, of each row its last state."""

    def __init__(self) -> None:
        self._seen: dict[str, dict[str, Any]] = {}

    def records(self) -> list[dict[str, Any]]:
        """What was written since the last time and passes one of the mapping's filters."""
        records: list[dict[str, Any]] = []
        for image in _events():
            known = self._seen.get(_id(image))
            self._seen[_id(image)] = image
            records += (_record(name, each) for name, each in _changes(known, image))
        return [each for each in records if any(passes(pattern, each) for pattern in _FILTERS)]


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


def _changes(known: dict[str, Any] | None, image: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """How a row came to be what it is, one image for each write. Of a row that grows by steps the scan misses
    those between; other rows that were written more than once between two looks, no filter lets pass."""
    if known == image:
        return []
    had = len(known["steps"]["L"]) if known and "steps" in known else 0
    steps = image.get("steps", {"L": []})["L"]
    grown = [{**image, "steps": {"L": steps[:count]}} for count in range(had + 1, len(steps) + 1)]
    if known:
        return [("MODIFY", each) for each in grown or [image]]
    first = {**image, "steps": {"L": []}} if steps else image
    return [("INSERT", first), *(("MODIFY", each) for each in grown)]


def _record(name: str, image: dict[str, Any]) -> dict[str, Any]:
    """A write as the stream delivers it."""
    change = {
        "ApproximateCreationDateTime": time.time(), "Keys": {}, "NewImage": image, "SequenceNumber": "1",
        "SizeBytes": 1, "StreamViewType": "NEW_IMAGE",
    }  # fmt: skip
    return {
        "eventID": "1", "eventName": name, "eventVersion": "1.1", "eventSource": "aws:dynamodb",
        "awsRegion": "us-east-1", "dynamodb": change, "eventSourceARN": _SOURCE,
    }  # fmt: skip
