"""Means over days and how sure they are.

A share such as the service level is the sum over days divided by the sum over days, not the mean of the days'
shares: a busy day counts for more, as it does for those who call. Its interval is the delta method's.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

COUNTS = ("arrived", "served", "abandoned", "in_target")
_Z = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True)
class Figure:
    """A mean and half the width of its 95 % confidence interval, None from a single day."""

    mean: float
    half_width: float | None

    def holds(self, reference: float) -> bool:
        """Whether the interval holds the reference."""
        return self.half_width is not None and abs(reference - self.mean) <= self.half_width


@dataclass(frozen=True)
class Day:
    """One day's sums, of all contacts or of one class."""

    arrived: int = 0
    served: int = 0
    abandoned: int = 0
    in_target: int = 0
    abandoned_late: int = 0
    delayed: int = 0
    waited_seconds: float = 0.0
    waited_by_all_seconds: float = 0.0
    busy_seconds: float = 0.0
    staffed_seconds: float = 0.0


def mean(values: Sequence[float]) -> Figure:
    """The mean of the days."""
    return ratio(values, [1.0] * len(values))


def ratio(above: Sequence[float], below: Sequence[float]) -> Figure:
    """The sum of one over the sum of the other; 0 where there is nothing to divide by."""
    days, whole = len(above), sum(below)
    if whole == 0:
        return Figure(0.0, None)
    share = sum(above) / whole
    if days < 2:
        return Figure(share, None)
    spread = sum((a - share * b) ** 2 for a, b in zip(above, below, strict=True)) / (days - 1)
    return Figure(share, quantile(days - 1) * math.sqrt(spread / days) / (whole / days))


def quantile(freedom: int) -> float:
    """Student's 97.5 % quantile, by Fisher and Cornish's expansion; for 1 and 2 degrees exactly."""
    if freedom == 1:
        return math.tan(math.pi * 0.475)
    if freedom == 2:
        return math.sqrt(2 * 0.95**2 / (1 - 0.95**2))
    z, n = _Z, freedom
    first = (z**3 + z) / (4 * n)
    second = (5 * z**5 + 16 * z**3 + 3 * z) / (96 * n**2)
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * n**3)
    return z + first + second + third


def figures(days: Sequence[Day]) -> dict[str, Figure]:
    """What the days come to."""
    served = [day.served for day in days]
    found = {name: mean([getattr(day, name) for day in days]) for name in COUNTS}
    in_target = [day.in_target for day in days]
    lost_late = [day.served + day.abandoned_late for day in days]
    return found | {
        "service_level": ratio(in_target, served),
        "service_level_with_abandonment": ratio(in_target, lost_late),
        "speed_of_answer_minutes": ratio([day.waited_seconds / 60 for day in days], served),
        "occupancy": ratio([day.busy_seconds for day in days], [day.staffed_seconds for day in days]),
    }


def as_json(found: Mapping[str, Figure]) -> dict[str, dict[str, float | None]]:
    """Rounded for a line of JSON."""
    return {
        name: {
            "mean": round(figure.mean, 6),
            "half_width": None if figure.half_width is None else round(figure.half_width, 6),
        }
        for name, figure in found.items()
    }
