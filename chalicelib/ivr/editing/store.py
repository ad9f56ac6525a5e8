"""Reads and writes drafts. A save names the version it was made from, so two people notice each other."""

import zlib
from dataclasses import dataclass
from datetime import datetime

from pynamodb.exceptions import DeleteError, DoesNotExist, PutError

from chalicelib.aws.tables import CENTER
from chalicelib.ivr.editing.records import DraftRecord
from chalicelib.problems import Conflict

_CONDITION_FAILED = "ConditionalCheckFailedException"


@dataclass(frozen=True)
class Draft:
    """A definition in the making."""

    sid: str
    name: str
    definition: str
    note: str
    version: int
    saved_at: datetime
    saved_by: str | None


@dataclass(frozen=True)
class DraftLine:
    """A draft in a list, without its definition."""

    sid: str
    name: str
    saved_at: datetime
    saved_by: str | None


def find_draft(sid: str) -> Draft | None:
    """The draft of a flow, if somebody works on it."""
    try:
        row = DraftRecord.get(CENTER, sid, consistent_read=True)
    except DoesNotExist:
        return None
    return Draft(
        sid=row.sid,
        name=row.name,
        definition=zlib.decompress(row.document).decode(),
        note=row.note,
        version=int(row.version),
        saved_at=row.saved_at,
        saved_by=row.saved_by,
    )


def draft_lines() -> list[DraftLine]:
    """Every draft, by name."""
    wanted = ["center", "sid", "name", "saved_at", "saved_by"]
    rows = DraftRecord.query(CENTER, attributes_to_get=wanted, consistent_read=True)
    lines = [DraftLine(row.sid, row.name, row.saved_at, row.saved_by) for row in rows]
    return sorted(lines, key=lambda line: line.name)


def put_draft(draft: Draft) -> None:
    """Store version n over version n - 1; Conflict when somebody else saved in between."""
    row = DraftRecord(
        CENTER,
        draft.sid,
        name=draft.name,
        document=zlib.compress(draft.definition.encode(), 9),
        note=draft.note,
        version=draft.version,
        saved_at=draft.saved_at,
        saved_by=draft.saved_by,
    )
    known = DraftRecord.version == draft.version - 1
    condition = DraftRecord.sid.does_not_exist() if draft.version == 1 else known
    try:
        row.save(condition=condition)
    except PutError as error:
        if error.cause_response_code == _CONDITION_FAILED:
            raise Conflict("Somebody else saved this flow just now.") from error
        raise


def remove_draft(sid: str, version: int) -> None:
    """Forget a draft, unless it was saved again since `version`."""
    try:
        DraftRecord(CENTER, sid).delete(condition=DraftRecord.version == version)
    except DeleteError as error:
        if error.cause_response_code != _CONDITION_FAILED:
            raise
