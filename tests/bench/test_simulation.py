"""The engine in simulated time, contact by contact beside a simulation that knows nothing of it."""

import math
import random
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.acd.arrivals import Contact, contacts_of_day
from bench.acd.figures import Day, figures, quantile, ratio
from bench.acd.model import SELECT_TASK, ContactClass, Group, Model
from bench.acd.model_file import model_of, read_model
from bench.acd.processes import side_by_side
from bench.acd.simulation import run_day, simulate
from chalicelib.routing.state import PAGE
from tests.bench.plain_simulation import PlainSimulation
from tests.bench.random_models import models
from tests.bench.small_model import small

MODELS = Path(__file__).parent.parent.parent / "bench" / "models"


pytestmark = pytest.mark.usefixtures("in_memory")


@pytest.mark.parametrize("name", [path.stem for path in sorted(MODELS.glob("*.json"))])
@pytest.mark.parametrize("select_task", SELECT_TASK)
def test_the_engine_gives_every_contact_the_wait_that_the_models_rules_say(
    name: str, select_task: str
) -> None:
    model = replace(read_model(MODELS / f"{name}.json"), select_task=select_task)
    require_same_fates(model, contacts_of_day(model, seed=7, day=1)[:400])


@given(model=models(), seed=st.integers(0, 1000))
@settings(max_examples=20, deadline=None)
def test_whatever_the_skills_priorities_and_shifts_every_wait_is_what_the_rules_say(
    model: Model, seed: int
) -> None:
    require_same_fates(model, contacts_of_day(model, seed, day=0))


@pytest.mark.parametrize("select_task", SELECT_TASK)
def test_waits_are_right_beyond_the_first_page_of_who_is_ready_and_of_who_waits(select_task: str) -> None:
    both, count = ("east", "west"), 3
    kinds = [
        ContactClass(name, (0.03, 0.3, 0.03), (0.01,) * count, (None,) * count, priority, groups)
        for name, priority, groups in (("a", 0, both), ("b", 1, both[::-1]), ("c", 1, ("west",)))
    ]
    groups = (Group("east", (30, 20, 40), ("b", "a")), Group("west", (30, 10, 30), ("c", "a", "b")))
    model = Model("pages", 600.0, count, None, 20.0, tuple(kinds), groups, select_task)
    contacts = contacts_of_day(model, seed=4, day=0)
    floor = run_day(model, contacts)
    assert sum(each.waited > 300 for each in floor.served) > 2 * PAGE
    require_same_fates(model, contacts)


def test_times_of_service_need_not_be_exponential() -> None:
    model = read_model(MODELS / "n_design.json")
    chance = random.Random(5)
    contacts = [
        replace(contact, service_seconds=chance.lognormvariate(4.6, 1.0), patience_seconds=300.0)
        for contact in contacts_of_day(model, seed=5, day=0)
    ]
    require_same_fates(model, contacts)


def require_same_fates(model: Model, contacts: list[Contact]) -> None:
    expected = PlainSimulation(model, contacts).run()
    served = run_day(model, contacts).served
    assert len(served) == len(contacts) == len(expected)
    for number, found in enumerate(served):
        is_answered, waited = expected[number]
        assert found.is_answered is is_answered, number
        assert found.waited == pytest.approx(waited, abs=1e-3), number


def test_agents_become_fewer_only_as_they_finish() -> None:
    model = read_model(MODELS / "vip.json")
    busy = [Contact("regular", 0, 10.0 + number, 12_000.0, None) for number in range(14)]
    late = Contact("regular", 0, 10_801.0, 60.0, None)
    floor = run_day(model, [*busy, late])
    assert all(each.is_answered for each in floor.served)
    # From 10,800 s twelve of eighteen are wanted: four go at once, the first two who finish follow them.
    assert floor.served[-1].waited == pytest.approx(12_012.0 - 10_801.0)


def test_what_waits_at_the_end_is_served_by_the_last_periods_agents() -> None:
    model = model_of(small(agents=[1]))
    contacts = [Contact("all", 0, 3500.0, 600.0, None), Contact("all", 0, 3550.0, 60.0, None)]
    floor = run_day(model, contacts)
    assert [each.waited for each in floor.served] == pytest.approx([0.0, 550.0])
    assert floor.busy_seconds["all"] == pytest.approx(100.0)
    assert floor.staffed_seconds == pytest.approx(3600.0)


def test_the_same_seed_gives_the_same_days_and_busyness_varies_them() -> None:
    model = read_model(MODELS / "two_skills.json")
    assert contacts_of_day(model, 1, 3) == contacts_of_day(model, 1, 3)
    assert contacts_of_day(model, 1, 3) != contacts_of_day(model, 2, 3)
    counts = [len(contacts_of_day(model, 1, day)) for day in range(200)]
    expected = 120 * sum(sum(kind.arrival_rate) for kind in model.classes) * 60
    assert sum(counts) / 200 == pytest.approx(expected, rel=0.06)
    spread = sum((count - expected) ** 2 for count in counts) / 200
    assert spread == pytest.approx(expected + expected**2 / 20, rel=0.4)


def test_shares_are_sums_over_sums_with_an_interval_that_shrinks() -> None:
    days = [Day(arrived=10, served=8, in_target=4), Day(arrived=30, served=24, in_target=24)]
    found = figures(days)
    assert found["service_level"].mean == pytest.approx(28 / 32)
    assert found["arrived"].mean == 20
    assert found["arrived"].half_width == pytest.approx(12.706 * 10, rel=1e-3)
    assert ratio([1.0], [2.0]).half_width is None
    assert [quantile(n) for n in (1, 2, 4, 9, 1000)] == pytest.approx(
        [12.706, 4.303, 2.776, 2.262, 1.962], rel=4e-3
    )


def test_a_model_without_anybody_to_serve_loses_all_but_the_endlessly_patient() -> None:
    (day,) = simulate(model_of(small(agents=[0])), 1, 1)
    assert (day.whole.served, day.whole.abandoned) == (0, day.whole.arrived)


def test_processes_make_the_same_of_the_same() -> None:
    assert side_by_side(math.factorial, range(6), contacts=9e9) == [math.factorial(n) for n in range(6)]
