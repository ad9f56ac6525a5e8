"""Reading TaskRouter expressions with the grammar in expression.lark."""

import re
from functools import cache
from importlib.resources import files
from typing import Any, cast

from lark import (
    Lark,
    Token,
    Transformer,
    UnexpectedCharacters,
    UnexpectedInput,
    UnexpectedToken,
)
from lark.exceptions import VisitError

from chalicelib.routing.expression import (
    And,
    Comparison,
    Expression,
    ExpressionError,
    ListOf,
    Literal,
    Not,
    Operand,
    Operator,
    Or,
    Reference,
)

DEEPEST = 60
LONGEST_NUMBER = 400
_WORDS = {
    "OPERATOR": "an operator",
    "NAME": "an attribute",
    "STRING": "a string",
    "NUMBER": "a number",
    "INDEX": "an array position",
    "TRUE": "true",
    "FALSE": "false",
    "NULL": "null",
    "AND": "AND",
    "OR": "OR",
    "NOT": "NOT",
    "LPAR": "(",
    "RPAR": ")",
    "LSQB": "[",
    "RSQB": "]",
    "COMMA": ",",
    "DOT": ".",
    "$END": "the end",
}
_VALUES = {"NAME", "STRING", "NUMBER", "TRUE", "FALSE", "NULL"}


def read(text: str) -> Expression:
    """The expression in `text`; raises ExpressionError with the column and what was expected there."""
    found = cast(Expression, _parse(text, "start"))
    _refuse_depth(found)
    return found


def read_operand(text: str) -> Operand:
    """A lone operand, such as the attribute path of `known_worker_sid`."""
    return cast(Operand, _parse(text, "operand"))


def _parse(text: str, start: str) -> Expression | Operand:
    try:
        return cast("Expression | Operand", _parser().parse(text, start=start))
    except UnexpectedInput as error:
        raise _problem(error, text) from None
    except VisitError as error:
        raise ExpressionError(str(error.orig_exc), 1) from None


@cache
def _parser() -> Lark:
    grammar = files("chalicelib.routing").joinpath("expression.lark").read_text("utf-8")
    starts = ["start", "operand"]
    return Lark(grammar, parser="lalr", start=starts, transformer=_Build(), maybe_placeholders=False)


class _Build(Transformer[Token, Any]):
    def disjunction(self, parts: list[Any]) -> Or:
        return Or(tuple(part for part in parts if not isinstance(part, Token)))

    def conjunction(self, parts: list[Any]) -> And:
        return And(tuple(part for part in parts if not isinstance(part, Token)))

    def negated(self, parts: list[Any]) -> Not:
        return Not(parts[-1])

    def comparison(self, parts: list[Any]) -> Comparison:
        left, operator, right = parts
        written = " ".join(operator.upper().split())
        return Comparison(left, Operator("==" if written == "=" else written), right)

    def string(self, parts: list[Token]) -> Literal:
        return Literal(_unquoted(parts[0]))

    def number(self, parts: list[Token]) -> Literal:
        token = parts[0]
        value = float(token) if "." in token else int(token[:LONGEST_NUMBER])
        if len(token) > LONGEST_NUMBER or value in (float("inf"), float("-inf")):
            raise ExpressionError("the number is too long", (token.start_pos or 0) + 1)
        return Literal(value)

    def true(self, _: list[Token]) -> Literal:
        return Literal(True)

    def false(self, _: list[Token]) -> Literal:
        return Literal(False)

    def null(self, _: list[Token]) -> Literal:
        return Literal(None)

    def array(self, parts: list[Any]) -> ListOf:
        return ListOf(tuple(parts))

    def reference(self, parts: list[Any]) -> Reference:
        return Reference((str(parts[0]), *parts[1:]))

    def key(self, parts: list[Token]) -> str:
        return str(parts[0])

    def named(self, parts: list[Token]) -> str:
        return _unquoted(parts[0])

    def index(self, parts: list[Token]) -> int:
        return min(int(parts[0][:18]), 2**53)


def _unquoted(text: str) -> str:
    return re.sub(r"\\([\\'\"])", r"\1", text[1:-1])


def _problem(error: UnexpectedInput, text: str) -> ExpressionError:
    state: Any = error.interactive_parser
    wanted = _words(state.accepts() if state else set())
    column = (error.pos_in_stream or 0) + 1
    if isinstance(error, UnexpectedCharacters):
        if error.char == "-":
            return ExpressionError("an attribute's name cannot contain a hyphen", column)
        if error.char in "\"'":
            return ExpressionError("the string that begins here does not end", column)
        return ExpressionError(f"{error.char!r} cannot stand here", column, wanted)
    if isinstance(error, UnexpectedToken) and error.token.type != "$END":
        return ExpressionError(f"{str(error.token)!r} cannot stand here", column, wanted)
    return ExpressionError("the expression ends too early", len(text) + 1, wanted)


def _words(terminals: set[str]) -> tuple[str, ...]:
    named = {_WORDS.get(name, name) for name in terminals if name != "WS"}
    if terminals >= _VALUES:
        named = {"an attribute or a value"} | {_WORDS[name] for name in terminals & {"LPAR", "NOT"}}
    return tuple(sorted(named))


def _refuse_depth(expression: Expression) -> None:
    level: list[Any] = [expression]
    for _ in range(DEEPEST):
        level = [part for whole in level for part in _parts(whole)]
        if not level:
            return
    raise ExpressionError(f"more than {DEEPEST} levels of brackets", 1)


def _parts(node: Any) -> tuple[Any, ...]:
    match node:
        case And(parts) | Or(parts):
            return parts
        case Not(part):
            return (part,)
        case Comparison(left, _, right):
            return (left, right)
        case ListOf(items):
            return items
    return ()
