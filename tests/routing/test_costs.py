"""What a task costs in DynamoDB requests, from enqueue to complete, however many wait or are ready."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

import bench.counting
from bench.counting import Ledger
from chalicelib import contacts, routing
from chalicelib.aws import tables
from chalicelib.routing.policy import Precedence, Preference, Strategy
from tests.routing.conftest import Center, sid

MOST = 8


@contextmanager
def counted() -> Iterator[list[str]]:
    """The DynamoDB requests made inside, by name."""
    made: list[str] = []

    def note(model: object, **_: object) -> None:
        made.append(str(getattr(model, "name", model)))

    events = tables.connection().client.meta.events
    events.register("before-call.dynamodb", note)
    try:
        yield made
    finally:
        events.unregister("before-call.dynamodb", note)


def test_a_task_that_finds_somebody_ready_costs_at_most_eight_requests(center: Center) -> None:
    for number in range(1, 5):
        center.worker(number)
    center.task(1)
    with counted() as requests:
        offer = center.task(2).assignments[0]
        routing.accept(offer.reservation_sid, center.now)
        center.note(routing.finish(offer.reservation_sid, center.now))
    assert len(requests) <= MOST, requests
    assert "Scan" not in requests


def test_a_task_that_waits_costs_at_most_eight_requests_from_enqueue_to_complete(center: Center) -> None:
    center.worker(1)
    center.task(1)
    routing.accept(center.made[0].reservation_sid, center.now)
    for number in range(2, 6):
        center.task(number)
    with counted() as requests:
        center.task(6)
        first = center.made[-1]
        center.note(routing.finish(first.reservation_sid, center.now))
        routing.accept(center.made[-1].reservation_sid, center.now)
    assert center.made[-1].task_sid == sid("WT", 2)
    assert len(requests) <= MOST, requests
    assert "Scan" not in requests


def test_the_cost_does_not_grow_with_those_who_are_ready_or_wait(center: Center) -> None:
    def cost(task: int) -> int:
        with counted() as requests:
            offer = center.task(task).assignments[0]
            routing.accept(offer.reservation_sid, center.now)
            routing.finish(offer.reservation_sid, center.now)
        return len(requests)

    center.worker(1)
    with_one = cost(1)
    for number in range(2, 71):
        center.worker(number)
    assert cost(2) <= with_one


@pytest.mark.parametrize("strategy", [Strategy.LINEAR, Strategy.FEWEST_TODAY])
def test_no_strategy_costs_a_request_however_many_are_ready(center: Center, strategy: Strategy) -> None:
    rules: dict[str, Any] = {
        "skill": "level",
        "prefer": (Preference.COST,),
        "precedence": (Precedence("vip"),),
    }
    center.queue("consult", strategy=strategy, linear_order=("agent54",), **rules)

    def cost(task: int) -> int:
        with counted() as requests:
            offer = center.task(task, attributes={"customer_tier": "vip"}).assignments[0]
            routing.accept(offer.reservation_sid, center.now)
            routing.finish(offer.reservation_sid, center.now)
        assert "Scan" not in requests
        return len(requests)

    center.worker(1, level=1)
    with_one = cost(1)
    for number in range(2, 55):
        center.worker(number, level=number)
    assert cost(2) <= with_one <= MOST


def units_by_table(ledger: Ledger) -> dict[str, float]:
    return {name.partition("-")[2]: units for name, units in ledger.write_units.items()}


def test_what_befalls_a_reservation_is_one_row_and_its_whole_way_costs_nineteen_units(center: Center) -> None:
    center.worker(1)
    with bench.counting.counted() as ledger:
        offer = center.task(1).assignments[0]
    assert ledger.made == ["Query", "TransactWriteItems"]
    assert units_by_table(ledger) == {"routing": 9, "events": 2}
    for command in (routing.accept, routing.wrap_up):
        with bench.counting.counted() as ledger:
            command(offer.reservation_sid, center.now)
        assert ledger.made == ["GetItem", "UpdateItem"]
        assert units_by_table(ledger) == {"events": 1}
    with bench.counting.counted() as ledger:
        routing.finish(offer.reservation_sid, center.now)
    assert ledger.made == ["GetItem", "Query", "TransactWriteItems", "Query"]
    assert units_by_table(ledger) == {"routing": 4, "events": 2}


@pytest.mark.parametrize("command", [routing.accept, routing.wrap_up])
def test_a_command_that_comes_again_writes_nothing_and_reads_one_row_more(
    center: Center, command: Callable[..., routing.Reservation]
) -> None:
    center.worker(1)
    reservation_sid = center.task(1).assignments[0].reservation_sid
    first = routing.accept(reservation_sid, center.now)
    if command is routing.wrap_up:
        first = command(reservation_sid, center.now)
    with counted() as requests:
        assert command(reservation_sid, center.later(1)) == first
    assert requests[-3:] == ["GetItem", "UpdateItem", "GetItem"]


def test_the_states_of_a_floor_are_one_batch_read_more(center: Center) -> None:
    for number in range(1, 4):
        center.worker(number)
    center.task(1)
    with counted() as requests:
        shown = routing.workers()
    assert requests == ["Query", "BatchGetItem", "GetItem"]
    assert [worker.state for worker in shown] == ["ringing", "ready", "ready"]
    center.task(2)
    with counted() as requests:
        routing.workers()
    assert requests == ["Query", "BatchGetItem", "BatchGetItem"]


def test_a_heartbeat_is_one_request(center: Center) -> None:
    worker_sid = center.worker(1)
    with counted() as requests:
        routing.renew_lease(worker_sid, center.now)
    assert requests == ["UpdateItem"]


def test_what_the_log_of_a_contact_says_of_its_agent_is_not_asked_again(center: Center) -> None:
    worker_sid = center.worker(1)
    offer = center.task(1).assignments[0]
    for command, state in ((None, "ringing"), (routing.accept, "on_contact"), (routing.wrap_up, "wrap_up")):
        if command:
            command(offer.reservation_sid, center.later(5))
        log = contacts.events_of(offer.contact_id)
        asked = routing.worker(worker_sid)
        with counted() as requests:
            told = routing.worker(worker_sid, log)
        assert requests == ["GetItem"]
        assert told == asked
        assert (told.state, told.since) == (state, center.now)
