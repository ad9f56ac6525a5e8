"""What TaskRouter's expressions mean: each is made into a function of the attributes, once (pure).

An unknown attribute is null. A scalar operator with an array on either side is false, and so is an array
operator without an array; values of different kinds are never equal and never ordered.
"""

import operator
from collections.abc import Callable, Mapping
from typing import Any

from chalicelib.routing.expression import (
    And,
    Comparison,
    Expression,
    ListOf,
    Literal,
    Not,
    Operand,
    Operator,
    Or,
    Reference,
)

Test = Callable[[Mapping[str, Any]], bool]
Value = Callable[[Mapping[str, Any]], Any]
_KINDS = {type(None): "null", bool: "boolean", int: "number", float: "number", str: "text"}
_STRUCTURE = "structure"
_ORDERED = ("number", "text")


def test_of(expression: Expression) -> Test:
    """A function that says whether the expression holds for some attributes."""
    match expression:
        case Comparison(left, how, right):
            return _comparison(value_of(left), _HOLDS[how], value_of(right))
        case Not(part):
            inner = test_of(part)
            return lambda context: not inner(context)
        case And(parts):
            every = tuple(map(test_of, parts))
            return lambda context: all(test(context) for test in every)
        case Or(parts):
            some = tuple(map(test_of, parts))
            return lambda context: any(test(context) for test in some)


def value_of(operand: Operand) -> Value:
    """A function that gives an operand's value; null for a path that leads nowhere."""
    match operand:
        case Literal(value):
            return lambda _: value
        case ListOf(items):
            every = tuple(map(value_of, items))
            return lambda context: [item(context) for item in every]
        case Reference((str() as name,)):
            return lambda context: context.get(name)
        case Reference(path):
            return lambda context: _follow(path, context)


def _comparison(left: Value, holds: Callable[[Any, Any], bool], right: Value) -> Test:
    return lambda context: holds(left(context), right(context))


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


def _kind(value: Any) -> str:
    found = _KINDS.get(type(value))
    if found is None:  # an enum's member is text; anything else is an array or an object
        found = next((kind for known, kind in _KINDS.items() if isinstance(value, known)), _STRUCTURE)
    return found


def _is_equal(left: Any, right: Any) -> bool:
    return _kind(left) == _kind(right) and bool(left == right)


def _is_array(value: Any) -> bool:
    return isinstance(value, list | tuple)


def _is_scalar(value: Any) -> bool:
    return _kind(value) is not _STRUCTURE


def _are_equal(left: Any, right: Any) -> bool:
    return _is_scalar(left) and _is_equal(left, right)


def _are_unequal(left: Any, right: Any) -> bool:
    return _is_scalar(left) and _is_scalar(right) and not _is_equal(left, right)


def _ordered(holds: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    def are_ordered(left: Any, right: Any) -> bool:
        kind = _kind(left)
        return kind in _ORDERED and kind == _kind(right) and holds(left, right)

    return are_ordered


def _contains(left: Any, right: Any) -> bool:
    return isinstance(left, str) and isinstance(right, str) and right in left


def _has(left: Any, right: Any) -> bool:
    return _is_array(left) and _is_scalar(right) and any(_is_equal(right, item) for item in left)


def _is_not_in(left: Any, right: Any) -> bool:
    return _is_array(right) and _is_scalar(left) and not _has(right, left)


_HOLDS: Mapping[Operator, Callable[[Any, Any], bool]] = {
    Operator.EQUAL: _are_equal,
    Operator.UNEQUAL: _are_unequal,
    Operator.GREATER: _ordered(operator.gt),
    Operator.AT_LEAST: _ordered(operator.ge),
    Operator.LESS: _ordered(operator.lt),
    Operator.AT_MOST: _ordered(operator.le),
    Operator.CONTAINS: _contains,
    Operator.HAS: _has,
    Operator.IN: lambda left, right: _has(right, left),
    Operator.NOT_IN: _is_not_in,
}
