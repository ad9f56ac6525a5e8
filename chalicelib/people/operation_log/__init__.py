"""The operation log: who did what to which thing, before and after, personal data masked."""

from chalicelib.people.operation_log.archive import archive
from chalicelib.people.operation_log.store import AuditEntry, audit, entries_of, stage_audit, system

__all__ = ["AuditEntry", "archive", "audit", "entries_of", "stage_audit", "system"]
