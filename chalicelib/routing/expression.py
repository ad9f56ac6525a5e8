"""TaskRouter expressions as values: what they mean, and how they are written.

An unknown attribute is null. A scalar operator with an array on either side is false, and so is an array
operator without an array; values of different kinds are never equal and never ordered.
"""

from collections.abc import Mapping
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
    return bool(text.strip()) and evaluate(parse(text), context)


def evaluate(expression: Expression, context: Mapping[str, Any]) -> bool:
    """Whether the expression holds for the attributes in `context`."""
    match expression:
        case Comparison(left, operator, right):
            return _compare(resolve(left, context), operator, resolve(right, context))
        case Not(part):
            return not evaluate(part, context)
        case And(parts):
            return all(evaluate(part, context) for part in parts)
        case Or(parts):
            return any(evaluate(part, context) for part in parts)


def resolve(operand: Operand, context: Mapping[str, Any]) -> Any:
    """The value of an operand; null for a path that leads nowhere."""
    match operand:
        case Literal(value):
            return value
        case ListOf(items):
            return [resolve(item, context) for item in items]
        case Reference(path):
            return _follow(path, context)


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
            return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")


def _decimal(value: float) -> str:
    text = format(Decimal(repr(value)), "f")
    return text if "." in text else f"{text}.0"


def _bracketed(part: Expression) -> str:
    return to_text(part) if isinstance(part, Comparison | Not) else f"({to_text(part)})"


def _follow(path: tuple[str | int, ...], context: Any) -> Any:
    found = context
    for step in path:
        if isinstance(found, Mapping) and isinstance(step, str):
            found = found.get(step)
        elif isinstance(found, list | tuple) and isinstance(step, int) and step < len(found):
            found = found[step]
        else:
            return None
    return found


def _compare(left: Any, operator: Operator, right: Any) -> bool:
    match operator:
        case Operator.HAS:
            return _is_array(left) and _is_scalar(right) and _is_among(right, left)
        case Operator.IN:
            return _is_array(right) and _is_scalar(left) and _is_among(left, right)
        case Operator.NOT_IN:
            return _is_array(right) and _is_scalar(left) and not _is_among(left, right)
    if not (_is_scalar(left) and _is_scalar(right)):
        return False
    match operator:
        case Operator.EQUAL:
            return _is_equal(left, right)
        case Operator.UNEQUAL:
            return not _is_equal(left, right)
        case Operator.CONTAINS:
            return isinstance(left, str) and isinstance(right, str) and right in left
    return _is_ordered(left, operator, right)


def _is_ordered(left: Any, operator: Operator, right: Any) -> bool:
    if _kind(left) != _kind(right) or _kind(left) not in ("number", "text"):
        return False
    match operator:
        case Operator.GREATER:
            return bool(left > right)
        case Operator.AT_LEAST:
            return bool(left >= right)
        case Operator.LESS:
            return bool(left < right)
    return bool(left <= right)


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, str):
        return "text"
    return "number" if isinstance(value, int | float) else "structure"


def _is_array(value: Any) -> bool:
    return isinstance(value, list | tuple)


def _is_scalar(value: Any) -> bool:
    return _kind(value) != "structure"


def _is_equal(left: Any, right: Any) -> bool:
    return _kind(left) == _kind(right) and bool(left == right)


def _is_among(value: Any, array: Any) -> bool:
    return any(_is_equal(value, item) for item in array)
