"""When a task goes elsewhere instead of waiting: full, waited too long, or agents short and a low tier."""

from datetime import UTC, datetime, timedelta

from chalicelib.routing.model import TaskQueue
from chalicelib.routing.overflow import after_waiting, counts_needed, on_entry, waits_until
from chalicelib.routing.policy import Overflow, Shortage, Tier

START = datetime(2026, 5, 11, 2, 0, tzinfo=UTC)


def test_a_full_queue_sends_new_tasks_elsewhere_by_the_first_rule_that_applies() -> None:
    rules = TaskQueue(
        "Q1", "q", {},
        overflow=(
            Overflow("queue:vip", max_waiting=2, when='customer_tier == "vip"'),
            Overflow("voicemail", max_waiting=3),
        ),
    )  # fmt: skip
    assert counts_needed(rules) == 4
    assert on_entry(rules, {}, 2, 0) is None
    assert on_entry(rules, {}, 3, 0) == "voicemail"
    assert on_entry(rules, {"customer_tier": "vip"}, 2, 0) == "queue:vip"


def test_who_has_waited_too_long_goes_elsewhere_then() -> None:
    rules = TaskQueue("Q1", "q", {}, overflow=(Overflow("callback", max_wait_seconds=60),))
    assert counts_needed(rules) == 0
    assert waits_until(rules, {}, START) == START + timedelta(seconds=60)
    assert after_waiting(rules, {}, START, START + timedelta(seconds=59)) is None
    assert after_waiting(rules, {}, START, START + timedelta(seconds=60)) == "callback"
    assert waits_until(TaskQueue("Q1", "q", {}), {}, START) is None


def test_only_low_tiers_are_sent_away_and_only_while_agents_are_short() -> None:
    rules = TaskQueue(
        "Q1", "q", {},
        shortage=Shortage(waiting=2, ready=0),
        tiers=(Tier("vip", 'customer_tier == "vip"'), Tier("rest", "1==1", when_short="callback")),
    )  # fmt: skip
    assert counts_needed(rules) == 3
    assert on_entry(rules, {}, 2, 0) == "callback"
    assert on_entry(rules, {}, 1, 0) is None
    assert on_entry(rules, {}, 2, 1) is None
    assert on_entry(rules, {"customer_tier": "vip"}, 50, 0) is None
