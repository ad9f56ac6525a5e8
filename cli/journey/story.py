"""What a journey tells: its steps with their times, and the trace of the call."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Check:
    """One thing that had to happen, and how it went."""

    name: str
    seconds: float
    detail: str = ""
    is_ok: bool = True


@dataclass
class Story:
    """What happened, for whoever prints or tests it."""

    checks: list[Check] = field(default_factory=list)
    contact_id: str | None = None
    trace: list[dict[str, Any]] = field(default_factory=list)
    on_check: Callable[[Check], None] = lambda _check: None

    @property
    def is_ok(self) -> bool:
        """True when every check passed and the twelve steps are there, in order."""
        return all(check.is_ok for check in self.checks) and self.is_traced

    @property
    def is_traced(self) -> bool:
        """True when all twelve steps have a time and none is before the one it follows."""
        times = [step.get("at") for step in self.trace]
        return len(times) == 12 and None not in times and times == sorted(times, key=str)

    @contextmanager
    def step(self, name: str) -> Iterator[Check]:
        """Time a part of the journey; an exception fails it and ends the journey."""
        began = time.monotonic()
        check = Check(name, 0.0)
        try:
            yield check
        except Exception as error:
            check.is_ok = False
            check.detail = f"{type(error).__name__}: {str(error).strip()[:400]}"
            raise
        finally:
            check.seconds = time.monotonic() - began
            self.checks.append(check)
            self.on_check(check)


class JourneyFailed(Exception):
    """A step did not happen; the story tells which."""
