"""What one assigned task costs in DynamoDB, however many work and wait; and eight routers at once.

    python -m bench.routing [--full] [--json]

A task is followed from enqueue to complete through the engine's own commands: with agents ready, and with
tasks in line before it, whose agents are busy. `--full` measures the whole grid of 10 to 10,000 agents and 0
to 100,000 waiting tasks, otherwise a few cells with its smallest and its largest. What the embedded DynamoDB
API cannot bear is counted on the in-memory store (bench.routing_large). Then eight processes create a burst
of 1,000 tasks for 500 ready agents at the same time, and accept and finish what they were given; nothing may
be assigned twice or lost.
"""

import argparse
import multiprocessing
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bench.cloud import cloud, create_resources
from bench.counting import Ledger, counted
from bench.crowd import copies, rows_of, sid, write
from bench.measuring import last_line

TASKS = 6
CHECKED = 1000
ROUTERS = 8
BURST, READY = 1000, 500
# How many wait, and beside how many agents: the columns of the grid.
Column = tuple[int, tuple[int, ...]]
AGENTS = (10, 100, 1000, 10_000)
SMALL: tuple[Column, ...] = ((0, (10, 1000)), (1000, (1000,)))
SMALL_FULL: tuple[Column, ...] = ((0, AGENTS), (1000, AGENTS))
LARGE: tuple[Column, ...] = ((0, (10_000,)), (100_000, (10_000,)))
LARGE_FULL: tuple[Column, ...] = ((100_000, AGENTS),)
QUEUE = "consult"
# The log of events and the contacts that it brings up to date are storage of events.
LOG = ("-events", "-contacts")
Given = tuple[str, str, str]


@dataclass(frozen=True)
class Cell:
    """What one assigned task cost at one size: requests by phase, and capacity units."""

    workers: int
    waiting: int
    requests: dict[str, float]
    read_units: float | None = None
    write_units: float | None = None
    log_units: float | None = None
    has_scanned: bool = False

    @property
    def total(self) -> float:
        return sum(self.requests.values())


class Bench:
    """One queue on an empty DynamoDB, on one clock."""

    def __init__(self, url: str) -> None:
        from chalicelib.aws.tables import table_name

        import_records()
        create_resources()
        self.url = url
        self.table = table_name("routing")
        self.now = datetime.now(UTC)
        self.tasks = 0

    def empty(self) -> None:
        """Remove every item, and define the queue and its first worker, who is ready."""
        from chalicelib import routing
        from chalicelib.routing.catalogue import forget_catalogue

        request = urllib.request.Request(f"{self.url}/_trunkline/empty", method="POST")
        urllib.request.urlopen(request).read()
        forget_catalogue()
        self.now, self.tasks, self.workers = datetime.now(UTC), 0, 1
        self.like_first: list[dict[str, Any]] = []
        queue = routing.TaskQueue(sid("WQ", 1), QUEUE, {"zh": QUEUE, "en": QUEUE}, target_workers="1==1")
        routing.define_queue(queue, self.now)
        attributes = {"name": "Agent", "skills": [QUEUE], "contact_uri": "client:agent"}
        routing.define_worker(sid("WK", 1), agent(1), attributes, self.now)
        routing.set_activity(sid("WK", 1), "ready", None, self.now)

    def hire(self, count: int) -> None:
        """As many more workers like the first, as the first is now, for `count` in all."""
        if not self.like_first:
            found = rows_of(self.table, sid("WK", 1))
            of_a_task = ("reservation#", "task#")
            self.like_first = [row for row in found if not row["pk"]["S"].startswith(of_a_task)]
        write(
            self.table,
            (
                row
                for number in range(self.workers + 1, count + 1)
                for row in copies(
                    self.like_first, [(sid("WK", 1), sid("WK", number)), (agent(1), agent(number))]
                )
            ),
        )
        self.workers = count

    def line_up(self, count: int) -> None:
        """`count` tasks in line: the first by the engine, the others like it."""
        self.create()
        first = self.tasks
        rows = rows_of(self.table, sid("WT", first))
        self.tasks += count - 1
        write(
            self.table,
            (
                row
                for number in range(first + 1, first + count)
                for row in copies(
                    rows, [(sid("WT", first), sid("WT", number)), (sid("CT", first), sid("CT", number))]
                )
            ),
        )

    def create(self) -> Any:
        """One more task; the outcome."""
        self.tasks += 1
        return create(self.tasks, self.now)

    def column(self, waiting: int, sizes: Iterable[int]) -> Iterator[Cell]:
        """The cells beside so many waiting tasks. Nobody is ready where somebody waits."""
        from chalicelib import routing

        self.empty()
        held = ""
        if waiting:
            held = self.create().assignments[0].reservation_sid
            routing.accept(held, self.now)
            self.hire(min(sizes))
            self.line_up(waiting)
        for workers in sizes:
            self.hire(workers)
            cell, held = self.cell(workers, waiting, held)
            yield cell

    def cell(self, workers: int, waiting: int, held: str) -> tuple[Cell, str]:
        """Follow a few tasks at this size; `held` is the reservation that is finished next."""
        from chalicelib import routing
        from chalicelib.routing.catalogue import forget_catalogue

        ledgers: dict[str, list[Ledger]] = {"enqueue": [], "accept": [], "complete": []}

        def phase(name: str, command: Callable[..., Any], *given: Any) -> Any:
            # Definitions are read once in five seconds by each process, not for each task.
            forget_catalogue()
            routing.queues()
            with counted() as ledger:
                done = command(*given)
            ledgers[name].append(ledger)
            return done

        for _ in range(TASKS):
            outcome = phase("enqueue", self.create)
            if waiting:
                outcome = phase("complete", routing.finish, held, self.now)
            held = outcome.assignments[0].reservation_sid
            phase("accept", routing.accept, held, self.now)
            if not waiting:
                phase("complete", routing.finish, held, self.now)
        return summed(workers, waiting, ledgers), held


