"""Who of the waiting goes first: precedence rules, tiers, FIFO and LIFO; and where a caller calls from."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.routing.model import TaskQueue
from chalicelib.routing.origin import area_code_of, caller_area, is_long_distance
from chalicelib.routing.policy import Precedence, TaskOrder, Tier
from chalicelib.routing.precedence import ordered_at, place, precedence_of, tier_of

START = datetime(2026, 5, 11, 2, 0, tzinfo=UTC)
LOCAL, FAR = {"from": "+862112345678"}, {"from": "+8657188889999"}


def queue(*rules: str, tiers: tuple[Tier, ...] = (), **changes: Any) -> TaskQueue:
    known = tuple(Precedence(rule) for rule in rules)
    return TaskQueue("Q1", "consult", {}, precedence=known, tiers=tiers, home_area_code="021", **changes)


def test_an_earlier_rule_outweighs_all_later_ones_together() -> None:
    rules = queue("vip", "long_distance")
    vip = {**LOCAL, "customer_tier": "vip"}
    assert precedence_of(rules, vip) > precedence_of(rules, FAR) > precedence_of(rules, LOCAL) == 0
    turned = queue("long_distance", "vip")
    assert precedence_of(turned, FAR) > precedence_of(turned, vip) > 0
    assert precedence_of(queue("arrival", "vip"), vip) == 0


def test_a_rule_of_ones_own_is_an_expression_over_the_task() -> None:
    rules = TaskQueue("Q1", "q", {}, precedence=(Precedence("insured", "parcel.value > 1000"),))
    assert precedence_of(rules, {"parcel": {"value": 2000}}) > precedence_of(rules, {"parcel": {"value": 1}})


@pytest.mark.parametrize(
    ("number", "area"),
    [
        ("+862112345678", "021"), ("021-12345678", "021"), ("010 8888 9999", "010"),
        ("+8657188889999", "0571"),
        ("+86075512345678", None), ("+8613800138000", None), ("4008123456", None), ("+864008123456", None),
        ("+14155552671", None), ("", None), (None, None), ("anonymous", None),
    ],
)  # fmt: skip
def test_a_fixed_lines_number_tells_its_area_code(number: str | None, area: str | None) -> None:
    assert area_code_of(number) == area


def test_long_distance_is_told_by_the_number_the_called_number_or_the_flow() -> None:
    assert is_long_distance(FAR, "021")
    assert not is_long_distance(LOCAL, "021")
    assert is_long_distance({**FAR, "to": "+862187654321"}, None)
    assert not is_long_distance(FAR, None)
    assert not is_long_distance({"from": "+8613800138000"}, "021")
    assert is_long_distance({"from": "+8613800138000", "area_code": "0755"}, "021")
    assert not is_long_distance({**FAR, "is_long_distance": False}, "021")
    assert caller_area({"area_code": 21}) == "021"


def test_a_tier_gives_a_head_start_and_the_first_that_holds_counts() -> None:
    gold = Tier("gold", 'customer_tier == "vip"', head_start_seconds=120)
    rest = Tier("rest", "1==1", head_start_seconds=-60)
    rules = queue(tiers=(gold, rest))
    assert tier_of(rules, {"customer_tier": "vip"}) is gold
    assert ordered_at(rules, {"customer_tier": "vip"}, START) == START - timedelta(seconds=120)
    assert ordered_at(rules, {}, START) == START + timedelta(seconds=60)
    assert ordered_at(queue(), {}, START) is None


times = st.integers(0, 10_000)


@given(times, times, st.integers(-300, 300), st.integers(-300, 300))
def test_nobody_is_overtaken_by_one_who_came_later_than_the_difference_of_the_head_starts(
    mine: int, other: int, my_start: int, other_start: int
) -> None:
    tiers = (Tier("me", "who == 1", head_start_seconds=my_start),
             Tier("other", "who == 2", head_start_seconds=other_start))  # fmt: skip
    rules = queue(tiers=tiers)

    def place_of(who: int, came: int) -> tuple[int, int, int, int, str]:
        came_at = START + timedelta(seconds=came)
        return place(TaskOrder.FIFO, 0, 0, ordered_at(rules, {"who": who}, came_at) or came_at, f"WT{who}")

    if place_of(2, other) < place_of(1, mine):
        assert other <= mine + (other_start - my_start)


@given(st.lists(st.tuples(st.integers(0, 3), times), min_size=1))
def test_lifo_takes_the_newest_whatever_its_priority(drawn: list[tuple[int, int]]) -> None:
    at = [(p, START + timedelta(seconds=t), n) for n, (p, t) in enumerate(drawn)]
    newest = min(at, key=lambda one: place(TaskOrder.LIFO, one[0], 0, one[1], str(one[2])))
    assert newest[1] == max(when for _, when, _ in at)
    fifo = place(TaskOrder.FIFO, 0, 0, START, "a")
    assert all(fifo < place(TaskOrder.LIFO, p, 0, when, "b") for p, when, _ in at)
