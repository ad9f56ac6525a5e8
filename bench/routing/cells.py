"""What one assigned task costs at one size."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bench.routing.center import create
from chalicelib import routing

TASKS = 6
PHASES = ("enqueue", "accept", "complete")
# How many wait, and beside how many agents: the columns of the grid.
Column = tuple[int, tuple[int, ...]]
# What runs a command of a phase and counts it.
Phase = Callable[..., Any]


@dataclass(frozen=True)
class Cell:
    """Requests by phase and capacity units of a task. `log_units` are writes of the log, where reservations
    keep their state; `write_units` all others. `read_units` are by DynamoDB's rules, None where only the
    embedded API was asked: to it whatever is read at once is one unit, `flat_units`."""

    workers: int
    waiting: int
    requests: dict[str, float] = field(default_factory=dict)
    write_units: float = 0.0
    log_units: float = 0.0
    flat_units: float = 0.0
    read_units: float | None = None
    has_scanned: bool = False

    @property
    def total(self) -> float:
        """Requests from enqueue to complete."""
        return sum(self.requests.values())

    def counts(self) -> tuple[Any, ...]:
        """What both ways to count must agree upon."""
        return (self.requests, self.write_units, self.log_units, self.flat_units)


def follow(number: int, held: str, now: datetime, is_waiting: bool, phase: Phase) -> str:
    """One task from enqueue to complete; the reservation that is finished next. Where tasks wait, one before
    it is assigned as `held` is finished."""
    outcome = phase("enqueue", create, number, now)
    if is_waiting:
        outcome = phase("complete", routing.finish, held, now)
    held = outcome.assignments[0].reservation_sid
    phase("accept", routing.accept, held, now)
    if not is_waiting:
        phase("complete", routing.finish, held, now)
    return str(held)


def line(cell: Cell) -> str:
    """One cell to read."""
    phases = " + ".join(f"{count:g} {name}" for name, count in cell.requests.items())
    read = cell.flat_units if cell.read_units is None else cell.read_units
    units = f"{read:.1f} read and {cell.write_units:.1f} write units, log {cell.log_units:.1f}"
    return (
        f"{cell.workers:6} workers, {cell.waiting:6} waiting: {cell.total:5.2f} requests ({phases}), {units}"
    )
