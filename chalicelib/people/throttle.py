"""How long a username rests after failed sign-ins: five are free, then the wait doubles."""

from datetime import datetime, timedelta

FREE_FAILURES = 5
FIRST_LOCK_SECONDS = 30
LONGEST_LOCK_SECONDS = 15 * 60
# Failures older than this are forgotten, so a typo a week does not add up to a lock.
MEMORY_SECONDS = 60 * 60


def lock_seconds(failures: int) -> int:
    """Seconds to refuse sign-in after the given count of failures in a row."""
    if failures < FREE_FAILURES:
        return 0
    doublings = min(failures - FREE_FAILURES, 10)
    return min(FIRST_LOCK_SECONDS << doublings, LONGEST_LOCK_SECONDS)


def remembered(failures: int, last_at: datetime | None, now: datetime) -> int:
    """The failures that still count at `now`."""
    if last_at is None or now - last_at > timedelta(seconds=MEMORY_SECONDS):
        return 0
    return failures


def locked_until(failures: int, last_at: datetime | None) -> datetime | None:
    """When sign-in is next allowed, or None if it is not held back."""
    seconds = lock_seconds(failures)
    return last_at + timedelta(seconds=seconds) if last_at and seconds else None
