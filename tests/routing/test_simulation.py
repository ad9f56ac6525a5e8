"""The engine in simulated time, contact by contact beside a simulation that knows nothing of it."""

import heapq
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bench.acd.arrivals import Contact, contacts_of_day
from bench.acd.figures import Day, figures, quantile, ratio
from bench.acd.floor import Floor
from bench.acd.model import BY_CLASS_ORDER, Model, ModelError, model_of, read_model
from bench.acd.simulation import run_day, simulate
from bench.cloud import ENVIRONMENT
from chalicelib.routing.catalogue import forget_catalogue

MODELS = Path(__file__).parent.parent.parent / "bench" / "models"


@pytest.fixture(autouse=True)
def _no_cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, os.environ.get(name, value))
    yield
    forget_catalogue()


@dataclass(eq=False)
class Agent:
    group: str
    idle_since: float = 0.0
    is_busy: bool = False


class Reference:
    """Who waits how long, by the rules of the model file alone: lists, and a heap of what happens."""

    def __init__(self, model: Model, contacts: list[Contact]) -> None:
        self.model, self.contacts = model, contacts
        self.agents: list[Agent] = []
        self.wanted: dict[str, int] = {}
        self.waiting: list[int] = []
        self.waited: dict[int, tuple[bool, float]] = {}
        self.events: list[tuple[float, int, str, int]] = []
        self.pushed = 0
        for period in range(model.period_count):
            self.push(period * model.period_seconds, "period", period)
        for number, contact in enumerate(contacts):
            self.push(contact.arrives_at, "arrives", number)

    def push(self, at: float, what: str, which: int) -> None:
        self.pushed += 1
        heapq.heappush(self.events, (at, self.pushed, what, which))

    def run(self) -> dict[int, tuple[bool, float]]:
        while self.events:
            at, _, what, which = heapq.heappop(self.events)
            if what == "period":
                self.staff(at, which)
            elif what == "ends":
                self.free(self.agents[which], at)
            elif what == "arrives":
                self.waiting.append(which)
            elif which in self.waiting:
                self.waiting.remove(which)
                self.waited[which] = (False, at - self.contacts[which].arrives_at)
            self.serve(at)
            patience = self.contacts[which].patience_seconds if what == "arrives" else None
            if patience is not None and which in self.waiting:
                self.push(at + patience, "gives up", which)
        return self.waited

    def staff(self, at: float, period: int) -> None:
        for group in self.model.groups:
            self.wanted[group.name] = group.agents[period]
            own = [agent for agent in self.agents if agent.group == group.name]
            for agent in [each for each in own if not each.is_busy]:
                if len(own) > group.agents[period]:
                    own.remove(agent)
                    agent.group = ""
            self.agents += [Agent(group.name, at) for _ in range(group.agents[period] - len(own))]

    def free(self, agent: Agent, at: float) -> None:
        agent.is_busy, agent.idle_since = False, at
        if sum(each.group == agent.group for each in self.agents) > self.wanted[agent.group]:
            agent.group = ""

    def serve(self, at: float) -> None:
        """One task is new, or agents are, never both: so it matters not who looks for whom."""
        while (found := self.next_pair()) is not None:
            number, agent = found
            self.waiting.remove(number)
            self.waited[number] = (True, at - self.contacts[number].arrives_at)
            agent.is_busy = True
            self.push(at + self.contacts[number].service_seconds, "ends", self.agents.index(agent))

    def next_pair(self) -> tuple[int, Agent] | None:
        kinds = {kind.name: kind for kind in self.model.classes}
        serves = {group.name: group.serves for group in self.model.groups}
        idle = [agent for agent in self.agents if agent.group and not agent.is_busy]
        pairs = []
        for agent in idle:
            for number in self.waiting:
                contact = self.contacts[number]
                if contact.kind not in serves[agent.group]:
                    continue
                turn = (
                    serves[agent.group].index(contact.kind) if self.model.select_task == BY_CLASS_ORDER else 0
                )
                rank = kinds[contact.kind].groups.index(agent.group)
                pairs.append(((turn, -contact.priority, number, rank, agent.idle_since), number, agent))
        return min(pairs, key=lambda pair: pair[0])[1:] if pairs else None


@pytest.mark.parametrize("name", ["mm12m", "two_skills", "vip"])
@pytest.mark.parametrize("select_task", ["longest_waiting", "by_class_order"])
def test_the_engine_gives_every_contact_the_wait_that_the_models_rules_say(
    name: str, select_task: str
) -> None:
    model = replace(read_model(MODELS / f"{name}.json"), select_task=select_task)
    for day in range(2):
        contacts = contacts_of_day(model, seed=7, day=day)
        expected = Reference(model, contacts).run()
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


def small(**changes: object) -> dict[str, object]:
    group = {"name": "agents", "agents": changes.pop("agents", [2]), "serves": ["all"]}
    kind = {
        **{"name": "all", "arrival_rate": [1.0], "service_rate": 0.5, "patience_rate": 1},
        **{"priority": 0, "groups": ["agents"]},
    }
    return {
        "name": "small",
        "time_unit": "minutes",
        "periods": {"length": 60, "count": 1},
        "target_seconds": 20,
        "classes": [kind],
        "groups": [group],
        **changes,
    }


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"periods": {"length": 60, "count": 3}, "agents": [1, 2]}, "groups[0].agents has 2 values"),
        ({"periods": {"length": 0, "count": 1}}, "periods.length must be above 0"),
        ({"agents": [1.5]}, "groups[0].agents must be a whole number"),
        ({"classes": []}, "classes must be a list that is not empty"),
        ({"groups": [{"name": "x", "agents": [1], "serves": ["all"]}]}, "there is no group 'agents'"),
        ({"select_task": "random"}, "known are longest_waiting, by_class_order"),
        ({"time_unit": "days"}, "known are seconds, minutes, hours"),
        ({"colour": 1}, "unknown 'colour'"),
        ({"busyness_gamma_shape": -1}, "busyness_gamma_shape must be a number"),
    ],
)
def test_a_wrong_model_file_is_refused_with_the_place(changes: dict[str, object], said: str) -> None:
    with pytest.raises(ModelError) as refused:
        model_of(small(**changes))
    assert said in str(refused.value)


def test_a_file_that_is_no_json_or_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be read"):
        read_model(tmp_path / "none.json")
    broken = tmp_path / "broken.json"
    broken.write_text("{")
    with pytest.raises(ModelError, match="is not JSON"):
        read_model(broken)
    broken.write_text(json.dumps([]))
    with pytest.raises(ModelError, match="must be an object"):
        read_model(broken)


def test_every_bundled_model_is_read() -> None:
    assert {read_model(path).name for path in MODELS.glob("*.json")} >= {"M/M/12+M"}
    assert Floor(horizon=1.0).served == []
