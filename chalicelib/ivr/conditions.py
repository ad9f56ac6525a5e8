"""The tests of a split, as Studio defines them: blind to case, blind to spaces at either end.

Studio's documents do not say how several conditions of one transition combine, nor which of two matching
transitions wins. Here all conditions must hold, and the first transition in the document wins.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, time
from typing import TypeVar

_Test = Callable[[str, str], bool]
T = TypeVar("T", float, date, time)


def holds(kind: str, subject: str, value: str) -> bool:
    """Whether `subject` passes the test `kind` against `value`."""
    if kind == "regex":
        return _matches(subject.strip(), value.strip())
    return CONDITIONS[kind](subject.strip().casefold(), value.strip().casefold())


def _any_of(subject: str, value: str) -> bool:
    return subject in {choice.strip() for choice in value.split(",")}


def _matches(subject: str, value: str) -> bool:
    try:
        return re.fullmatch(value, subject, re.IGNORECASE) is not None
    except re.error:
        return False


def _compared(read: Callable[[str], T], test: Callable[[T, T], bool]) -> _Test:
    """A test of two values of a kind; what cannot be read as that kind never passes."""

    def compare(subject: str, value: str) -> bool:
        try:
            return test(read(subject), read(value))
        except ValueError:
            return False

    return compare


CONDITIONS: Mapping[str, _Test] = {
    "equal_to": lambda subject, value: subject == value,
    "not_equal_to": lambda subject, value: subject != value,
    "matches_any_of": _any_of,
    "does_not_match_any_of": lambda subject, value: not _any_of(subject, value),
    "contains": lambda subject, value: value in subject,
    "does_not_contain": lambda subject, value: value not in subject,
    "starts_with": lambda subject, value: subject.startswith(value),
    "does_not_start_with": lambda subject, value: not subject.startswith(value),
    "is_blank": lambda subject, _: subject == "",
    "is_not_blank": lambda subject, _: subject != "",
    "regex": _matches,
    "less_than": _compared(float, lambda a, b: a < b),
    "greater_than": _compared(float, lambda a, b: a > b),
    "is_before_date": _compared(date.fromisoformat, lambda a, b: a < b),
    "is_after_date": _compared(date.fromisoformat, lambda a, b: a > b),
    "is_before_time": _compared(time.fromisoformat, lambda a, b: a < b),
    "is_after_time": _compared(time.fromisoformat, lambda a, b: a > b),
}
