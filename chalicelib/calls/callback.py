"""Callbacks: who left a number keeps the place in line, and is rung when it is their turn (ACD-19)."""

import hashlib
from datetime import datetime, timedelta
from enum import StrEnum

from chalicelib.values import dataclass

LONGEST_REASON = 200


class CallbackStatus(StrEnum):
    """`asked`: its caller is about to leave the line. `waiting`: in line. `dialling`: an agent has it and the
    customer is rung. `retrying`: rests until due."""

    ASKED = "asked"
    WAITING = "waiting"
    DIALLING = "dialling"
    TALKING = "talking"
    RETRYING = "retrying"
    DONE = "done"
    FAILED = "failed"
    CANCELED = "canceled"


OPEN = (
    CallbackStatus.WAITING,
    CallbackStatus.DIALLING,
    CallbackStatus.TALKING,
    CallbackStatus.RETRYING,
)


@dataclass(frozen=True)
class Callback:
    """One wish to be called back. `place_at` is when its caller came into the line; each attempt is a task
    with that place and an outbound contact of its own. `result` is how the last attempt, or all, ended."""

    callback_id: str
    number: str
    our_number: str
    queue: str
    language: str
    priority: int
    asked_in: str
    asked_at: datetime
    place_at: datetime
    due_at: datetime
    status: CallbackStatus = CallbackStatus.ASKED
    attempt: int = 1
    reason: str | None = None
    customer_id: str | None = None
    reservation_sid: str | None = None
    call_sid: str | None = None
    result: str | None = None
    ended_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether something is still to come of it."""
        return self.status in OPEN

    @property
    def contact_id(self) -> str:
        """The contact of the present attempt."""
        return f"CT{self._attempt_id}"

    @property
    def task_sid(self) -> str:
        """The task of the present attempt."""
        return f"WT{self._attempt_id}"

    @property
    def _attempt_id(self) -> str:
        return hashlib.sha256(f"{self.callback_id}:{self.attempt}".encode()).hexdigest()[:32]


@dataclass(frozen=True)
class RetryRule:
    """How often a customer is tried in all, and how long it rests between two attempts."""

    tries: int = 3
    rest: timedelta = timedelta(minutes=10)


def next_due(callback: Callback, rule: RetryRule, now: datetime) -> datetime | None:
    """When to try again after an attempt that did not reach the customer; None when that was the last."""
    return now + rule.rest if callback.attempt < rule.tries else None
