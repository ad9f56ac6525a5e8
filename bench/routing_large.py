"""The cells of bench.routing that are too large for the embedded DynamoDB API.

That API looks at every row of a partition for each query, so one query of a line of 100,000 takes longer than
a client waits. Here the same commands decide on the in-memory store, and each thing that they ask of it is
counted as the request that the DynamoDB store makes of it. bench.routing counts its small cells both ways and
stops when the counts differ. Capacity units are not counted here.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bench.crowd import sid
from chalicelib import routing
from chalicelib.routing.items import MemberRow, ReadyRow, TaskItem, WaitingRow, WorkerItem
from chalicelib.routing.memory_store import MemoryStore
from chalicelib.routing.state import change, using
from chalicelib.routing.writes import idle_worker

QUEUE = "consult"
# A query answers with a megabyte at most; rows of routing are below this.
_ROWS_A_PAGE = 1000


class CountingStore(MemoryStore):
    """Counts what the DynamoDB store would ask for."""

    def __init__(self) -> None:
        super().__init__(keeps_events=False)
        self.requests = 0

    def __getattribute__(self, name: str) -> Any:
        if name in _ONE_REQUEST:
            self.requests += 1
        return super().__getattribute__(name)

    def line(self, queue_sid: str, channel: str, *, has_ready: bool, limit: int | None) -> Any:
        found = super().line(queue_sid, channel, has_ready=has_ready, limit=limit)
        self.requests += 1 + sum(map(len, found)) // _ROWS_A_PAGE
        return found


_ONE_REQUEST = {
    *("commit", "write_worker", "find_worker", "find_task", "find_offer", "count_waiting", "members"),
}


def column(waiting: int, sizes: Iterable[int], tasks: int) -> Iterator[tuple[int, dict[str, float]]]:
    """The requests of one task by phase, beside so many waiting tasks and at each number of agents."""
    store, now = CountingStore(), datetime.now(UTC)
    with using(store):
        _define(now)
        made, held = 0, ""
        if waiting:
            held = _create(0, now).assignments[0].reservation_sid
            routing.accept(held, now)
            _line_up(store, waiting, now)
            made = waiting
        known = 1
        for workers in sizes:
            _hire(store, known, workers)
            known = workers
            requests: Counter[str] = Counter()
            for _ in range(tasks):
                made += 1
                held = _follow(store, made, held, now, bool(waiting), requests)
            yield workers, {name: count / tasks for name, count in requests.items()}


def _follow(
    store: CountingStore, number: int, held: str, now: datetime, is_waiting: bool, requests: Counter[str]
) -> str:
    """One task from enqueue to complete; the reservation that is finished next."""

    def phase(name: str, command: Any, *given: Any) -> Any:
        before = store.requests
        done = command(*given)
        requests[name] += store.requests - before
        return done

    outcome = phase("enqueue", _create, number, now)
    if is_waiting:
        outcome = phase("complete", routing.finish, held, now)
    held = outcome.assignments[0].reservation_sid
    phase("accept", routing.accept, held, now)
    if not is_waiting:
        phase("complete", routing.finish, held, now)
    return held


def _define(now: datetime) -> None:
    queue = routing.TaskQueue(sid("WQ", 1), QUEUE, {"zh": QUEUE, "en": QUEUE}, target_workers="1==1")
    routing.define_queue(queue, now)
    routing.define_worker(sid("WK", 1), "agent-000001", {"name": "Agent", "skills": [QUEUE]}, now)
    routing.set_activity(sid("WK", 1), "ready", None, now)


def _create(number: int, now: datetime) -> routing.Outcome:
    return routing.create_task(
        sid("WT", number), contact_id=sid("CT", number), queue=QUEUE, attributes={}, now=now
    )


def _line_up(store: CountingStore, count: int, now: datetime) -> None:
    """The first by the engine, the others like it."""
    _create(1, now)
    first = store.items[TaskItem][sid("WT", 1)]
    for number in range(2, count + 1):
        task = replace(first, task_sid=sid("WT", number), contact_id=sid("CT", number))
        with change() as c:
            c.put(task)
            c.put(WaitingRow(task))


def _hire(store: CountingStore, known: int, count: int) -> None:
    """More workers like the first, as the first is now."""
    first: WorkerItem = store.items[WorkerItem][sid("WK", 1)]
    for number in range(known + 1, count + 1):
        worker = replace(first, worker_sid=sid("WK", number), friendly_name=f"agent-{number:06d}")
        with change() as c:
            c.put(worker)
            c.put(MemberRow(sid("WQ", 1), worker.worker_sid, worker.activity))
            if worker.ready_since:
                idle = idle_worker(worker, worker.ready_since)
                for line in idle.lines:
                    c.put(ReadyRow(sid("WQ", 1), line, idle))
