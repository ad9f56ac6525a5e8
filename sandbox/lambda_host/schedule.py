"""EventBridge's schedule expressions: `rate(5 minutes)` and `cron(5 16 * * ? *)`, in UTC."""

import re
from dataclasses import dataclass
from datetime import datetime

_RATE = re.compile(r"rate\((\d+) (minute|hour|day)s?\)")
_CRON = re.compile(r"cron\((\S+) (\S+) (\S+) (\S+) (\S+) (\S+)\)")
_MINUTES = {"minute": 1, "hour": 60, "day": 1440}
_DAYS = {name: number for number, name in enumerate(("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"), 1)}
_LIMITS = ((0, 59), (0, 23), (1, 31), (1, 12), (1, 7), (1970, 2199))


@dataclass(frozen=True)
class Schedule:
    """A parsed expression: either a number of minutes, or the allowed values of the six cron fields."""

    every_minutes: int | None
    fields: tuple[frozenset[int], ...] = ()

    def is_due(self, at: datetime) -> bool:
        """Whether it fires in the minute of `at` (UTC)."""
        if self.every_minutes is not None:
            return int(at.timestamp()) // 60 % self.every_minutes == 0
        # EventBridge counts Sunday as 1.
        weekday = at.isoweekday() % 7 + 1
        now = (at.minute, at.hour, at.day, at.month, weekday, at.year)
        return all(value in field for value, field in zip(now, self.fields, strict=True))


def parse(expression: str) -> Schedule:
    """Raises ValueError for what EventBridge would refuse or this host does not know."""
    text = expression.lower().strip()
    rate = _RATE.fullmatch(text)
    if rate:
        return Schedule(int(rate.group(1)) * _MINUTES[rate.group(2)])
    cron = _CRON.fullmatch(expression.strip())
    if not cron:
        raise ValueError(f"not a schedule expression: {expression}")
    parts = cron.groups()
    return Schedule(None, tuple(_field(part, *limit) for part, limit in zip(parts, _LIMITS, strict=True)))


def _field(text: str, low: int, high: int) -> frozenset[int]:
    values: set[int] = set()
    for part in text.split(","):
        span, _, step = part.partition("/")
        if span in {"*", "?"}:
            first, last = low, high
        else:
            begin, dash, end = span.partition("-")
            first = _number(begin)
            last = _number(end) if dash else (high if step else first)
        values.update(range(first, last + 1, int(step or 1)))
    if not values or min(values) < low or max(values) > high:
        raise ValueError(f"{text} is outside {low} to {high}")
    return frozenset(values)


def _number(text: str) -> int:
    return _DAYS[text.upper()] if text.upper() in _DAYS else int(text)
