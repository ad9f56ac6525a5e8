"""Published flows in DynamoDB: every revision for ever, and one line for each flow's newest."""

import zlib
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from pynamodb.exceptions import DoesNotExist

from chalicelib.aws.tables import CENTER, transaction
from chalicelib.ivr.definition import Flow, read_flow
from chalicelib.ivr.records import FlowLineRecord, FlowRecord
from chalicelib.problems import Conflict, NotFound, TransactionLost
from chalicelib.values import dataclass


def latest_flow(sid: str) -> Flow | None:
    """The newest revision of a flow."""
    published = FlowRecord.revision > 0
    rows = FlowRecord.query(sid, published, scan_index_forward=False, limit=1, consistent_read=True)
    row = next(iter(rows), None)
    return _flow(row) if row else None


def flow_named(name: str, sid: str) -> Flow | None:
    """The newest revision by the flow's name, as a call that comes in asks for it: its line is small, and the
    revision is read once in a process. One that was taken off the list still answers its numbers."""
    line = flow_line(name)
    return flow_at(line.sid, line.revision) if line else latest_flow(sid)


@lru_cache(maxsize=64)
def flow_at(sid: str, revision: int) -> Flow:
    """One revision; it never changes, so each Lambda reads it once."""
    try:
        return _flow(FlowRecord.get(sid, revision))
    except DoesNotExist:
        raise NotFound(f"There is no revision {revision} of flow {sid}.") from None


def add_flow(
    flow: Flow, at: datetime, by: str | None, note: str = "", rolled_back_to: int | None = None
) -> None:
    """Store a new revision; Conflict when somebody else published it first."""
    row = _row(flow, at, by, note, rolled_back_to)
    line = FlowLineRecord(
        CENTER, flow.name, sid=flow.sid, revision=flow.revision, published_at=at, published_by=by
    )
    try:
        with transaction() as writes:
            writes.save(row, condition=FlowRecord.sid.does_not_exist())
            writes.save(line)
    except TransactionLost as lost:
        raise Conflict(f"Revision {flow.revision} of '{flow.name}' was published just now.") from lost


def keep_frozen(flow: Flow, at: datetime, by: str | None) -> None:
    """Store a draft that is to run, under its number below zero. It is in no list."""
    _row(flow, at, by, "", None).save()


def list_again(flow: Flow, at: datetime, by: str | None) -> None:
    """Put a flow that was taken off the list back on it."""
    FlowLineRecord(
        CENTER, flow.name, sid=flow.sid, revision=flow.revision, published_at=at, published_by=by
    ).save()


def first_published(sids: Iterable[str]) -> dict[str, datetime]:
    """When each flow was first published."""
    keys = [(sid, 1) for sid in sids]
    rows = FlowRecord.batch_get(keys, attributes_to_get=["sid", "published_at"]) if keys else ()
    return {row.sid: row.published_at for row in rows}


def unlist(name: str) -> None:
    """Take a flow off the list. Its revisions stay, for the calls that they have answered."""
    FlowLineRecord(CENTER, name).delete()


@dataclass(frozen=True)
class RevisionLine:
    """A revision in a list."""

    revision: int
    published_at: datetime
    published_by: str | None
    note: str
    rolled_back_to: int | None


def revision_lines(sid: str) -> list[RevisionLine]:
    """The revisions of a flow, newest first, without the documents."""
    wanted = ["sid", "revision", "published_at", "published_by", "note", "rolled_back_to"]
    published = FlowRecord.revision > 0
    rows = FlowRecord.query(
        sid, published, scan_index_forward=False, attributes_to_get=wanted, consistent_read=True
    )
    return [
        RevisionLine(
            int(row.revision),
            row.published_at,
            row.published_by,
            row.note or "",
            int(row.rolled_back_to) if row.rolled_back_to else None,
        )
        for row in rows
    ]


@dataclass(frozen=True)
class FlowLine:
    """A flow in a list."""

    sid: str
    name: str
    revision: int
    published_at: datetime
    published_by: str | None


def flow_lines() -> list[FlowLine]:
    """The newest revision of each flow, by name, without the documents."""
    return [
        FlowLine(row.sid, row.name, int(row.revision), row.published_at, row.published_by)
        for row in FlowLineRecord.query(CENTER, consistent_read=True)
    ]


def flow_line(name: str) -> FlowLine | None:
    """A published flow in the list."""
    try:
        row = FlowLineRecord.get(CENTER, name, consistent_read=True)
    except DoesNotExist:
        return None
    return FlowLine(row.sid, row.name, int(row.revision), row.published_at, row.published_by)


def _row(flow: Flow, at: datetime, by: str | None, note: str, rolled_back_to: int | None) -> FlowRecord:
    return FlowRecord(
        flow.sid,
        flow.revision,
        name=flow.name,
        document=zlib.compress(flow.document.encode(), 9),
        bindings=dict(flow.bindings),
        secrets=sorted(flow.secrets),
        published_at=at,
        published_by=by,
        note=note,
        rolled_back_to=rolled_back_to,
    )


def _flow(row: FlowRecord) -> Flow:
    return read_flow(
        zlib.decompress(row.document).decode(),
        sid=row.sid,
        name=row.name,
        revision=int(row.revision),
        bindings=row.bindings,
        secrets=frozenset(row.secrets),
    )
