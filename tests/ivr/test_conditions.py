"""The tests of a split."""

import pytest

from chalicelib.ivr.conditions import CONDITIONS, holds

CASES = [
    ("equal_to", " YES ", "yes", "no"),
    ("not_equal_to", "yes", "no", "Yes"),
    ("matches_any_of", "two", "one, Two", "one,three"),
    ("does_not_match_any_of", "two", "one,three", "one,two"),
    ("contains", "I want sales", "SALES", "support"),
    ("does_not_contain", "I want sales", "support", "sales"),
    ("starts_with", "+8613800138000", "+86", "+1"),
    ("does_not_start_with", "+8613800138000", "+1", "+86"),
    ("is_blank", "  ", "ignored", None),
    ("is_not_blank", "x", "ignored", None),
    ("regex", "Ab12", "[a-z]{2}\\d+", "[a-z]+"),
    ("less_than", "9", "10", "8"),
    ("greater_than", "10", "9", "10"),
    ("is_before_date", "2026-05-01", "2026-05-02", "2026-05-01"),
    ("is_after_date", "2026-05-01", "2026-04-30", "2026-05-01"),
    ("is_before_time", "08:59", "09:00", "08:59"),
    ("is_after_time", "09:01", "09:00", "23:00"),
]


@pytest.mark.parametrize(("kind", "subject", "passes", "fails"), CASES)
def test_each_condition_tells_one_value_from_another(kind, subject, passes, fails):
    assert holds(kind, subject, passes)
    assert fails is None or not holds(kind, subject, fails)


def test_every_condition_is_tried_above():
    assert {case[0] for case in CASES} == set(CONDITIONS)


@pytest.mark.parametrize("kind", ["less_than", "greater_than", "is_before_date", "is_after_time"])
def test_what_is_no_number_date_or_time_passes_no_such_test(kind):
    assert not holds(kind, "", "5")
    assert not holds(kind, "x", "2026-05-01")


def test_a_broken_expression_matches_nothing():
    assert not holds("regex", "a", "(")
