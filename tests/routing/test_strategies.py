"""Strategies, precedence and queue order through the engine: who is rung, call after call."""

from typing import Any

import pytest

from chalicelib import routing
from chalicelib.routing.memory_store import MemoryStore
from chalicelib.routing.policy import Enterprise, Precedence, Preference, Site, Strategy, TaskOrder, Tier
from chalicelib.routing.state import all_workers, using
from tests.routing.conftest import Center, sid

VIP = {"customer_tier": "vip"}
LOCAL, FAR = {"from": "+862112345678"}, {"from": "+8657188889999"}


def rung(center: Center, number: int, **changes: Any) -> int:
    """The number of the agent who is rung for a new task."""
    made = center.task(number, **changes).assignments
    return int(made[0].worker_sid[2:], 16) if made else 0


def calls(center: Center, count: int, **changes: Any) -> list[int]:
    """Who is rung for calls that come one after the other, each finished before the next."""
    order = []
    for number in range(1, count + 1):
        order.append(rung(center, number, **changes))
        center.serve(center.made[-1].reservation_sid, 5)
        center.later(1)
    return order


def staff(center: Center, count: int, **attributes: list[Any]) -> None:
    for number in range(1, count + 1):
        given = {name: values[number - 1] for name, values in attributes.items()}
        center.worker(number, **given)
        center.later(1)


@pytest.mark.covers("ACD-08")
def test_linear_always_rings_the_first_ready_agent_in_the_configured_order(center: Center) -> None:
    center.queue("consult", strategy=Strategy.LINEAR, linear_order=("agent2", "agent3"))
    staff(center, 3)
    assert calls(center, 3) == [2, 2, 2]
    assert [rung(center, number) for number in (11, 12, 13)] == [2, 3, 1]


@pytest.mark.covers("ACD-09")
def test_round_robin_gives_six_calls_over_three_agents_in_turn(center: Center) -> None:
    center.queue("consult", strategy=Strategy.ROUND_ROBIN)
    staff(center, 3)
    assert calls(center, 6) == [1, 2, 3, 1, 2, 3]


@pytest.mark.covers("ACD-10")
def test_the_longest_idle_agent_serves_the_longest_waiting_caller(center: Center) -> None:
    staff(center, 3)
    assert calls(center, 4) == [1, 2, 3, 1]
    held = [center.task(number).assignments[0] for number in (11, 12, 13)]
    center.task(14)
    center.later(5)
    center.task(15)
    routing.accept(held[0].reservation_sid, center.now)
    assert center.note(routing.finish(held[0].reservation_sid, center.now)).assignments[0].task_sid == sid(
        "WT", 14
    )


@pytest.mark.covers("ACD-11")
def test_the_highest_skill_wins_and_a_tie_goes_to_who_is_idle_longer(center: Center) -> None:
    center.queue("consult", strategy=Strategy.MOST_SKILLED, skill="levels.express")
    staff(center, 3, levels=[{"express": 1}, {"express": 5}, {"express": 5}])
    assert [rung(center, number) for number in (1, 2, 3)] == [2, 3, 1]


@pytest.mark.covers("ACD-12")
def test_the_agent_with_the_fewest_contacts_today_is_rung_and_the_spread_stays_one(center: Center) -> None:
    center.queue("consult", strategy=Strategy.FEWEST_TODAY)
    staff(center, 3)
    routing.set_activity(sid("WK", 3), "meeting", None, center.now)
    assert calls(center, 4) == [1, 2, 1, 2]
    center.note(routing.set_activity(sid("WK", 3), "ready", None, center.now))
    order = []
    for number in range(11, 16):
        order.append(rung(center, number))
        center.serve(center.made[-1].reservation_sid, 5)
    assert order[:2] == [3, 3]
    counts = {worker.worker_sid: worker.served for worker in all_workers()}
    assert max(counts.values()) - min(counts.values()) <= 1
    assert sum(counts.values()) == 9


def test_counts_begin_anew_at_midnight_of_the_center(center: Center) -> None:
    center.queue("consult", strategy=Strategy.FEWEST_TODAY)
    staff(center, 2)
    routing.set_activity(sid("WK", 2), "meeting", None, center.now)
    assert calls(center, 2) == [1, 1]
    center.note(routing.set_activity(sid("WK", 2), "ready", None, center.now))
    assert calls_from(center, 11, 1) == [2]
    center.later(24 * 3600)
    assert calls_from(center, 21, 2) == [1, 2]


def calls_from(center: Center, first: int, count: int) -> list[int]:
    order = []
    for number in range(first, first + count):
        order.append(rung(center, number))
        center.serve(center.made[-1].reservation_sid, 5)
        center.later(1)
    return order


@pytest.mark.covers("ACD-13")
def test_the_agent_or_group_that_the_flow_names_overrides_the_queues_strategy(center: Center) -> None:
    center.queue("consult", strategy=Strategy.LINEAR, linear_order=("agent1",))
    staff(center, 3, agent_number=[8001, 8002, 8003], group=["a", "a", "b"])
    assert rung(center, 1, attributes={"requested_agent": "8002"}) == 2
    assert rung(center, 2, attributes={"requested_group": "b"}) == 3
    assert rung(center, 3, attributes={"requested_agent": "8002"}) == 1


@pytest.mark.covers("ACD-14")
def test_an_enterprises_own_agent_is_rung_if_ready_else_its_group(center: Center) -> None:
    own = (Enterprise("Haier", agents=("agent3",), group="key accounts"),)
    center.queue("consult", strategy=Strategy.BY_ENTERPRISE, enterprises=own)
    staff(center, 3, group=["", "key accounts", ""])
    order = [rung(center, number, attributes={"enterprise": "Haier"}) for number in (1, 2, 3)]
    assert order == [3, 2, 1]


