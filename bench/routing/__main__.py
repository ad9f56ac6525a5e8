"""What one assigned task costs in DynamoDB, however many work and wait; and eight routers at once.

    python -m bench.routing [--full] [--json]

A task is followed from enqueue to complete through the engine's own commands: with agents ready, and with
tasks in line before it, whose agents are busy. `--full` measures the whole grid of 10 to 10,000 agents and 0
to 100,000 waiting tasks, otherwise a few cells with its smallest and its largest. What the embedded DynamoDB
API cannot bear is counted on the in-memory store, and so are the units of reading, which that API does not
count by size. Then eight processes create a burst of 1,000 tasks for 500 ready agents at the same time, and
accept and finish what they were given; nothing may be assigned twice or lost.
"""

import argparse
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from bench.cloud import cloud
from bench.measuring import last_line
from bench.routing.cells import Cell, Column, line

if TYPE_CHECKING:
    from bench.routing.on_dynamo import Bench

AGENTS = (10, 100, 1000, 10_000)
# Counted on the DynamoDB API, and in memory too up to so many agents.
SMALL: tuple[Column, ...] = ((0, (10, 1000)), (1000, (1000,)))
SMALL_FULL: tuple[Column, ...] = ((0, AGENTS[:3]), (1000, AGENTS[:3]))
LARGE: tuple[Column, ...] = ((0, (10_000,)), (100_000, (10_000,)))
LARGE_FULL: tuple[Column, ...] = ((0, (10_000,)), (1000, (10_000,)), (100_000, AGENTS))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="bench.routing")
    parser.add_argument("--full", action="store_true", help="every cell of the grid")
    parser.add_argument("--json", action="store_true", help="print the last line only")
    arguments = parser.parse_args()
    began = time.monotonic()
    with cloud() as url:
        # What it measures reads its settings as it is imported.
        from bench.routing.burst import ROUTERS, burst
        from bench.routing.on_dynamo import Bench

        bench, cells = Bench(url), []
        for cell in measured(bench, is_full=arguments.full):
            cells.append(cell)
            if not arguments.json:
                print(line(cell), flush=True)
        found = burst(bench)
    if any(cell.has_scanned for cell in cells):
        raise SystemExit("a command scanned a table")
    timers = found.pop("timers")
    if not arguments.json:
        print(f"{ROUTERS} routers at once: {timers} match timers fired")
    tell(cells, found, time.monotonic() - began)


def measured(bench: "Bench", *, is_full: bool) -> Iterator[Cell]:
    """The grid's cells, smallest first."""
    from bench.routing import in_memory

    for waiting, sizes in SMALL_FULL if is_full else SMALL:
        for cell in bench.column(waiting, sizes):
            yield require_same(cell)
    yield from in_memory.cells(LARGE_FULL if is_full else LARGE)


def require_same(cell: Cell) -> Cell:
    """The cell with its units of reading; stops unless the in-memory store counts as the API does."""
    from bench.routing import in_memory

    (other,) = in_memory.cells([(cell.waiting, (cell.workers,))])
    if other.counts() != cell.counts():
        raise SystemExit(f"counted differently:\n  by the API  {cell}\n  in memory   {other}")
    return replace(cell, read_units=other.read_units)


def tell(cells: list[Cell], found: dict[str, float], seconds: float) -> None:
    """The last line."""
    smallest, largest = cells[0], cells[-1]
    last_line(
        "routing",
        requests_per_assignment_smallest=smallest.total,
        requests_per_assignment_largest=largest.total,
        growth=largest.total / smallest.total,
        **found,
        write_units_smallest=smallest.write_units,
        write_units_largest=largest.write_units,
        log_units_smallest=smallest.log_units,
        log_units_largest=largest.log_units,
        read_units_smallest=smallest.read_units,
        read_units_largest=largest.read_units,
        cells=len(cells),
        seconds=seconds,
    )


if __name__ == "__main__":
    main()
