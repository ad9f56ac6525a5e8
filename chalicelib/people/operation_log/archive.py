"""Moving old days of the operation log out of the table, where they cost, into objects that are only read."""

import gzip
import json
from dataclasses import asdict
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from chalicelib.aws import objects
from chalicelib.aws.settings import settings
from chalicelib.aws.tables import iso
from chalicelib.people.operation_log import store
from chalicelib.people.operation_log.store import AuditEntry
from chalicelib.problems import NotFound

KEEP_DAYS = 180
# A run looks at so many days behind the line, so that a month without runs is made up for.
LOOK_BACK_DAYS = 31


def archive(now: datetime, keep_days: int = KEEP_DAYS) -> list[str]:
    """Move each day older than `keep_days` to `audit/YYYY/YYYY-MM-DD.jsonl.gz`; returns the keys written.

    A run that died while deleting is made up for by the next: it adds what is left to what is kept.
    """
    today = now.astimezone(ZoneInfo(settings().time_zone)).date()
    first = today - timedelta(days=keep_days + LOOK_BACK_DAYS)
    days = (first + timedelta(days=past) for past in range(LOOK_BACK_DAYS))
    return [key for day in days if (key := _archive_day(day))]


def key_of(day: date) -> str:
    """Where a day's rows are kept."""
    return f"audit/{day.year}/{day.isoformat()}.jsonl.gz"


def _archive_day(day: date) -> str | None:
    entries = store.whole_day(day)
    if not entries:
        return None
    key = key_of(day)
    lines = _kept(key) | {entry.entry: _line(entry) for entry in entries}
    text = "".join(lines[entry] for entry in sorted(lines))
    objects.put(key, gzip.compress(text.encode(), mtime=0), "application/gzip")
    store.remove_day(day, entries)
    return key


def _kept(key: str) -> dict[str, str]:
    try:
        text = gzip.decompress(objects.get(key)).decode()
    except NotFound:
        return {}
    return {json.loads(line)["entry"]: line for line in text.splitlines(keepends=True)}


def _line(entry: AuditEntry) -> str:
    return json.dumps({**asdict(entry), "at": iso(entry.at)}, ensure_ascii=False) + "\n"
