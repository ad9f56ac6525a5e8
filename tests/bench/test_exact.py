"""The exact figures of a model's chain, beside formulas, and the engine beside them."""

from dataclasses import replace

import pytest

from bench.acd import designs
from bench.acd.erlang import erlang_a, erlang_c
from bench.acd.exact import expected
from bench.acd.model import ContactClass, Group, Model, ModelError

pytestmark = pytest.mark.usefixtures("in_memory")
ARRIVALS, SERVICE, AGENTS = 1.0, 0.5, 3
LONG = 600.0


def line(*classes: ContactClass) -> Model:
    """Classes of one group, so long that how it began counts for a hundredth. Any unit of time."""
    group = Group("agents", (AGENTS,), tuple(kind.name for kind in classes))
    return Model("line", LONG, 1, None, 20.0, classes, (group,))


def kind(name: str, arrivals: float, patience: float | None, priority: int = 0) -> ContactClass:
    return ContactClass(name, (arrivals,), (SERVICE,), (patience,), priority, ("agents",))


def test_one_class_is_erlangs_lines_in_the_long_run() -> None:
    whole, _ = expected(line(kind("all", ARRIVALS, 0.4)), longest=18)
    theory = erlang_a(ARRIVALS, SERVICE, 0.4, AGENTS, 1.0)
    assert whole.abandoned / whole.arrived == pytest.approx(theory.p_abandon, rel=1e-2)
    assert whole.waited_by_all_seconds / whole.arrived == pytest.approx(theory.mean_wait, rel=1e-2)
    whole, _ = expected(line(kind("all", ARRIVALS, None)), longest=36)
    waited = erlang_c(ARRIVALS, SERVICE, AGENTS, 1.0).mean_wait
    assert whole.waited_by_all_seconds / whole.arrived == pytest.approx(waited, rel=2e-2)


def test_two_priorities_wait_as_cobhams_formula_says() -> None:
    classes = (kind("urgent", 0.4, None, 1), kind("other", 0.6, None))
    _, found = expected(line(*classes), longest=30)
    load = [0.4 / (AGENTS * SERVICE), 1.0 / (AGENTS * SERVICE)]
    served_first = erlang_c(1.0, SERVICE, AGENTS, 1.0).p_wait / (AGENTS * SERVICE)
    theory = [served_first / (1 - load[0]), served_first / (1 - load[0]) / (1 - load[1])]
    waits = [each.waited_by_all_seconds / each.arrived for each in found.values()]
    assert waits == pytest.approx(theory, rel=2e-2)


def test_a_chain_says_what_its_states_do_not_tell() -> None:
    model = line(kind("one", 0.5, 1.0), kind("other", 0.5, 1.0))
    with pytest.raises(ModelError, match="who of equals came first"):
        expected(model)
    with pytest.raises(ModelError, match="busyness_gamma_shape"):
        expected(replace(model, busyness_gamma_shape=20.0))
    with pytest.raises(ModelError, match="lines grow longer than 3"):
        expected(line(kind("all", 1.4, None)), longest=3)
    changing = ContactClass("all", (1.0, 1.0), (0.5, 0.6), (None, None), 0, ("agents",))
    with pytest.raises(ModelError, match="in which period"):
        expected(replace(model, classes=(changing,), groups=(Group("agents", (3, 3), ("all",)),)))


def test_the_engine_is_near_what_is_exact_for_a_rush_hour_and_for_a_pool_that_helps() -> None:
    compared = [*designs.compare(1, [designs.Design("rush_hour", 2, 24), designs.Design("n_design", 2, 12)])]
    assert len(compared) == 8
    for found in compared:
        assert found.engine.mean == pytest.approx(found.theory, rel=0.35), found
    occupancies = [found for found in compared if found.name == "occupancy"]
    assert [found.engine.mean for found in occupancies] == pytest.approx(
        [found.theory for found in occupancies], rel=0.06
    )
