"""What is inferred from the bank's record: patience, after-call work, who was on duty."""

import random
from dataclasses import replace
from pathlib import Path

import pytest

from bench.acd import bank
from bench.acd.bank_agents import Agent, agents, with_after_work
from bench.acd.bank_callers import contacts, identified
from bench.acd.bank_calls import Call, read_calls
from bench.acd.patience import kaplan_meier

HEAD = (
    "vru+line\tcall_id\tcustomer_id\tpriority\ttype\tdate\tvru_entry\tvru_exit\tvru_time\tq_start\tq_exit\t"
    "q_time\toutcome\tser_start\tser_exit\tser_time\tserver\n"
)


def served(came_at: float, starts_at: float, seconds: float, server: str = "DORIT") -> Call:
    return Call("990201", "PS", 0, came_at, starts_at - came_at, starts_at, seconds, server)


def test_patience_counts_those_who_were_served_as_having_waited_longer() -> None:
    survival = kaplan_meier([(1, True), (2, False), (3, True), (4, False)])
    assert survival.times == (1, 3)
    assert survival.shares == pytest.approx((0.75, 0.375))
    assert survival.after(2.5) == pytest.approx(0.75)
    chance = random.Random(1)
    drawn = [survival.draw(chance, 2.0) for _ in range(2000)]
    assert set(drawn) == {3, None}
    assert drawn.count(3) / 2000 == pytest.approx(0.5, abs=0.05)


def gave_up(came_at: float, seconds: float, kind: str = "PS") -> Call:
    return Call("990201", kind, 0, came_at, seconds, 0.0, None, "NO_SERVER")


def after(*calls: Call) -> list[float]:
    return [call.after_seconds for call in with_after_work(calls)]


def test_who_waited_while_an_agent_did_not_serve_shows_that_it_was_busy() -> None:
    # The next caller waited already, or came later and waited all the same; or came to a free agent.
    assert after(served(0, 10, 50), served(30, 75, 20), served(200, 200, 5)) == [15, 0, 0]
    assert after(served(0, 10, 50), served(70, 90, 20)) == [30, 0]
    # Others waited for it too: who gave up after 12 s of its gap, and whom another agent took after 20.
    assert after(served(0, 10, 50), gave_up(62, 10), served(200, 200, 5)) == [12, 0, 0]
    assert after(served(0, 10, 50), served(40, 80, 9, "ELI"), served(200, 200, 5)) == [20, 0, 0]


def test_it_shows_nothing_when_they_wait_for_what_the_agent_does_not_serve_or_for_ten_minutes() -> None:
    assert after(served(0, 10, 50), gave_up(62, 10, "NE"), served(200, 200, 5)) == [0, 0, 0]
    assert after(served(0, 10, 50), gave_up(62, 700), served(900, 900, 5)) == [0, 0, 0]


def test_an_agent_is_there_between_services_that_are_near_each_other() -> None:
    calls = [served(0, 10, 50), served(90, 90, 10), served(900, 900, 60)]
    assert agents(calls, 60.0) == {"DORIT": Agent(frozenset({"PS"}), ((10, 100), (900, 960)))}
    busy = [replace(calls[0], after_seconds=25.0), calls[2]]
    assert agents(busy, 60.0)["DORIT"].spans == ((10, 85), (900, 960))


def test_services_without_a_name_are_somebody_each() -> None:
    calls = [served(0, 10, 50, "NO_SERVER"), served(0, 20, 50, "NO_SERVER"), served(0, 90, 5, "NO_SERVER")]
    found = {name: agent.spans for name, agent in agents(calls).items()}
    assert found == {"unknown-1": ((10, 60), (90, 95)), "unknown-2": ((20, 70),)}


def test_the_record_is_read_without_phantoms(tmp_path: Path) -> None:
    rows = (
        "AA01\t1\t0\t2\tPS\t990201\t7:02:47\t7:02:56\t9\t7:02:56\t7:03:06\t10\tAGENT\t7:03:05\t7:05:41\t166\tDORIT\n"
        "AA01\t2\t0\t0\tNW\t990201\t7:00:00\t7:00:10\t10\t7:00:10\t7:00:15\t5\tHANG\t0:00:00\t0:00:00\t0\tNO_SERVER\n"
        "AA01\t3\t0\t0\tPS\t990201\t7:01:00\t7:01:10\t10\t0:00:00\t0:00:00\t0\tPHANTOM\t0:00:00\t0:00:00\t0\tNO_SERVER\n"
    )
    path = tmp_path / "calls.txt"
    path.write_text(HEAD + rows, encoding="ascii")
    lost, answered = read_calls(path)
    assert (lost.kind, lost.waited, lost.service_seconds) == ("NW", 5.0, None)
    assert (answered.priority, answered.came_at, answered.service_seconds) == (2, 7 * 3600 + 176.0, 166.0)


def test_without_the_record_it_says_so_and_goes_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TRUNKLINE_SAMPLES", str(tmp_path))
    said: list[str] = []
    assert bank.replay(1, said.append) == {}
    assert "is not replayed" in said[0]


def test_who_was_served_at_once_gets_the_priority_of_one_of_the_kind_who_was_asked() -> None:
    waited = [replace(served(0, 10, 50), priority=2), replace(gave_up(0, 9), priority=1)]
    at_once = [served(20, 20, 5) for _ in range(40)]
    unknown = replace(served(20, 20, 5), kind="XX")
    *_, last = found = identified([*waited, *at_once, unknown], random.Random(1))
    assert found[:2] == waited
    assert {call.priority for call in found[2:-1]} == {1, 2}
    assert last == unknown


def test_callers_keep_what_is_recorded_of_them_and_the_rest_is_drawn() -> None:
    calls = [replace(served(0, 10, 50), after_seconds=7.0), gave_up(5, 30), gave_up(6, 8)]
    answered, lost, early = contacts(calls, random.Random(1))
    assert (answered.arrives_at, answered.service_seconds, answered.patience_seconds) == (0, 57.0, 30)
    assert (lost.service_seconds, lost.patience_seconds) == (57.0, 30)
    assert early.patience_seconds == 8
    assert dict(lost.attributes) == {"priority": 0}
