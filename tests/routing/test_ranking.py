"""Which of several ready agents a strategy chooses, and that the kept rank sorts the same way."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.routing.matching import Idle, Waiting, choose
from chalicelib.routing.model import TaskQueue
from chalicelib.routing.policy import Enterprise, Preference, Site, Strategy
from chalicelib.routing.ranking import kept_rank, needs_all, rank

TODAY = date(2026, 5, 11)
START = datetime(2026, 5, 11, 2, 0, tzinfo=UTC)
SITES = (Site("shanghai", 2.0, ("021", "0512")), Site("chengdu", 1.0, ("028",)))


def queue(strategy: Strategy = Strategy.LONGEST_IDLE, **rules: Any) -> TaskQueue:
    return TaskQueue("Q1", "consult", {"zh": "咨询", "en": "Consult"}, strategy=strategy, **rules)


def agent(of: int, since: int = 0, **given: Any) -> Idle:
    kept = {key: given.pop(key) for key in ("offered_at", "served", "served_on") if key in given}
    since_at = START + timedelta(seconds=since)
    return Idle(f"WK{of}", f"agent{of}", given, since_at, ("Q1",), **kept)


def chosen(rules: TaskQueue, agents: list[Idle], **attributes: Any) -> str | None:
    task = Waiting("WT1", "CT1", "Q1", 0, START, attributes)
    found = choose(task, agents, {"Q1": rules}, TODAY)
    return found.friendly_name if found else None


def test_linear_takes_the_first_ready_agent_in_the_configured_order() -> None:
    rules = queue(Strategy.LINEAR, linear_order=("agent3", "agent1"))
    assert chosen(rules, [agent(1, 0), agent(2, 1), agent(3, 99)]) == "agent3"
    assert chosen(rules, [agent(2, 0), agent(1, 99)]) == "agent1"
    assert chosen(rules, [agent(4, 0), agent(2, 50)]) == "agent2"


def test_round_robin_takes_who_was_offered_something_the_longest_ago() -> None:
    agents = {n: agent(n, n) for n in (1, 2, 3)}
    order = []
    for turn in range(6):
        name = chosen(queue(Strategy.ROUND_ROBIN), list(agents.values()))
        order.append(name)
        number = int(str(name)[-1])
        # A break makes an agent the shortest idle; its turn stays.
        at = START + timedelta(seconds=100 + turn)
        agents[number] = replace(agents[number], offered_at=at, ready_since=START)
    assert order == ["agent1", "agent2", "agent3"] * 2


def test_the_highest_skill_wins_and_ties_go_to_the_longest_idle() -> None:
    rules = queue(Strategy.MOST_SKILLED, skill="levels.express")
    agents = [agent(1, 9, levels={"express": 3}), agent(2, 5, levels={"express": 3}), agent(3, 0)]
    assert chosen(rules, agents) == "agent2"
    assert chosen(rules, [*agents, agent(4, 99, levels={"express": 3.5})]) == "agent4"
    named = queue(Strategy.MOST_SKILLED)
    assert chosen(named, [agent(1), agent(2, 9, skill_levels={"consult": 1})]) == "agent2"


def test_fewest_today_counts_only_contacts_of_today() -> None:
    yesterday = (TODAY - timedelta(days=1)).isoformat()
    agents = [
        agent(1, 0, served=3, served_on=TODAY.isoformat()),
        agent(2, 9, served=40, served_on=yesterday),
        agent(3, 5, served=1, served_on=TODAY.isoformat()),
    ]
    assert chosen(queue(Strategy.FEWEST_TODAY), agents) == "agent2"
    assert chosen(queue(Strategy.FEWEST_TODAY), agents[::2]) == "agent3"


def test_the_agent_or_group_that_the_flow_names_overrides_any_strategy() -> None:
    agents = [agent(1, 0), agent(2, 5, agent_number="8002"), agent(3, 9, group="vip desk")]
    for strategy in Strategy:
        rules = queue(strategy, linear_order=("agent1",))
        assert chosen(rules, agents, requested_agent=8002) == "agent2"
        assert chosen(rules, agents, requested_agent="Agent2") == "agent2"
        assert chosen(rules, agents, requested_agent="WK3") == "agent3"
        assert chosen(rules, agents, requested_group="vip desk") == "agent3"
        assert chosen(rules, agents, requested_agent="nobody") is not None


def test_an_enterprises_own_agent_comes_first_then_its_group_then_others() -> None:
    rules = queue(
        Strategy.BY_ENTERPRISE, enterprises=(Enterprise("Haier", agents=("agent3",), group="key accounts"),)
    )
    agents = [agent(1, 0), agent(2, 5, group="key accounts"), agent(3, 9), agent(4, 7, enterprises=["Midea"])]
    assert chosen(rules, agents, enterprise="Haier") == "agent3"
    assert chosen(rules, agents[:2], enterprise="Haier") == "agent2"
    assert chosen(rules, agents[:1], enterprise="Haier") == "agent1"
    assert chosen(rules, agents, enterprise="Midea") == "agent4"
    assert chosen(rules, agents) == "agent1"


def test_of_equally_skilled_agents_the_cheaper_one_is_chosen() -> None:
    rules = queue(Strategy.MOST_SKILLED, skill="level", prefer=(Preference.COST,), sites=SITES)
    agents = [agent(1, 0, level=2, cost=2), agent(2, 5, level=2, cost=1)]
    assert chosen(rules, agents) == "agent2"
    by_site = [agent(1, 0, site="shanghai"), agent(2, 5, site="chengdu"), agent(3, 0)]
    assert chosen(rules, by_site) == "agent2"


def test_an_agent_of_the_nearest_site_is_asked_first_others_when_none_is_free() -> None:
    rules = queue(prefer=(Preference.NEAREST, Preference.COST), sites=SITES)
    agents = [agent(1, 0, site="chengdu"), agent(2, 9, site="shanghai")]
    assert chosen(rules, agents, **{"from": "+862112345678"}) == "agent2"
    assert chosen(rules, agents[:1], **{"from": "+862112345678"}) == "agent1"
    assert chosen(rules, agents, **{"from": "+8613800138000"}) == "agent1"
    assert chosen(rules, agents, **{"from": "+8613800138000", "area_code": "0512"}) == "agent2"


def test_groups_are_preferred_in_the_order_of_the_queue() -> None:
    rules = queue(prefer=(Preference.GROUPS,), groups=("first line", "second line"))
    agents = [agent(1, 0), agent(2, 5, group="second line"), agent(3, 9, group="first line")]
    assert chosen(rules, agents) == "agent3"
    assert chosen(rules, agents[:2]) == "agent2"


days = st.sampled_from([None, "2026-05-10", "2026-05-11"])
drawn = st.builds(
    lambda number, since, level, cost, group, site, served, day, offered: agent(
        number, since, level=level, cost=cost, group=group, site=site, served=served if day else 0,
        served_on=day, offered_at=offered and START + timedelta(seconds=offered),
    ),
    st.integers(0, 9), st.integers(0, 5), st.none() | st.integers(-3, 3) | st.floats(-2, 2),
    st.none() | st.integers(0, 3), st.sampled_from(["a", "b", None]), st.sampled_from(["shanghai", None]),
    st.integers(0, 3), days, st.none() | st.integers(1, 9),
)  # fmt: skip
rules_drawn = st.builds(
    queue,
    st.sampled_from(list(Strategy)),
    skill=st.just("level"),
    prefer=st.lists(st.sampled_from(list(Preference)), unique=True).map(tuple),
    groups=st.just(("b", "a")),
    sites=st.just(SITES),
    linear_order=st.sampled_from([(), ("agent5", "agent2")]),
)


@given(rules_drawn, drawn, drawn)
def test_the_kept_rank_sorts_as_the_rank_does_for_a_task_that_asks_for_nobody(
    rules: TaskQueue, one: Idle, other: Idle
) -> None:
    assert not needs_all(rules, {})
    ranks = [rank(rules, {}, each, TODAY) for each in (one, other)]
    kept = [kept_rank(rules, each, TODAY) for each in (one, other)]
    assert (ranks[0] < ranks[1]) == (kept[0] < kept[1])
    assert (ranks[0] == ranks[1]) == (kept[0] == kept[1])
