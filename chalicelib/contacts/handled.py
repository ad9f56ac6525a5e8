"""How long agents were taken by the contacts that are over, from the heads that have been filed."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from chalicelib.contacts.hours import hours_between
from chalicelib.contacts.line_store import key_of
from chalicelib.contacts.lines import HEAD, contact_of, read
from chalicelib.contacts.records import LineRecord
from chalicelib.values import dataclass

# DynamoDB reads so many items at once.
MOST = 100


@dataclass(frozen=True)
class Handled:
    """One contact of a queue: when its agent answered, and how long until all was done, wrap-up too."""

    queue: str
    answered_at: datetime
    seconds: float


def handled(start: datetime, end: datetime) -> list[Handled]:
    """The latest contacts that began in [start, end), were answered and are over, the earliest first; at most
    as many as one read brings. Two requests and one for each hour: for what need not be exact."""
    head = key_of(HEAD)
    wanted = [(subject, head) for subject in islice(_newest(start, end), MOST)]
    found = filter(None, map(_handled, LineRecord.batch_get(wanted))) if wanted else ()
    return sorted(found, key=lambda one: one.answered_at)


def _newest(start: datetime, end: datetime) -> Iterator[str]:
    head = key_of(HEAD)
    for hour in reversed(list(hours_between(start, end + timedelta(milliseconds=1)))):
        for row in LineRecord.by_hour.query(
            hour, LineRecord.at.between(start, end), scan_index_forward=False
        ):
            if row.key == head:
                yield row.subject


def _handled(row: LineRecord) -> Handled | None:
    if row.filed is None or row.until is None:
        return None
    contact = contact_of(read(row.line, row.subject).changes)
    if contact.queue is None or contact.answered_at is None:
        return None
    return Handled(contact.queue, contact.answered_at, (row.until - contact.answered_at).total_seconds())
