"""How long callers would have waited, from a record in which those who were served cut it short.

A served caller's patience is only known to exceed the wait. Kaplan and Meier's estimate uses both: those who
gave up count as ends, those who were served leave the risk set when they were.
"""

import random
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Survival:
    """The share that would still wait after each of `times`, rising."""

    times: tuple[float, ...]
    shares: tuple[float, ...]

    def after(self, seconds: float) -> float:
        """The share whose patience exceeds so many seconds."""
        at = bisect_left(self.times, seconds + 1e-9)
        return self.shares[at - 1] if at else 1.0

    def draw(self, chance: random.Random, longer_than: float) -> float | None:
        """The patience of one who has waited so long; None for longer than anybody's on record."""
        wanted = chance.random() * self.after(longer_than)
        for time, share in zip(self.times, self.shares, strict=True):
            if share <= wanted and time > longer_than:
                return time
        return None


def kaplan_meier(waits: Iterable[tuple[float, bool]]) -> Survival:
    """From waits, each with whether it ended by giving up."""
    ended: Counter[float] = Counter()
    left: Counter[float] = Counter()
    for seconds, gave_up in waits:
        left[seconds] += 1
        ended[seconds] += gave_up
    at_risk, share = sum(left.values()), 1.0
    times, shares = [], []
    for seconds in sorted(left):
        if ended[seconds]:
            share *= 1 - ended[seconds] / at_risk
            times.append(seconds)
            shares.append(share)
        at_risk -= left[seconds]
    return Survival(tuple(times), tuple(shares))
