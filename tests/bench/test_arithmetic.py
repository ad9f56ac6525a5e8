"""The benches' own sums: medians, ratios, prices, doubles and losses."""

import pytest

from bench import prices
from bench.crowd import copies, sid
from bench.measuring import interleaved, median, ratio
from bench.routing.burst import BURST, READY, judged


def test_the_ratio_is_of_rounds_and_not_of_sums():
    assert median([1.0, 9.0, 2.0]) == 2.0
    assert ratio([2.0, 20.0, 3.0], [1.0, 10.0, 1.0]) == 2.0


def test_the_sides_take_turns_and_each_round_begins_with_another():
    order: list[str] = []

    def side(name: str) -> float:
        order.append(name)
        return float(len(order))

    found = interleaved({"a": lambda: side("a"), "b": lambda: side("b")}, rounds=2, warm_up=1)
    assert order == ["a", "b", "b", "a", "a", "b"]
    assert found == {"a": [4.0, 5.0], "b": [3.0, 6.0]}


def test_every_count_is_priced_and_an_unknown_one_is_refused():
    spent = prices.dollars({"dynamodb_write": 8, "lambda_invocation": 10})
    assert spent == pytest.approx({"dynamodb_write": 5e-6, "lambda_invocation": 2e-6})
    with pytest.raises(KeyError):
        prices.dollars({"magic": 1})


def test_the_others_are_priced_for_a_million_calls_of_the_same_length():
    found = prices.others(talk_minutes=3, handling_minutes=6)
    assert found == pytest.approx({"taskrouter_and_studio": 35_000, "flex": 100_000, "connect": 54_000})


def test_a_copy_of_a_row_has_the_new_name_everywhere():
    row = {"pk": {"S": f"worker#{sid('WK', 1)}"}, "worker_sid": {"S": sid("WK", 1)}}
    (made,) = copies([row], [(sid("WK", 1), sid("WK", 2))])
    assert made == {"pk": {"S": f"worker#{sid('WK', 2)}"}, "worker_sid": {"S": sid("WK", 2)}}


def test_doubles_and_losses_of_a_burst_are_counted():
    fair = [(sid("WT", n), sid("WK", n % READY), sid("WR", n)) for n in range(BURST)]
    assert judged(fair) == {"doubles": 0, "lost": 0}
    twice = [*fair[:-1], (fair[0][0], fair[-1][1], sid("WR", BURST))]
    assert judged(twice) == {"doubles": 1, "lost": 1}
    greedy = [*fair[:-1], (fair[-1][0], fair[0][1], fair[-1][2])]
    assert judged(greedy)["doubles"] == 1
