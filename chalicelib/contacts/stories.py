"""Contacts read back: the rows of one, added up to its story.

Read without a model: a contact is read with each of its webhooks, and most of a row's attributes are for
indexes and lists.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from chalicelib.aws.clients import client
from chalicelib.contacts.courses import events_of_steps
from chalicelib.contacts.lines import HEAD, Line, Story, read, story_of
from chalicelib.contacts.records import LineRecord
from chalicelib.values import dataclass


@dataclass(frozen=True)
class _Row:
    """What a story is made of."""

    key: str
    line: str
    steps: tuple[str, ...]
    is_filed: bool


def story(contact_id: str) -> Story:
    """The contact as it is now, in one read."""
    return _added_up(contact_id, _rows_of(contact_id))


def story_with(contact_id: str, images: Iterable[Mapping[str, Any]]) -> Story:
    """The contact with what the stream tells of it, its rows' NEW_IMAGEs, and maybe later news: in a read at
    half the price, which may lag, unless that would leave out a line in between."""
    rows = {row.key: row for row in _rows_of(contact_id, is_consistent=False)}
    for row in map(_row, images):
        known = rows.get(row.key)
        if known is None or len(row.steps) > len(known.steps):
            rows[row.key] = row
    numbered = [int(key) for key in rows if key.isdigit()]
    is_whole = len(numbered) == max(numbered, default=HEAD) + 1
    return _added_up(contact_id, rows.values()) if is_whole else story(contact_id)


def _added_up(contact_id: str, rows: Iterable[_Row]) -> Story:
    numbered: dict[int, Line] = {}
    others: list[Line] = []
    is_filed = False
    for row in rows:
        line = line_of(row, contact_id)
        if row.key.isdigit():
            numbered[int(row.key)] = line
            is_filed = is_filed or row.is_filed
        else:
            others.append(line)
    return story_of(contact_id, numbered, others, is_filed)


def _rows_of(contact_id: str, *, is_consistent: bool = True) -> Iterator[_Row]:
    asked: dict[str, Any] = {
        "TableName": LineRecord.Meta.table_name,
        "KeyConditionExpression": "#subject = :subject",
        "ExpressionAttributeNames": {"#subject": "subject"},
        "ExpressionAttributeValues": {":subject": {"S": contact_id}},
        "ConsistentRead": is_consistent,
    }
    while True:
        page = client("dynamodb").query(**asked)
        yield from map(_row, page["Items"])
        if "LastEvaluatedKey" not in page:
            return
        asked["ExclusiveStartKey"] = page["LastEvaluatedKey"]


def line_of(row: LineRecord | _Row, contact_id: str | None) -> Line:
    """What a row tells: one line, and where it is the course of a reservation each of its steps."""
    line = read(row.line, contact_id)
    if not row.steps:
        return line
    return Line((*line.events, *events_of_steps(line.events[-1], map(str, row.steps))))


def _row(item: Mapping[str, Any]) -> _Row:
    steps = tuple(step["S"] for step in item["steps"]["L"]) if "steps" in item else ()
    return _Row(item["key"]["S"], item["line"]["S"], steps, "filed" in item)
