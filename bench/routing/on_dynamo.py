"""Cells counted on a DynamoDB API: requests where botocore sends them, units as the API reports them."""

import urllib.request
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from bench.cloud import create_resources
from bench.counting import Ledger, counted
from bench.crowd import copies, rows_of, sid, write
from bench.routing.cells import PHASES, TASKS, Cell, follow
from bench.routing.center import agent, create, define
from chalicelib import routing
from chalicelib.routing.catalogue import forget_catalogue

LOG = "-events"


class Bench:
    """One queue on an empty DynamoDB, on one clock."""

    def __init__(self, url: str) -> None:
        from chalicelib.aws.tables import table_name

        import_records()
        create_resources()
        self.url = url
        self.table, self.log = table_name("routing"), table_name("events")
        self.now = datetime.now(UTC)
        self.tasks = 0

    def empty(self) -> None:
        """Remove every item, and define the queue and its first worker, who is ready."""
        request = urllib.request.Request(f"{self.url}/_trunkline/empty", method="POST")
        urllib.request.urlopen(request).read()
        forget_catalogue()
        self.now, self.tasks, self.workers = datetime.now(UTC), 0, 1
        self.like_first: list[dict[str, Any]] = []
        define(self.now)

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
        self.tasks += 1
        create(self.tasks, self.now)
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

    def column(self, waiting: int, sizes: Iterable[int]) -> Iterator[Cell]:
        """The cells beside so many waiting tasks. Nobody is ready where somebody waits."""
        self.empty()
        held = ""
        if waiting:
            self.tasks += 1
            held = create(self.tasks, self.now).assignments[0].reservation_sid
            routing.accept(held, self.now)
            self.hire(min(sizes))
            self.line_up(waiting)
        for workers in sizes:
            self.hire(workers)
            cell, held = self.cell(workers, waiting, held)
            yield cell

    def cell(self, workers: int, waiting: int, held: str) -> tuple[Cell, str]:
        """Follow a few tasks at this size; `held` is the reservation that is finished next."""
        ledgers: dict[str, list[Ledger]] = {name: [] for name in PHASES}

        def phase(name: str, command: Callable[..., Any], *given: Any) -> Any:
            # Definitions are read once in five seconds by each process, not for each task.
            forget_catalogue()
            routing.queues()
            with counted() as ledger:
                done = command(*given)
            ledgers[name].append(ledger)
            return done

        for _ in range(TASKS):
            self.tasks += 1
            held = follow(self.tasks, held, self.now, bool(waiting), phase)
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
        write_units=(written - log) / TASKS,
        log_units=log / TASKS,
        flat_units=sum(sum(each.read_units.values()) - each.unsaid_units for each in every) / TASKS,
        has_scanned=any("Scan" in each.made for each in every),
    )


def import_records() -> None:
    """The tables that routing writes to."""
    import chalicelib.aws.records
    import chalicelib.contacts.records
    import chalicelib.routing.records  # noqa: F401
