"""Buckets of an hour, by which the log and the summaries are read in order of time."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta


def hour_of(at: datetime) -> str:
    """The bucket of an instant, in UTC: `2026-03-01T09`."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H")


def hours_between(start: datetime, end: datetime) -> Iterator[str]:
    """The buckets that [start, end) touches, oldest first."""
    at = start.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    while at < end:
        yield hour_of(at)
        at += timedelta(hours=1)
