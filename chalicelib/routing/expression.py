"""TaskRouter expressions as values, and how they are written. What they mean is in `meaning`."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any, TypeAlias

from chalicelib.problems import Invalid
from chalicelib.values import dataclass


class Operator(StrEnum):
    """Written in capitals; read in either case."""

    EQUAL = "=="
    UNEQUAL = "!="
    GREATER = ">"
    AT_LEAST = ">="
    LESS = "<"
    AT_MOST = "<="
    CONTAINS = "CONTAINS"
    HAS = "HAS"
    IN = "IN"
    NOT_IN = "NOT IN"


@dataclass(frozen=True)
class Literal:
    """A string, number, boolean or null."""

    value: str | int | float | bool | None


@dataclass(frozen=True)
class ListOf:
    """An array written out."""

    items: tuple["Operand", ...]


@dataclass(frozen=True)
class Reference:
    """A path into the attributes: names and array positions."""

    path: tuple[str | int, ...]


@dataclass(frozen=True)
class Comparison:
    """Two operands and what is claimed of them."""

    left: "Operand"
    operator: Operator
    right: "Operand"


@dataclass(frozen=True)
class Not:
    """The opposite."""

    part: "Expression"


@dataclass(frozen=True)
class And:
    """True when every part is."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True)
class Or:
    """True when any part is."""

    parts: tuple["Expression", ...]


# As in expression.lark.
_NAME = re.compile(r"[^\W\d][\w$]*|\$[\w$]*")
Operand: TypeAlias = Literal | ListOf | Reference
Expression: TypeAlias = Comparison | Not | And | Or


class ExpressionError(Invalid):
    """The text is not an expression: `column` counts from 1, `expected` names what could stand there."""

    code = "expression"

    def __init__(self, message: str, column: int, expected: tuple[str, ...] = ()) -> None:
        wanted = f"; expected {' or '.join(expected)}" if expected else ""
        super().__init__(f"column {column}: {message}{wanted}", field="expression", rule="expression")
        self.column = column
        self.expected = expected


@lru_cache(maxsize=4096)
def parse(text: str) -> Expression:
    """The expression that a text stands for; raises ExpressionError. Parsed once per process and text."""
    from chalicelib.routing.grammar import read  # lark costs 55 ms, and not every call routes

    return read(text)


def matches(text: str, context: Mapping[str, Any]) -> bool:
    """Whether the expression holds for the attributes; an empty one, as a queue may have, never does."""
    return _test(text)(context)


def evaluate(expression: Expression, context: Mapping[str, Any]) -> bool:
    """Whether the expression holds for the attributes in `context`."""
    from chalicelib.routing.meaning import test_of

    return test_of(expression)(context)


def resolve(operand: Operand, context: Mapping[str, Any]) -> Any:
    """The value of an operand; null for a path that leads nowhere."""
    from chalicelib.routing.meaning import value_of

    return value_of(operand)(context)


@lru_cache(maxsize=4096)
def _test(text: str) -> Callable[[Mapping[str, Any]], bool]:
    from chalicelib.routing.meaning import test_of

    return test_of(parse(text)) if text.strip() else lambda _: False


def to_text(expression: Expression) -> str:
    """The expression written out; parsing the text gives an equal expression."""
    match expression:
        case Comparison(left, operator, right):
            return f"{operand_text(left)} {operator} {operand_text(right)}"
        case Not(part):
            return f"NOT ({to_text(part)})"
        case And(parts):
            return " AND ".join(_bracketed(part) for part in parts)
        case Or(parts):
            return " OR ".join(_bracketed(part) for part in parts)


def operand_text(operand: Operand) -> str:
    """An operand written out."""
    match operand:
        case Literal(str() as value):
            return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
        case Literal(None):
            return "null"
        case Literal(bool() as value):
            return "true" if value else "false"
        case Literal(float() as value):
            return _decimal(value)
        case Literal(value):
            return str(value)
        case ListOf(items):
            return "[" + ", ".join(operand_text(item) for item in items) + "]"
        case Reference(path):
            return "".join(map(_step, path)).lstrip(".")


def _step(step: str | int) -> str:
    """A name that is none, such as one with a hyphen, stands in brackets."""
    if isinstance(step, int):
        return f"[{step}]"
    return f".{step}" if _NAME.fullmatch(step) else f"[{operand_text(Literal(step))}]"


def _decimal(value: float) -> str:
    text = format(Decimal(repr(value)), "f")
    return text if "." in text else f"{text}.0"


def _bracketed(part: Expression) -> str:
    return to_text(part) if isinstance(part, Comparison | Not) else f"({to_text(part)})"
