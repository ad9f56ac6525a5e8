"""Several routers at once on one DynamoDB: nothing twice, nothing lost, nobody idle beside a fitting task."""

import threading
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

import pytest

from chalicelib import contacts, routing
from chalicelib.aws.records import TimerRecord
from chalicelib.aws.timers import Timer
from chalicelib.problems import Conflict
from tests.routing.conftest import Center, sid

ROUTERS = 8
T = TypeVar("T")


def at_once(jobs: Iterable[Callable[[], T]]) -> list[T]:
    """Run the jobs on eight routers that start together."""
    barrier = threading.Barrier(ROUTERS)

    def work(mine: list[Callable[[], T]]) -> list[T]:
        barrier.wait()
        return [job() for job in mine]

    shares: list[list[Callable[[], T]]] = [[] for _ in range(ROUTERS)]
    for number, job in enumerate(jobs):
        shares[number % ROUTERS].append(job)
    with ThreadPoolExecutor(ROUTERS) as pool:
        return [outcome for part in pool.map(work, shares) for outcome in part]


def tried(command: Callable[..., object], reservation_sid: str, now: datetime) -> bool:
    """Whether a command went through."""
    try:
        command(reservation_sid, now)
    except Conflict:
        return False
    return True


def reject(reservation_sid: str, now: datetime, reason: str) -> routing.Outcome:
    return routing.reject(reservation_sid, reason, now)


def timed_out(reservation_sid: str, now: datetime) -> routing.Outcome:
    """The ring time is over."""
    return routing.fire(Timer("routing.reservation", reservation_sid, now), now + timedelta(seconds=60))


def run_due(center: Center) -> None:
    """Let the match timers fire that lost races left behind."""
    for row in [row for row in TimerRecord.scan() if row.kind == "routing.match"]:
        center.note(routing.fire(Timer(row.kind, row.key, row.due_at), center.now))
        row.delete()


def test_an_offer_accepted_and_refused_at_once_ends_one_way_and_is_told_once(center: Center) -> None:
    for number in range(1, 9):
        center.worker(number)
        center.later(1)
        offer = center.task(number).assignments[0]
        results = at_once(
            partial(tried, command, offer.reservation_sid, center.now)
            for command in (routing.accept, routing.accept, partial(reject, reason="busy"), timed_out) * 2
        )
        status = routing.reservation(offer.reservation_sid).status
        told = [
            event.key.partition(":")[2]
            for event in contacts.events_of(sid("CT", number))
            if event.reservation_sid == offer.reservation_sid
        ]
        assert told == ["created", str(status)]
        assert any(results)
        center.later(60)


@pytest.mark.covers("ACD-01")
def test_eight_routers_give_sixty_tasks_to_thirty_workers_without_doubles_or_losses(center: Center) -> None:
    workers = [center.worker(number, "consult", "order") for number in range(1, 31)]

    def create(number: int) -> Callable[[], routing.Outcome]:
        queue = "order" if number % 3 else "consult"
        return lambda: routing.create_task(
            sid("WT", number), contact_id=sid("CT", number), queue=queue, attributes={}, now=center.now
        )

    for outcome in at_once(create(number) for number in range(1, 61)):
        center.note(outcome)
    run_due(center)
    assert Counter(made.worker_sid for made in center.made) == Counter(workers)
    assert len({made.task_sid for made in center.made}) == 30

    held = list(center.made)
    for made in held:
        routing.accept(made.reservation_sid, center.now)
    center.made.clear()

    def finish(made: routing.Assignment) -> Callable[[], routing.Outcome]:
        return lambda: routing.finish(made.reservation_sid, center.now)

    for outcome in at_once(finish(made) for made in held):
        center.note(outcome)
    run_due(center)
    assert Counter(made.worker_sid for made in center.made) == Counter(workers)
    everybody = {made.task_sid for made in (*held, *center.made)}
    assert everybody == {sid("WT", number) for number in range(1, 61)}
    log = [event for number in range(1, 61) for event in contacts.events_of(sid("CT", number))]
    assert sum(event.type is contacts.EventType.RESERVATION_CREATED for event in log) == 60


def test_eight_routers_fill_every_seat_of_agents_with_several_chats_and_none_twice(center: Center) -> None:
    for number in range(1, 5):
        center.worker(number)
        routing.set_capacity(sid("WK", number), {"voice": 1, "chat": 3}, center.now)

    def create(number: int) -> Callable[[], routing.Outcome]:
        given = {"contact_id": sid("CT", number), "queue": "consult", "channel": "chat"}
        return lambda: routing.create_task(sid("WT", number), attributes={}, now=center.now, **given)

    for outcome in at_once(create(number) for number in range(1, 17)):
        center.note(outcome)
    run_due(center)
    assert set(Counter(made.worker_sid for made in center.made).values()) == {3}
    assert len({made.task_sid for made in center.made}) == 12
    held = list(center.made)
    center.made.clear()

    def serve(made: routing.Assignment) -> Callable[[], routing.Outcome]:
        def run() -> routing.Outcome:
            routing.accept(made.reservation_sid, center.now)
            return routing.finish(made.reservation_sid, center.now)

        return run

    for outcome in at_once(serve(made) for made in held):
        center.note(outcome)
    run_due(center)
    assert len({made.task_sid for made in center.made}) == 4
    counts = [routing.worker(sid("WK", number)).reservations.get("chat", 0) for number in range(1, 5)]
    assert sum(counts) == 4


def test_workers_coming_while_tasks_come_miss_each_other_never(center: Center) -> None:
    for number in range(1, 17):
        center.worker(number, is_ready=False)
    tasks = [
        lambda number=number: routing.create_task(
            sid("WT", number), contact_id=sid("CT", number), queue="consult", attributes={}, now=center.now
        )
        for number in range(1, 17)
    ]
    arrivals = [
        lambda number=number: routing.set_activity(sid("WK", number), "ready", None, center.now)
        for number in range(1, 17)
    ]
    mixed = [job for pair in zip(tasks, arrivals, strict=True) for job in pair]
    for outcome in at_once(mixed):
        center.note(outcome)
    run_due(center)
    assert len({made.task_sid for made in center.made}) == 16
    assert len({made.worker_sid for made in center.made}) == 16
    assert routing.queue_depths()["consult"].waiting == 0


def test_one_offer_ends_in_one_way_whatever_races_for_it(center: Center) -> None:
    for number in range(1, 5):
        center.worker(number)
        center.later(1)
        offer = center.task(number).assignments[-1]
        assert len(set(race(center, offer))) == 1
        routing.cancel_task(offer.task_sid, "clean up", center.now)


def race(center: Center, offer: routing.Assignment) -> list[str]:
    """Everything that can end an offer, at once, when its time is over; the names of what did."""
    key, center.now = offer.reservation_sid, offer.expires_at
    attempts: dict[str, Callable[[], object]] = {
        "accept": lambda: routing.accept(key, center.now),
        "reject": lambda: routing.reject(key, "no", center.now),
        "cancel": lambda: routing.cancel_task(offer.task_sid, "gone", center.now),
        "rona": lambda: center.fire("routing.reservation", key),
    }
    ended: list[str] = []

    def attempt(name: str) -> routing.Outcome:
        try:
            result = attempts[name]()
        except Conflict:
            return routing.Outcome()
        outcome = result if isinstance(result, routing.Outcome) else None
        if outcome is None or any(gone.reservation_sid == key for gone in outcome.dropped):
            ended.append(name)
        return outcome or routing.Outcome()

    at_once([lambda name=name: attempt(name) for name in attempts])
    return ended
