"""The pure rules of who is offered what."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.routing.matching import Idle, Waiting, choose, is_eligible, pairs
from chalicelib.routing.policy import TaskOrder
from chalicelib.routing.workflow import Order

START = datetime(2026, 5, 11, 2, 0, tzinfo=UTC)


def idle(number: int, since: int = 0, queues: tuple[str, ...] = ("Q1",), **attributes: object) -> Idle:
    return Idle(f"WK{number}", f"agent{number}", attributes, START + timedelta(seconds=since), queues)


def waiting(number: int, at: int = 0, queue: str = "Q1", **changes: object) -> Waiting:
    fields: Any = {"priority": 0, "attributes": {}, "enqueued_at": START + timedelta(seconds=at), **changes}
    return Waiting(f"WT{number}", f"CT{number}", queue, **fields)


def test_a_worker_of_another_queue_is_not_eligible() -> None:
    assert not is_eligible(waiting(1, queue="Q2"), idle(1))


def test_a_step_expression_sees_the_worker_and_the_task() -> None:
    task = waiting(1, expression="worker.level >= task.level AND worker.friendly_name != 'agent2'")
    task = waiting(1, expression=task.expression, attributes={"level": 3})
    assert choose(task, [idle(1, level=2), idle(2, level=9), idle(3, 5, level=4)]) == idle(3, 5, level=4)


def test_a_step_sees_what_a_worker_has_of_each_channel() -> None:
    plain = idle(1)
    busy = replace(
        idle(2), lines=("chat", "message"), capacity={"chat": 4, "message": 1}, assigned={"chat": 1}
    )
    has_none = "worker.channel.chat.assigned_tasks == 0 AND worker.channel.sms.assigned_tasks == 0"
    has_room = "worker.channel.chat.available_capacity_percentage >= 75"
    assert [is_eligible(waiting(1, expression=has_none), plain)] == [True]
    chat = waiting(1, expression=has_room, channel="chat")
    assert is_eligible(chat, busy)
    assert not is_eligible(waiting(1, expression=has_none, channel="chat"), busy)
    assert is_eligible(waiting(1, expression="worker.channel == 'x'"), idle(3, channel="x"))
    free = replace(idle(4), lines=("chat",), capacity={"chat": 2}, ready_since=busy.ready_since)
    order = (Order(("channel", "chat", "available_capacity_percentage"), is_descending=True),)
    assert choose(waiting(1, channel="chat", order_by=order), [busy, free]) is free


def test_a_step_as_a_helpline_writes_it() -> None:
    """Transfers to one colleague, nobody twice, no chat beside a call: what is not set is null."""
    step = (
        "(worker.waitsOffline != true "
        "AND ((task.kind == 'voice' AND worker.channel.chat.assigned_tasks == 0) "
        "OR (task.kind != 'voice' AND worker.channel.voice.assigned_tasks == 0)) "
        "AND ((task.transferTo == 'worker' AND task.target == worker.sid) "
        "OR (task.transferTo != 'worker' AND worker.sid != task.ignoreAgent))) "
        "OR (worker.waitsOffline == true AND task.target == worker.sid)"
    )

    def may(worker: Idle, **task: object) -> bool:
        return is_eligible(waiting(1, expression=step, attributes=task), worker)

    here = idle(1)
    chatting = replace(here, capacity={"voice": 1, "chat": 2}, assigned={"chat": 1})
    assert may(here)
    assert may(here, kind="voice")
    assert not may(chatting, kind="voice")
    assert not may(here, ignoreAgent=here.worker_sid)
    assert may(here, transferTo="worker", target=here.worker_sid)
    assert not may(here, transferTo="worker", target="WK2")
    assert [may(idle(1, waitsOffline=True), target=sid) for sid in (here.worker_sid, "WK2")] == [True, False]


def test_queues_of_either_order_may_come_first() -> None:
    fifo, lifo = waiting(1, at=0, priority=9), waiting(2, at=5, order=TaskOrder.LIFO)
    assert [pair.task for pair in pairs([lifo, fifo], [idle(1)])] == [fifo]
    assert [pair.task for pair in pairs([lifo, fifo], [idle(1)], is_lifo_first=True)] == [lifo]


def test_who_let_it_ring_is_asked_again_only_when_alone() -> None:
    task = waiting(1, passed_over=frozenset({"WK1"}))
    assert choose(task, [idle(1), idle(2, 50)]) == idle(2, 50)
    assert choose(task, [idle(1)]) == idle(1)


def test_workers_without_the_attribute_come_last_in_either_direction() -> None:
    workers = [idle(1), idle(2, level=3), idle(3, level=9)]
    for is_descending, best in ((True, "WK3"), (False, "WK2")):
        task = waiting(1, order_by=(Order(("level",), is_descending),))
        chosen = choose(task, workers)
        assert chosen is not None
        assert chosen.worker_sid == best


queue_names = st.sampled_from(["Q1", "Q2", "Q3"])
tasks = st.lists(st.tuples(queue_names, st.integers(0, 3), st.integers(0, 50)), max_size=8)
workers = st.lists(st.tuples(st.sets(queue_names), st.integers(0, 50)), max_size=8)


@given(tasks, workers)
def test_nobody_is_used_twice_nothing_is_left_that_fits_and_order_is_kept(
    drawn: list[tuple[str, int, int]], able: list[tuple[set[str], int]]
) -> None:
    queue = [waiting(n, at, q, priority=p) for n, (q, p, at) in enumerate(drawn)]
    ready = [idle(n, since, tuple(served)) for n, (served, since) in enumerate(able)]
    found = pairs(queue, ready)
    taken = {pair.task.task_sid for pair in found}
    used = {pair.worker.worker_sid for pair in found}
    assert len(taken) == len(used) == len(found)
    left = [task for task in queue if task.task_sid not in taken]
    free = [worker for worker in ready if worker.worker_sid not in used]
    assert not any(is_eligible(task, worker) for task in left for worker in free)
    for task in left:
        assert all(pair.task.place < task.place for pair in found if is_eligible(task, pair.worker))
