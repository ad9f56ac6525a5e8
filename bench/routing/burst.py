"""Eight routers in eight processes create a burst of tasks at once, and accept and finish what they get."""

import multiprocessing
import time
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from bench.routing.center import create
from bench.routing.on_dynamo import Bench
from chalicelib import routing

ROUTERS = 8
BURST, READY = 1000, 500
Given = tuple[str, str, str]


def burst(bench: Bench) -> dict[str, Any]:
    """Eight routers in eight processes; doubles, losses and speed."""
    bench.empty()
    bench.hire(READY)
    made: list[Given] = []
    timers = 0
    with multiprocessing.get_context("spawn").Pool(ROUTERS) as pool:
        pool.map(enter, shares([], bench.now), chunksize=1)  # Everybody is there and has imported.
        seconds = 0.0
        held: list[Given] = []
        work: list[tuple[Callable[[Any], list[Given]], Callable[[], Iterable[Any]]]] = [
            (enter, lambda: range(1, BURST + 1)),
            (serve, lambda: [reservation for _, _, reservation in held]),
        ]
        for job, on_what in work:
            began = time.monotonic()
            results = pool.map(job, shares(list(on_what()), bench.now), chunksize=1)
            more, fired = match_again(bench.now)
            seconds += time.monotonic() - began
            held = [each for result in results for each in result] + more
            made += held
            timers += fired
    return judged(made) | {"assignments_per_second": len(made) / seconds, "timers": timers}


def judged(made: list[Given]) -> dict[str, Any]:
    """Doubles: tasks given twice, or agents given two at once (each has two turns here). Lost: tasks of the
    burst that nobody was given although everybody could take two."""
    tasks = Counter(task for task, _, _ in made)
    workers = Counter(worker for _, worker, _ in made)
    doubles = sum(n - 1 for n in tasks.values()) + sum(max(0, n - BURST // READY) for n in workers.values())
    return {"doubles": doubles, "lost": BURST - len(tasks)}


def given(outcome: Any) -> list[Given]:
    """The assignments in an outcome: task, worker, reservation."""
    return [(made.task_sid, made.worker_sid, made.reservation_sid) for made in outcome.assignments]


def enter(share: tuple[list[int], datetime]) -> list[Given]:
    """A router's share of the burst."""
    numbers, now = share
    return [made for number in numbers for made in given(create(number, now))]


def serve(share: tuple[list[str], datetime]) -> list[Given]:
    """A router's share of the answered offers: accept, finish, and what came of it."""

    reservations, now = share
    made: list[Given] = []
    for key in reservations:
        routing.accept(key, now)
        made += given(routing.finish(key, now))
    return made


def match_again(now: datetime) -> tuple[list[Given], int]:
    """Fire what routers that lost their races left behind; what came of it, and how many there were."""
    from chalicelib.aws.records import TimerRecord
    from chalicelib.aws.timers import Timer

    rows = [row for row in TimerRecord.scan() if row.kind == "routing.match"]
    made: list[Given] = []
    for row in rows:
        made += given(routing.fire(Timer(row.kind, row.key, row.due_at), now))
        row.delete()
    return made, len(rows)


def shares(all_of: list[Any], now: datetime) -> list[tuple[list[Any], datetime]]:
    """Dealt out to the routers."""
    return [(all_of[number::ROUTERS], now) for number in range(ROUTERS)]
