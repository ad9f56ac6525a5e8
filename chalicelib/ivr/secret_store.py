"""Passwords that callers key: kept only as hashes, with the wrong tries counted."""

from datetime import datetime, timedelta
from enum import StrEnum

from pynamodb.exceptions import DoesNotExist

from chalicelib.ivr.records import CallerSecretRecord
from chalicelib.values import dataclass

MOST_TRIES = 3
LOCKED_FOR = timedelta(hours=24)


class SecretKind(StrEnum):
    """What a caller may keep: the query password, the handover password, the handover cipher."""

    QUERY = "query"
    HANDOVER = "handover"
    CIPHER = "cipher"


@dataclass(frozen=True)
class CallerSecret:
    """A hash, and how often it was missed since it last was right."""

    hashed: str
    failures: int
    failed_at: datetime | None

    def is_locked(self, now: datetime) -> bool:
        """Whether three wrong tries have closed it for a day."""
        missed = self.failures >= MOST_TRIES and self.failed_at is not None
        return missed and self.failed_at is not None and now < self.failed_at + LOCKED_FOR


def find_secret(customer_id: str, kind: SecretKind) -> CallerSecret | None:
    """What is kept; None where nothing was ever set."""
    try:
        row = CallerSecretRecord.get(customer_id, kind.value, consistent_read=True)
    except DoesNotExist:
        return None
    return CallerSecret(row.hashed, int(row.failures), row.failed_at)


def put_secret(customer_id: str, kind: SecretKind, hashed: str) -> None:
    """Keep a new one; the tries begin anew."""
    CallerSecretRecord(customer_id, kind.value, hashed=hashed, failures=0).save()


def note_failure(customer_id: str, kind: SecretKind, now: datetime) -> int:
    """One more wrong try, also when two calls try at once; how many there are."""
    row = CallerSecretRecord(customer_id, kind.value)
    row.update(
        actions=[CallerSecretRecord.failures.add(1), CallerSecretRecord.failed_at.set(now)],
        condition=CallerSecretRecord.hashed.exists(),
    )
    return int(row.failures)


def forget_failures(customer_id: str, kind: SecretKind) -> None:
    """It was right."""
    row = CallerSecretRecord(customer_id, kind.value)
    row.update(actions=[CallerSecretRecord.failures.set(0)], condition=CallerSecretRecord.hashed.exists())
