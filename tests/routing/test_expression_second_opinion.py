"""The expression language against a second evaluator, written from its description by other means.

The other one has no grammar and no tree of ours: it takes a sentence that was drawn as nested tuples, writes
it in one of the many ways in which people write it, and answers by plain comparisons of JSON values.
"""

import random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.routing.expression import ExpressionError, matches

NAMES = ["skills", "level", "lang", "a_b", "x1", "nested", "Größe"]
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 3),
    st.sampled_from([0.5, 1.0, 2.25, -1.5]),
    st.sampled_from(["", "en", "es", "1", "true", "it's", 'say "x"', "back\\slash", "中文", "AND"]),
)
VALUES = st.one_of(SCALARS, st.lists(SCALARS, max_size=3))
ATTRIBUTES = st.dictionaries(
    st.sampled_from(NAMES),
    st.one_of(VALUES, st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=3)),
    max_size=5,
)
PATHS = st.lists(st.one_of(st.sampled_from(NAMES), st.integers(0, 2)), min_size=1, max_size=3).map(
    lambda steps: ("path", [steps[0] if isinstance(steps[0], str) else "level", *steps[1:]])
)
OPERANDS = st.one_of(
    PATHS,
    SCALARS.map(lambda value: ("value", value)),
    st.lists(SCALARS, max_size=3).map(lambda values: ("value", values)),
)
OPERATORS = ["==", "!=", ">", ">=", "<", "<=", "CONTAINS", "HAS", "IN", "NOT IN", "="]
COMPARISONS = st.tuples(st.just("compare"), OPERANDS, st.sampled_from(OPERATORS), OPERANDS)
SENTENCES = st.recursive(
    COMPARISONS,
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(["and", "or"]), st.lists(inner, min_size=2, max_size=3)),
        st.tuples(st.just("not"), inner),
    ),
    max_leaves=8,
)


def holds(sentence: Any, attributes: Any) -> bool:
    """The second opinion."""
    if sentence[0] == "and":
        return all(holds(part, attributes) for part in sentence[1])
    if sentence[0] == "or":
        return any(holds(part, attributes) for part in sentence[1])
    if sentence[0] == "not":
        return not holds(sentence[1], attributes)
    _, left, operator, right = sentence
    return compare(value_of(left, attributes), operator, value_of(right, attributes))


def value_of(operand: Any, attributes: Any) -> Any:
    kind, what = operand
    if kind == "value":
        return what
    for step in what:
        try:
            attributes = attributes[step] if isinstance(step, str) == isinstance(attributes, dict) else None
        except (KeyError, IndexError, TypeError):
            return None
    return attributes


def compare(left: Any, operator: str, right: Any) -> bool:
    """TaskRouter's rules, each on its own line: what is not allowed by one is false."""
    same = kind(left) == kind(right) and left == right
    if operator == "HAS":
        return kind(left) == "array" and is_scalar(right) and contains(left, right)
    if operator in ("IN", "NOT IN"):
        may = kind(right) == "array" and is_scalar(left)
        return may and contains(right, left) == (operator == "IN")
    if not is_scalar(left) or not is_scalar(right):
        return False
    if operator == "CONTAINS":
        return kind(left) == kind(right) == "text" and left.find(right) >= 0
    if operator in ("==", "=", "!="):
        return same == (operator != "!=")
    if kind(left) != kind(right) or kind(left) not in ("text", "number"):
        return False
    return {">": left > right, ">=": left >= right, "<": left < right, "<=": left <= right}[operator]


def kind(value: Any) -> str:
    names = {bool: "boolean", int: "number", float: "number", str: "text", list: "array", dict: "object"}
    return "null" if value is None else names[type(value)]


def is_scalar(value: Any) -> bool:
    return kind(value) not in ("array", "object")


def contains(array: list[Any], value: Any) -> bool:
    return any(kind(each) == kind(value) and each == value for each in array)


def written(sentence: Any, pen: random.Random) -> str:
    """The sentence as somebody might write it: spaces, quotes, case and brackets at their whim."""
    gap = pen.choice(["", " ", "  ", "\n\t"])
    if sentence[0] == "not":
        return f"{word('NOT', pen)} ({gap}{written(sentence[1], pen)})"
    if sentence[0] in ("and", "or"):
        joint = f" {word(sentence[0].upper(), pen)}{gap or ' '}"
        return joint.join(f"({written(part, pen)})" for part in sentence[1])
    _, left, operator, right = sentence
    if operator[0].isalpha():
        operator, gap = f" {word(operator, pen)} ", " "
    text = f"{operand_written(left, pen)}{gap}{operator}{gap}{operand_written(right, pen)}"
    return f"({text})" if pen.random() < 0.2 else text


def operand_written(operand: Any, pen: random.Random) -> str:
    if operand[0] == "path":
        first, *rest = operand[1]
        return first + "".join(step_written(step, pen) for step in rest)
    return value_written(operand[1], pen)


def step_written(step: str | int, pen: random.Random) -> str:
    if isinstance(step, int) or pen.random() < 0.3:
        return f"[{value_written(step, pen)}]"
    return f".{step}"


def value_written(value: Any, pen: random.Random) -> str:
    if isinstance(value, list):
        return "[" + pen.choice([",", ", "]).join(value_written(each, pen) for each in value) + "]"
    if value is None or isinstance(value, bool):
        return word({None: "null", True: "true", False: "false"}[value], pen)
    if isinstance(value, str):
        quote = pen.choice("\"'")
        return quote + value.replace("\\", "\\\\").replace(quote, f"\\{quote}") + quote
    return str(value)


def word(text: str, pen: random.Random) -> str:
    return pen.choice([text, text.lower(), text.upper(), text.title()])


@given(SENTENCES, ATTRIBUTES, st.integers(0, 2**32))
@settings(deadline=None)
def test_both_evaluators_agree_however_it_is_written(sentence: Any, attributes: Any, seed: int) -> None:
    text = written(sentence, random.Random(seed))
    assert matches(text, attributes) is holds(sentence, attributes), text


@given(SENTENCES, st.integers(0, 2**32), st.data())
@settings(deadline=None)
def test_a_text_that_is_cut_is_refused_at_a_column_inside_or_right_behind_it(
    sentence: Any, seed: int, data: st.DataObject
) -> None:
    text = written(sentence, random.Random(seed))
    cut = text[: data.draw(st.integers(1, len(text)))]
    error = refusal(cut)
    if error:
        assert 1 <= error.column <= len(cut) + 1
        assert error.expected or "does not end" in error.message or "cannot" in error.message


def refusal(text: str) -> ExpressionError | None:
    try:
        matches(text, {})
    except ExpressionError as error:
        return error
    return None