@pytest.mark.covers("ACD-15")
def test_of_two_equally_skilled_agents_the_one_of_lower_cost_is_rung(center: Center) -> None:
    rules: dict[str, Any] = {
        "strategy": Strategy.MOST_SKILLED,
        "skill": "level",
        "prefer": (Preference.COST,),
    }
    center.queue("consult", **rules)
    staff(center, 2, level=[3, 3], cost=[2, 1])
    assert rung(center, 1) == 2
    dear = {"skills": ["consult"], "name": "Agent 2", "level": 3, "cost": 9}
    center.serve(center.made[-1].reservation_sid)
    center.note(routing.define_worker(sid("WK", 2), "agent2", dear, center.now))
    assert rung(center, 2) == 1


def test_a_caller_reaches_the_nearest_site_and_the_other_one_on_overflow(center: Center) -> None:
    sites = (Site("x", area_codes=("021",)), Site("y", area_codes=("0571",)))
    center.queue("consult", prefer=(Preference.NEAREST,), sites=sites)
    staff(center, 2, site=["y", "x"])
    assert [rung(center, number, attributes=LOCAL) for number in (1, 2)] == [2, 1]


@pytest.mark.covers("ACD-03")
def test_a_vip_who_came_last_is_offered_first(center: Center) -> None:
    center.queue("consult", precedence=(Precedence("vip"), Precedence("long_distance")), home_area_code="021")
    center.worker(1)
    held = center.task(1).assignments[0]
    for number, attributes in ((2, LOCAL), (3, FAR), (4, {**LOCAL, **VIP})):
        center.later(1)
        center.task(number, attributes=attributes)
    assert served_in_turn(center, held.reservation_sid, 3) == [4, 3, 2]


@pytest.mark.covers("ACD-04")
def test_a_long_distance_caller_is_offered_before_an_earlier_local_one_of_the_same_level(
    center: Center,
) -> None:
    center.queue("consult", precedence=(Precedence("long_distance"),), home_area_code="021")
    center.worker(1)
    held = center.task(1).assignments[0]
    center.task(2, attributes=LOCAL)
    center.later(1)
    center.task(3, attributes=FAR)
    center.task(4, attributes=LOCAL, priority=1)
    assert served_in_turn(center, held.reservation_sid, 3) == [4, 3, 2]


def served_in_turn(center: Center, held: str, count: int) -> list[int]:
    """Which tasks an agent gets one after the other."""
    order = []
    for _ in range(count):
        made = center.serve(held, 1).assignments[0]
        order.append(int(made.task_sid[2:], 16))
        held = made.reservation_sid
    return order


def test_a_head_start_places_a_tier_and_bounds_how_long_others_are_overtaken(center: Center) -> None:
    center.queue("consult", tiers=(Tier("gold", 'customer_tier == "vip"', head_start_seconds=60),))
    center.worker(1)
    held = center.task(1).assignments[0]
    center.task(2)
    center.later(30)
    center.task(3, attributes=VIP)
    center.later(60)
    center.task(4, attributes=VIP)
    assert served_in_turn(center, held.reservation_sid, 3) == [3, 2, 4]


def test_a_lifo_queue_serves_the_newest_and_ignores_priority(center: Center) -> None:
    center.queue("consult", task_order=TaskOrder.LIFO)
    center.worker(1)
    held = center.task(1).assignments[0]
    for number in (2, 3, 4):
        center.later(1)
        center.task(number, priority=9 if number == 2 else 0)
    assert routing.position(sid("WT", 4), center.now).position == 1
    assert served_in_turn(center, held.reservation_sid, 3) == [4, 3, 2]


def test_a_changed_strategy_counts_at_once_for_agents_who_are_ready(center: Center) -> None:
    staff(center, 3)
    center.queue("consult", strategy=Strategy.LINEAR, linear_order=("agent3", "agent2"))
    assert [rung(center, number) for number in (1, 2, 3)] == [3, 2, 1]
    center.serve(center.made[0].reservation_sid)
    center.queue("consult")
    assert rung(center, 4) == 3


def test_an_agent_with_an_order_of_queues_takes_theirs_first(center: Center) -> None:
    center.worker(1, "consult", "order", queue_order=["order", "consult"])
    held = center.task(1).assignments[0]
    center.task(2, "consult", priority=5)
    center.later(1)
    center.task(3, "order")
    assert served_in_turn(center, held.reservation_sid, 2) == [3, 2]


@pytest.mark.parametrize("strategy", [Strategy.LINEAR, Strategy.MOST_SKILLED, Strategy.FEWEST_TODAY])
def test_the_best_of_more_agents_than_a_page_holds_is_found_on_the_first_page(
    center: Center, strategy: Strategy
) -> None:
    with using(MemoryStore()):
        center.queue("consult", strategy=strategy, linear_order=("agent120",), skill="level")
        for number in range(1, 121):
            center.worker(number, level=number)
            center.pass_time(0.001)
        if strategy is Strategy.FEWEST_TODAY:
            for number in range(1, 120):
                center.serve(center.task(number).assignments[0].reservation_sid, 0.001)
        assert rung(center, 500) == 120


def test_the_agent_that_a_flow_names_is_found_among_more_than_a_page(center: Center) -> None:
    with using(MemoryStore()):
        center.queue("consult")
        for number in range(1, 121):
            center.worker(number, agent_number=str(8000 + number))
            center.pass_time(0.001)
        assert rung(center, 1, attributes={"requested_agent": "8120"}) == 120
