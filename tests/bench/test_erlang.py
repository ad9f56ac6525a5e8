"""The formulas against tables, against each other, and against the chain that they solve."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.acd.erlang import erlang_a, erlang_b, erlang_c


def chain(arrivals: float, service: float, patience: float, agents: int) -> tuple[float, float]:
    """P(wait) and P(abandon) from the birth-and-death chain itself, cut where nothing is left of it."""
    logs = [0.0]
    while len(logs) < agents + 20_000:
        here = len(logs)
        leave = min(here, agents) * service + max(0, here - agents) * patience
        logs.append(logs[-1] + math.log(arrivals / leave))
        if here > agents and logs[-1] < max(logs) - 60:
            break
    top = max(logs)
    weights = [math.exp(each - top) for each in logs]
    whole = math.fsum(weights)
    line = math.fsum(weight * max(0, here - agents) for here, weight in enumerate(weights)) / whole
    return math.fsum(weights[agents:]) / whole, patience * line / arrivals


def test_erlang_b_and_c_are_those_of_the_tables() -> None:
    assert erlang_b(2, 1.0) == pytest.approx(0.2)
    assert erlang_b(10, 5.0) == pytest.approx(0.018385, abs=1e-6)
    assert erlang_c(4.0, 1.0, 5).p_wait == pytest.approx(0.554113, abs=1e-6)
    assert erlang_c(1.0, 2.0, 1).mean_wait == pytest.approx(0.5)


def test_one_agent_is_the_textbooks_line() -> None:
    found = erlang_c(0.8, 1.0, 1, target=2.0)
    assert found.p_wait == pytest.approx(0.8)
    assert found.in_target == pytest.approx(1 - 0.8 * math.exp(-0.2 * 2))


def test_a_line_without_end_is_refused() -> None:
    with pytest.raises(ValueError, match="grows for ever"):
        erlang_c(10.0, 1.0, 10)


@given(
    agents=st.integers(1, 60),
    load=st.floats(0.2, 2.0),
    patience=st.floats(0.05, 20.0),
)
def test_erlang_a_solves_its_chain(agents: int, load: float, patience: float) -> None:
    found = erlang_a(load * agents, 1.0, patience, agents)
    p_wait, p_abandon = chain(load * agents, 1.0, patience, agents)
    assert found.p_wait == pytest.approx(p_wait, rel=1e-6)
    assert found.p_abandon == pytest.approx(p_abandon, rel=1e-5, abs=1e-9)


def test_with_endless_patience_a_is_c() -> None:
    a, c = erlang_a(8.0, 1.0, 1e-7, 10, 0.3), erlang_c(8.0, 1.0, 10, 0.3)
    assert (a.p_wait, a.mean_wait) == pytest.approx((c.p_wait, c.mean_wait), rel=1e-4)
    assert a.in_target == pytest.approx(c.in_target, rel=1e-4)


def test_patience_as_long_as_service_makes_every_state_alike() -> None:
    """M/M/n+M with theta = mu is M/M/infinity: the number there is Poisson."""
    found = erlang_a(6.0, 1.0, 1.0, 8)
    below = sum(math.exp(-6.0) * 6.0**k / math.factorial(k) for k in range(8))
    assert found.p_wait == pytest.approx(1 - below)


def test_it_stays_finite_where_factorials_and_exponentials_do_not() -> None:
    crowded = erlang_a(5000.0, 1.0, 0.01, 2000, 0.1)
    assert crowded.p_abandon == pytest.approx(0.6, abs=1e-3)
    assert 0 <= crowded.in_target < 0.01
    assert erlang_b(5000, 4900.0) < 0.02


def test_who_is_served_within_any_time_is_who_does_not_abandon() -> None:
    found = erlang_a(12.0, 1.0, 0.5, 10, target=1e9)
    assert found.in_target == pytest.approx(1 - found.p_abandon, rel=1e-6)
