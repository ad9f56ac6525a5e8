"""SIDs that are made of what they name, so that nothing has to be kept to know them again (pure)."""

import hashlib
import uuid
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MOMENT_DIGITS = 12


def derived(prefix: str, *parts: str) -> str:
    """The same SID for the same parts: two letters and 32 hex digits."""
    return prefix + hashlib.sha256("/".join(parts).encode()).hexdigest()[:32]


def fresh(prefix: str) -> str:
    """A SID that nothing else has."""
    return f"{prefix}{uuid.uuid4().hex}"


def event_sid(at: datetime, *parts: str) -> str:
    """An event's SID. It begins with its millisecond, so that the event is found by one query."""
    moment = (at - _EPOCH) // timedelta(milliseconds=1)
    rest = hashlib.sha256("/".join(parts).encode()).hexdigest()[: 32 - _MOMENT_DIGITS]
    return f"EV{moment:0{_MOMENT_DIGITS}x}{rest}"


def moment_of(sid: str) -> datetime | None:
    """The millisecond in an event's SID; None when it is none of ours."""
    try:
        moment = int(sid[2 : 2 + _MOMENT_DIGITS], 16) if sid.startswith("EV") and len(sid) == 34 else None
        return _EPOCH + timedelta(milliseconds=moment) if moment is not None else None
    except (ValueError, OverflowError):
        return None
