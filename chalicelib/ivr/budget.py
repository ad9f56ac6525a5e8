"""How long a flow's question may take: the caller hears nothing while a webhook waits for its answer."""

import time
from collections.abc import Callable
from typing import Self

from chalicelib.ivr import functions
from chalicelib.ivr.execution import FunctionCall, HttpCall, Request
from chalicelib.values import dataclass

# The carrier gives up on a webhook after 15 s, and our Lambda too; the rest is for its start and our rows.
WEBHOOK_SECONDS = 11.0
# So long a caller bears silence; then they hear that we are still looking.
SILENCE_SECONDS = 4.0
# Studio gives a function or service ten seconds.
SERVICE_SECONDS = 10.0
# After that there is no answer, and the flow takes its `fail` transition.
LONGEST_SECONDS = 60.0
# Whoever asked in a webhook has answered or died by then.
ABANDONED_SECONDS = 16.0


@dataclass(frozen=True)
class Budget:
    """What is left to one webhook or job: until `ends_at` on its `clock`, and for one question no longer than
    `patience_seconds` if it can be asked again."""

    ends_at: float
    patience_seconds: float
    clock: Callable[[], float] = time.monotonic

    @classmethod
    def of_webhook(cls, clock: Callable[[], float] = time.monotonic) -> Self:
        """From now on, for a webhook."""
        return cls(clock() + WEBHOOK_SECONDS, SILENCE_SECONDS, clock)

    @classmethod
    def of_job(cls, clock: Callable[[], float] = time.monotonic) -> Self:
        """From now on, for a job, with no caller listening."""
        return cls(clock() + 2 * LONGEST_SECONDS, LONGEST_SECONDS, clock)

    def seconds_for(self, request: Request) -> float:
        """How long to wait for this answer; 0 when the question must be left to a job. What must not be asked
        twice is not begun unless it can be waited for."""
        left = self.ends_at - self.clock()
        if is_repeatable(request):
            return max(0.0, min(self.patience_seconds, left))
        needed = max(SERVICE_SECONDS, self.patience_seconds)
        return needed if left >= needed else 0.0


def is_repeatable(request: Request) -> bool:
    """Whether the question may be asked again when its answer was not waited for: one that changes nothing,
    or one to a function, which is told by its idempotency token that it is the same."""
    match request:
        case FunctionCall(name):
            return not functions.is_once(name)
        case HttpCall(method=method, is_signed=is_signed):
            return is_signed or method in {"GET", "HEAD"}
    return False
