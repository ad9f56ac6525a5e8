"""TaskRouter's expression language: what parses, what it means, what an error says."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.routing.expression import (
    And,
    Comparison,
    Expression,
    ExpressionError,
    ListOf,
    Literal,
    Not,
    Operator,
    Or,
    Reference,
    evaluate,
    matches,
    parse,
    to_text,
)

WORKER = {
    "skills": ["consult", "order"],
    "level": 7,
    "rate": 0.5,
    "is_senior": True,
    "team": "north",
    "contact_uri": "client:a",
    "site": {"city": "上海", "floors": [{"no": 3}]},
}


@pytest.mark.parametrize(
    "text",
    [
        "1==1",
        "skills HAS 'consult'",
        'skills has "order"',
        '"consult" in skills',
        "'fax' NOT IN skills",
        "level>=7",
        "level > -1.5 AND level != 8",
        "rate == 0.5",
        "is_senior == true",
        "is_senior == TRUE",
        "missing == null",
        "team != null",
        "missing.deeper[3].still == null",
        "team CONTAINS 'ort'",
        "team IN ['north', 'south']",
        "team not in ['east']",
        'site.city == "上海" AND site.floors[0].no == 3',
        "team == 'x' OR level == 7 AND rate < 1",
        "(team == 'x' OR level == 7) AND NOT (rate > 1)",
        "NOT team == 'south'",
        "skills[1] == 'order'",
    ],
)
def test_a_form_found_in_the_field_holds(text: str) -> None:
    assert matches(text, WORKER)


@pytest.mark.parametrize(
    "text",
    [
        "1 == 0",
        "",
        "   ",
        "skills == 'consult'",
        "skills != 'fax'",
        "skills CONTAINS 'consult'",
        "team HAS 'north'",
        "team IN 'north'",
        "'x' NOT IN team",
        "'x' NOT IN missing",
        "level == '7'",
        "is_senior == 1",
        "missing > 1",
        "missing < 1",
        "level > 'a'",
        "is_senior > false",
        "site == null",
        "team == 'x' AND level == 7 OR rate > 1",
    ],
)
def test_a_form_that_must_not_hold_does_not(text: str) -> None:
    assert not matches(text, WORKER)


@pytest.mark.parametrize(
    ("text", "column", "said"),
    [
        ("agent-name == 'x'", 6, "hyphen"),
        ("a ==", 5, "expected an attribute or a value"),
        ("a ~ 1", 3, "expected . or [ or an operator"),
        ("a == 1 2", 8, "expected AND or OR or the end"),
        ("(a == 1", 8, "expected"),
        ("a == 'open", 6, "the string that begins here does not end"),
        ("", 1, "ends too early"),
        ("a == 1 AND", 11, "expected ( or NOT or an attribute or a value"),
        ("just_a_name", 12, "an operator"),
    ],
)
def test_an_error_names_the_column_and_what_was_expected(text: str, column: int, said: str) -> None:
    with pytest.raises(ExpressionError) as refused:
        parse(text)
    assert refused.value.column == column
    assert said in refused.value.message
    assert refused.value.fields[0].field == "expression"


def test_a_name_that_is_none_stands_in_brackets_behind_another() -> None:
    context = {"routing": {"my-skill": [{"level": 4}]}}
    for text in ("routing['my-skill'][0].level > 3", 'routing["my-skill"][0]["level"] == 4'):
        assert matches(text, context)
        assert parse(to_text(parse(text))) == parse(text)


def test_endless_nesting_is_refused_not_crashed_on() -> None:
    with pytest.raises(ExpressionError):
        parse("a == 1 OR (b == 1 AND (" * 400 + "c == 1" + "))" * 400)


def test_a_comparison_of_task_and_worker_reads_both() -> None:
    context = {"task": {"targetWorker": "client:a", "list": ["WK2"]}, "worker": {**WORKER, "sid": "WK1"}}
    assert matches("task.targetWorker == worker.contact_uri", context)
    assert matches("worker.sid NOT IN task.list", context)


scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**12), 10**12),
    st.floats(allow_nan=False, allow_infinity=False, min_value=-1e12, max_value=1e12),
    st.text(max_size=8),
)
names = st.from_regex(r"[a-z_]{1,6}", fullmatch=True).map(lambda name: f"x{name}")
steps = st.one_of(names, st.integers(0, 20))
references = st.builds(lambda first, rest: Reference((first, *rest)), names, st.lists(steps, max_size=3))
literals = st.builds(Literal, scalars)
operands = st.one_of(
    literals, references, st.builds(lambda items: ListOf(tuple(items)), st.lists(literals, max_size=3))
)
comparisons = st.builds(Comparison, operands, st.sampled_from(Operator), operands)


def _parts(kind: Any, parts: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    several = st.lists(parts, min_size=2, max_size=3)
    return several.map(lambda found: kind(tuple(found)))


expressions: st.SearchStrategy[Expression] = st.recursive(
    comparisons,
    lambda inner: st.one_of(st.builds(Not, inner), _parts(And, inner), _parts(Or, inner)),
    max_leaves=8,
)


@given(expressions)
@settings(max_examples=150, deadline=None)
def test_what_is_written_out_reads_back_the_same(expression: Expression) -> None:
    assert parse(to_text(expression)) == expression


@given(expressions, st.dictionaries(names, st.one_of(scalars, st.lists(scalars, max_size=3)), max_size=4))
@settings(max_examples=150, deadline=None)
def test_evaluating_never_fails_and_not_is_the_opposite(
    expression: Expression, context: dict[str, Any]
) -> None:
    assert evaluate(expression, context) is not evaluate(Not(expression), context)


@given(st.one_of(st.text(max_size=40), st.text("ab=!<>()[].,'\"\\ 019-NOTINHASANDORtruenull\n", max_size=60)))
@settings(max_examples=300, deadline=None)
def test_no_text_does_worse_than_an_expression_error(text: str) -> None:
    try:
        expression = parse(text)
    except ExpressionError:
        return
    assert parse(to_text(expression)) == expression
    evaluate(expression, WORKER)
