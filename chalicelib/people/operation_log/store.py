"""Writing and reading the operation log."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from pynamodb.transactions import TransactWrite

from chalicelib.aws.settings import settings
from chalicelib.aws.tables import iso
from chalicelib.people.operation_log import masking
from chalicelib.people.operation_log.records import AuditRecord
from chalicelib.web import Identity

PAGE = 100


@dataclass(frozen=True)
class AuditEntry:
    """One operation. `before` and `after` hold only what changed."""

    entry: str
    at: datetime
    user_id: str
    username: str
    action: str
    subject: str
    before: dict[str, Any]
    after: dict[str, Any]


def system(name: str) -> Identity:
    """The identity under which the center itself acts: an importer, a schedule, another system."""
    return Identity(
        user_id=f"system:{name}", username=name, name=name, role="system", permissions=frozenset()
    )


def stage_audit(
    t: TransactWrite, identity: Identity, action: str, subject: str,
    before: Mapping[str, Any] | None, after: Mapping[str, Any] | None, now: datetime,
) -> None:  # fmt: skip
    """Write the row in the transaction of the operation itself, so that neither exists without the other."""
    t.save(_row(identity, action, subject, before, after, now), condition=AuditRecord.entry.does_not_exist())


def audit(
    identity: Identity, action: str, subject: str,
    before: Mapping[str, Any] | None, after: Mapping[str, Any] | None, now: datetime,
) -> None:  # fmt: skip
    """Write the row of an operation that is no transaction. Values are plain JSON; masking is done here."""
    _row(identity, action, subject, before, after, now).save(condition=AuditRecord.entry.does_not_exist())


def entries_of(
    day: date, username: str | None = None, cursor: str | None = None
) -> tuple[list[AuditEntry], str | None]:
    """A page of one day of the center's time zone, newest first, of everybody or of one user."""
    if username:
        first, last = f"{day.isoformat()}#", f"{day.isoformat()}#~"
        below = cursor or last
        found = AuditRecord.by_user.query(
            username, AuditRecord.entry.between(first, below), scan_index_forward=False, limit=PAGE + 1
        )
    else:
        until = AuditRecord.entry <= cursor if cursor else None
        found = AuditRecord.query(day.isoformat(), until, scan_index_forward=False, limit=PAGE + 1)
    rows = [_entry(row) for row in found]
    return rows[:PAGE], rows[PAGE].entry if len(rows) > PAGE else None


def whole_day(day: date) -> list[AuditEntry]:
    """Every row of a day, oldest first."""
    return [_entry(row) for row in AuditRecord.query(day.isoformat(), consistent_read=True)]


def remove_day(day: date, entries: Iterable[AuditEntry]) -> None:
    """Delete rows that are kept elsewhere; only the archive may."""
    with AuditRecord.batch_write() as batch:
        for entry in entries:
            batch.delete(AuditRecord(day.isoformat(), entry.entry))


def _row(
    identity: Identity, action: str, subject: str,
    before: Mapping[str, Any] | None, after: Mapping[str, Any] | None, now: datetime,
) -> AuditRecord:  # fmt: skip
    was, became = masking.differences(before or {}, after or {})
    day = now.astimezone(ZoneInfo(settings().time_zone)).date().isoformat()
    return AuditRecord(
        day, f"{day}#{iso(now)}#{secrets.token_hex(4)}", at=now,
        user_id=identity.user_id, username=identity.username, action=action, subject=subject,
        before=masking.masked(was), after=masking.masked(became),
    )  # fmt: skip


def _entry(row: AuditRecord) -> AuditEntry:
    return AuditEntry(
        row.entry, row.at, row.user_id, row.username, row.action, row.subject, row.before, row.after
    )
