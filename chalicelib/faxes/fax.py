"""A fax on its way out, and when it is tried or asked about again. Pure."""

import hashlib
from datetime import datetime, timedelta
from enum import StrEnum

from chalicelib.values import dataclass

TIMER = "faxes.next"
TIMER_KINDS = (TIMER,)
# How long a fax rests after each try that the service did not take; after the last of them it has failed.
RESTS = tuple(timedelta(seconds=seconds) for seconds in (15, 60, 240, 900))
_SHORTEST, _LONGEST = timedelta(seconds=10), timedelta(minutes=5)
PATIENCE = timedelta(hours=1)


class FaxStatus(StrEnum):
    """`queued`: with us, until the service takes it. `sending`: the service has it."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True)
class Fax:
    """One page to one number. `attempt` counts the tries to hand it over within a `round`; sending a failed
    one again begins another round. `taken_at` is when the service took it, `reason` why it last failed."""

    fax_id: str
    to: str
    subject: str
    html: str
    language: str
    asked_at: datetime
    contact_id: str | None = None
    status: FaxStatus = FaxStatus.QUEUED
    round: int = 1
    attempt: int = 0
    service_id: str | None = None
    taken_at: datetime | None = None
    ended_at: datetime | None = None
    reason: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether something is still to come of it."""
        return self.status in (FaxStatus.QUEUED, FaxStatus.SENDING)

    @property
    def idempotency_key(self) -> str:
        """The same for every try of a round, so that the service sends it once."""
        return f"{self.fax_id}-{self.round}"


def fax_id(token: str) -> str:
    """The id of the fax that this cause asks for."""
    return f"FX{hashlib.sha256(token.encode()).hexdigest()[:32]}"


def next_try(attempt: int) -> timedelta | None:
    """How long to rest after so many tries have failed; None when that was the last."""
    return RESTS[attempt - 1] if attempt <= len(RESTS) else None


def next_look(waited: timedelta) -> timedelta | None:
    """How long until the service is asked again about a fax that it took so long ago: half of that, but ten
    seconds at least and five minutes at most. None after an hour: nothing more is to be expected."""
    return None if waited >= PATIENCE else min(_LONGEST, max(_SHORTEST, waited / 2))
