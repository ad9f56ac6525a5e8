"""The demo courier: the same for the same day, true to life, loaded by the importer that all use."""

from datetime import UTC, datetime
from typing import Any

import pytest
from rich.console import Console

NOW = datetime(2026, 5, 11, 2, 0, tzinfo=UTC)


def test_the_demo_is_the_same_for_the_same_moment() -> None:
    from cli.demo.courier import courier

    assert courier(NOW) == courier(NOW)


def test_the_demo_has_the_size_and_the_known_rows_that_the_guide_names() -> None:
    from cli.demo.courier import courier

    demo = courier(NOW)
    events = sum(len(waybill.stops) + 1 for waybill in demo.waybills)
    assert (len(demo.customers), len(demo.waybills)) == (300, 2500)
    assert 9_000 < events < 12_000
    assert len({waybill.number for waybill in demo.waybills}) == 2500
    assert len({customer.phone for customer in demo.customers}) == 300
    assert [w.number for w in demo.waybills[:3]] == ["100200300400", "100200300401", "100200300402"]
    assert all(stop.at <= NOW for waybill in demo.waybills for stop in waybill.stops)


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small demo: a center that is brought up loads the whole one."""
    from cli.demo import loading
    from cli.demo.courier import courier

    monkeypatch.setattr(loading, "courier", lambda now: courier(now, customers=30, waybills=90))


@pytest.mark.covers("WB-01")
def test_a_loaded_demo_answers_who_calls_and_where_the_parcel_is(tables: Any, few: None) -> None:
    from chalicelib import customers, people, routing, waybills
    from cli.demo import load

    users = load(Console(quiet=True))
    wang = customers.by_phone("13800138000")
    assert wang is not None
    assert (wang.name, wang.is_vip) == ("王小明", True)
    assert len(waybills.of_customer(wang.customer_id)) == 3
    parcel = waybills.find("100200300400")
    assert parcel is not None
    assert parcel.events
    assert {user.role for user in users} == {"agent", "supervisor", "manager", "admin"}
    signed_in = people.sign_in("agent1", users[0].password, NOW)
    assert routing.worker(signed_in.identity.worker_sid or "").friendly_name == "agent1"
    strategies = {queue.friendly_name: str(queue.strategy) for queue in routing.queues()}
    assert strategies == {
        "consult": "longest_idle",
        "complaint": "most_skilled",
        "order": "fewest_today",
        "vip": "linear",
    }


def test_a_load_that_was_cut_short_is_completed_and_a_complete_one_is_quick(
    tables: Any, few: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chalicelib import waybills
    from cli import csv_import
    from cli.demo import load, loading

    class Killed(BaseException):
        pass

    def killed(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(csv_import, "import_events", killed)
        with pytest.raises(Killed):
            load(Console(quiet=True))
    assert not loading.is_loaded()
    load(Console(quiet=True))
    parcel = waybills.find("100200300401")
    assert parcel is not None
    assert parcel.status == "delivered"
    with monkeypatch.context() as patch:
        patch.setattr(csv_import, "import_customers", killed)
        load(Console(quiet=True))
