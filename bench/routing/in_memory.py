"""Cells counted on the in-memory store, whatever their size.

The embedded DynamoDB API looks at every row of a partition for each query: one query of a line of 100,000
takes longer than a client waits. Here the same commands decide on the in-memory store, and what the DynamoDB
store would ask for and be charged is counted beside it (`metered_store`). Cells of up to 1,000 agents are
counted both ways, and the bench stops when the counts differ.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bench.crowd import sid
from bench.routing.cells import PHASES, TASKS, Cell, Column, follow
from bench.routing.center import agent, create, define
from bench.routing.metered_store import MeteredStore
from chalicelib import routing
from chalicelib.routing.change import Change
from chalicelib.routing.items import MemberRow, ReadyRow, TaskItem, WaitingRow, WorkerItem
from chalicelib.routing.memory_store import MemoryStore
from chalicelib.routing.state import using
from chalicelib.routing.writes import idle_worker


def cells(columns: Iterable[Column]) -> Iterator[Cell]:
    """Each column's cells."""
    for waiting, sizes in columns:
        yield from _column(waiting, sizes)


def _column(waiting: int, sizes: Iterable[int]) -> Iterator[Cell]:
    store, now = MeteredStore(), datetime.now(UTC)
    with using(store):
        define(now)
        made, held = 0, ""
        if waiting:
            held = create(0, now).assignments[0].reservation_sid
            routing.accept(held, now)
            _line_up(store, waiting, now)
            made = waiting
        known = 1
        for workers in sizes:
            _hire(store, known, workers)
            known = workers
            cell, held = _cell(store, workers, waiting, made, held, now)
            made += TASKS
            yield cell


def _cell(
    store: MeteredStore, workers: int, waiting: int, made: int, held: str, now: datetime
) -> tuple[Cell, str]:
    requests: Counter[str] = Counter()
    store.begin()

    def phase(name: str, command: Callable[..., Any], *given: Any) -> Any:
        before = store.requests
        done = command(*given)
        requests[name] += store.requests - before
        return done

    for number in range(made + 1, made + TASKS + 1):
        held = follow(number, held, now, bool(waiting), phase)
    log = sum(units for table, units in store.written.items() if table.endswith("-events"))
    cell = Cell(
        workers=workers,
        waiting=waiting,
        requests={name: requests[name] / TASKS for name in PHASES},
        write_units=(sum(store.written.values()) - log) / TASKS,
        log_units=log / TASKS,
        flat_units=store.read_flat / TASKS,
        read_units=store.read / TASKS,
    )
    return cell, held


def _line_up(store: MeteredStore, count: int, now: datetime) -> None:
    """The first by the engine, the others like it."""
    create(1, now)
    first = store.items[TaskItem][sid("WT", 1)]
    rows = store.places_of(sid("WT", 1))
    for number in range(2, count + 1):
        task = replace(first, task_sid=sid("WT", number), contact_id=sid("CT", number))
        _put(store, task, WaitingRow(task))
        store.copy_rows(rows, sid("WT", 1), sid("WT", number))


def _hire(store: MeteredStore, known: int, count: int) -> None:
    """More workers like the first, as the first is now."""
    first: WorkerItem = store.items[WorkerItem][sid("WK", 1)]
    rows = store.places_of(sid("WK", 1))
    for number in range(known + 1, count + 1):
        worker = replace(first, worker_sid=sid("WK", number), friendly_name=agent(number))
        _put(store, worker, MemberRow(sid("WQ", 1), worker.worker_sid, worker.activity))
        if worker.ready_since:
            idle = idle_worker(worker, worker.ready_since)
            _put(store, *(ReadyRow(sid("WQ", 1), line, idle) for line in idle.lines))
        store.copy_rows(rows, sid("WK", 1), sid("WK", number))


def _put(store: MeteredStore, *items: Any) -> None:
    """Without its price: nobody asked for it."""
    change = Change()
    for item in items:
        change.put(item)
    MemoryStore.commit(store, change)
