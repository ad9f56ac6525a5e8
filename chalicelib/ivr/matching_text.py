"""A text that passes a test of a split, and one that passes none: for callers who are made up. Pure."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

NOTHING_SPECIAL = "90417"


def passing(kind: str, value: str) -> Iterator[str]:
    """Texts that pass the test `kind` against `value`, the likeliest first."""
    match kind:
        case "matches_any_of":
            yield from (choice.strip() for choice in value.split(","))
        case "is_blank":
            yield ""
        case "regex":
            yield from _of_pattern(value.strip())
        case "less_than" | "greater_than":
            yield _number(value, -1 if kind == "less_than" else 1)
        case "is_before_date" | "is_after_date":
            yield _day(value, -1 if kind == "is_before_date" else 1)
        case "is_before_time":
            yield "00:00"
        case "is_after_time":
            yield "23:59"
        case "equal_to" | "contains" | "starts_with":
            yield value.strip()
        case _:
            # What passes a test that something is not so; and what fails it.
            yield from (NOTHING_SPECIAL, value.strip())


def _number(value: str, step: int) -> str:
    try:
        return f"{float(value) + step:g}"
    except ValueError:
        return "0"


def _day(value: str, step: int) -> str:
    try:
        return (date.fromisoformat(value.strip()) + timedelta(days=step)).isoformat()
    except ValueError:
        return "2026-05-11"


def _of_pattern(pattern: str) -> Iterator[str]:
    """One text for each of the pattern's first alternatives."""
    from re import _parser

    try:
        parsed = _parser.parse(pattern)
    except re.error:
        return
    made = _written(parsed)
    if re.fullmatch(pattern, made, re.IGNORECASE):
        yield made


def _written(parsed: Any) -> str:
    return "".join(_one(str(op), argument) for op, argument in parsed)


def _one(op: str, argument: Any) -> str:
    match op:
        case "LITERAL":
            return chr(argument)
        case "NOT_LITERAL":
            return "x" if chr(argument) != "x" else "y"
        case "ANY":
            return "x"
        case "IN":
            return _of_set(argument)
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            return _written(argument[2]) * int(max(argument[0], min(1, argument[1])))
        case "SUBPATTERN":
            return _written(argument[-1])
        case "BRANCH":
            return _written(argument[1][0])
        case "ATOMIC_GROUP":
            return _written(argument)
    return ""


_CATEGORIES = {"DIGIT": "1", "SPACE": " ", "WORD": "a", "NOT_DIGIT": "a", "NOT_SPACE": "a", "NOT_WORD": "-"}


def _of_set(items: Any) -> str:
    negated = str(items[0][0]) == "NEGATE"
    if negated:
        return next(c for c in "1ax-. " if not any(_holds(item, c) for item in items[1:]))
    op, argument = items[0]
    if str(op) == "RANGE":
        return chr(int(argument[0]))
    if str(op) == "CATEGORY":
        return str(_CATEGORIES[str(argument).removeprefix("CATEGORY_")])
    return chr(int(argument))


def _holds(item: Any, character: str) -> bool:
    op, argument = item
    if str(op) == "RANGE":
        return bool(argument[0] <= ord(character) <= argument[1])
    if str(op) == "LITERAL":
        return bool(argument == ord(character))
    return character in _CATEGORIES[str(argument).removeprefix("CATEGORY_")]