def summed(workers: int, waiting: int, ledgers: dict[str, list[Ledger]]) -> Cell:
    """The mean of one task."""
    every = [ledger for found in ledgers.values() for ledger in found]
    log = sum(units for each in every for name, units in each.write_units.items() if name.endswith(LOG))
    written = sum(sum(each.write_units.values()) for each in every)
    return Cell(
        workers=workers,
        waiting=waiting,
        requests={name: sum(len(one.made) for one in found) / TASKS for name, found in ledgers.items()},
        read_units=sum(sum(each.read_units.values()) for each in every) / TASKS,
        write_units=(written - log) / TASKS,
        log_units=log / TASKS,
        has_scanned=any("Scan" in each.made for each in every),
    )


def import_records() -> None:
    """The tables that routing writes to."""
    import chalicelib.aws.records
    import chalicelib.contacts.records
    import chalicelib.routing.records  # noqa: F401


def agent(number: int) -> str:
    """The name of the nth worker; no name is the beginning of another's."""
    return f"agent-{number:06d}"


def create(number: int, now: datetime) -> Any:
    """Put one task into line."""
    from chalicelib import routing

    return routing.create_task(
        sid("WT", number), contact_id=sid("CT", number), queue=QUEUE, attributes={}, now=now
    )


def given(outcome: Any) -> list[Given]:
    """The assignments in an outcome: task, worker, reservation."""
    return [(made.task_sid, made.worker_sid, made.reservation_sid) for made in outcome.assignments]


def enter(share: tuple[list[int], datetime]) -> list[Given]:
    """A router's share of the burst."""
    numbers, now = share
    return [made for number in numbers for made in given(create(number, now))]


def serve(share: tuple[list[str], datetime]) -> list[Given]:
    """A router's share of the answered offers: accept, finish, and what came of it."""
    from chalicelib import routing

    reservations, now = share
    made: list[Given] = []
    for key in reservations:
        routing.accept(key, now)
        made += given(routing.finish(key, now))
    return made


def match_again(now: datetime) -> tuple[list[Given], int]:
    """Fire what routers that lost their races left behind; what came of it, and how many there were."""
    from chalicelib import routing
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


def line(cell: Cell) -> str:
    """One cell to read."""
    phases = " + ".join(f"{count:g} {name}" for name, count in cell.requests.items())
    units = "in memory"
    if cell.read_units is not None:
        units = f"{cell.read_units:.1f} read and {cell.write_units:.1f} write units, log {cell.log_units:.1f}"
    return (
        f"{cell.workers:6} workers, {cell.waiting:6} waiting: {cell.total:5.2f} requests ({phases}), {units}"
    )


def large_cells(columns: Iterable[Column]) -> Iterator[Cell]:
    """Cells counted on the in-memory store."""
    from bench import routing_large

    for waiting, sizes in columns:
        for workers, requests in routing_large.column(waiting, sizes, TASKS):
            yield Cell(workers, waiting, requests)


def require_same(cell: Cell) -> None:
    """Stop unless the in-memory store counts as DynamoDB does."""
    (other,) = large_cells([(cell.waiting, (cell.workers,))])
    if other.requests != cell.requests:
        raise SystemExit(f"the stores count differently: {cell.requests} and {other.requests}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="bench.routing")
    parser.add_argument("--full", action="store_true", help="every cell of the grid")
    parser.add_argument("--json", action="store_true", help="print the last line only")
    arguments = parser.parse_args()

    def keep(cell: Cell) -> None:
        cells.append(cell)
        if not arguments.json:
            print(line(cell), flush=True)

    cells: list[Cell] = []
    began = time.monotonic()
    with cloud() as url:
        bench = Bench(url)
        for waiting, sizes in SMALL_FULL if arguments.full else SMALL:
            for cell in bench.column(waiting, sizes):
                keep(cell)
                if cell.workers <= CHECKED:
                    require_same(cell)
        for cell in large_cells(LARGE_FULL if arguments.full else LARGE):
            keep(cell)
        found = burst(bench)
    if any(cell.has_scanned for cell in cells):
        raise SystemExit("a command scanned a table")
    if not arguments.json:
        print(f"{ROUTERS} routers: {BURST} tasks to {READY} agents, {found['timers']} match timers fired")
    found.pop("timers")
    smallest, largest = cells[0], cells[-1]
    last_line(
        "routing",
        requests_per_assignment_smallest=smallest.total,
        requests_per_assignment_largest=largest.total,
        growth=largest.total / smallest.total,
        **found,
        write_units=smallest.write_units,
        cells=len(cells),
        seconds=time.monotonic() - began,
    )


if __name__ == "__main__":
    main()
