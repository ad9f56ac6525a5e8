"""Who gets what: pure rules over the tasks that wait and the workers that are ready."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from chalicelib.routing.expression import Reference, matches, resolve
from chalicelib.routing.model import VOICE
from chalicelib.routing.workflow import Order


@dataclass(frozen=True)
class Idle:
    """A worker that can be offered a task at once. `ready_since` is when it became idle."""

    worker_sid: str
    friendly_name: str
    attributes: Mapping[str, Any]
    ready_since: datetime
    queue_sids: Collection[str]
    profile_version: int = 0


@dataclass(frozen=True)
class Waiting:
    """A task in a queue, with its present step's conditions. `passed_over`: who let an offer of it end."""

    task_sid: str
    contact_id: str
    queue_sid: str
    priority: int
    enqueued_at: datetime
    attributes: Mapping[str, Any]
    expression: str | None = None
    order_by: tuple[Order, ...] = ()
    known_worker: str | None = None
    passed_over: frozenset[str] = field(default_factory=frozenset)
    attempt: int = 0
    channel: str = VOICE

    @property
    def place(self) -> tuple[int, datetime, str]:
        """Sorts a queue: higher priority first, then who came first."""
        return (-self.priority, self.enqueued_at, self.task_sid)


@dataclass(frozen=True)
class Pair:
    """A task and the worker to offer it to."""

    task: Waiting
    worker: Idle

    def is_of(self, task_sid: str | None, worker_sid: str | None) -> bool:
        """Whether it serves this task or this worker."""
        return self.task.task_sid == task_sid or self.worker.worker_sid == worker_sid


def is_eligible(task: Waiting, worker: Idle) -> bool:
    """Whether this worker may have this task at its present step."""
    if task.queue_sid not in worker.queue_sids or not _is_known(task.known_worker, worker):
        return False
    return task.expression is None or matches(
        task.expression, {"task": task.attributes, "worker": _worker_context(worker)}
    )


def choose(task: Waiting, workers: Iterable[Idle]) -> Idle | None:
    """The worker to offer the task to: as `order_by` says, else the longest idle.

    One who let an offer of this task end is asked again only when nobody else can be.
    """
    able = [worker for worker in workers if is_eligible(task, worker)]
    return min(able, key=lambda worker: _rank(task, worker), default=None)


def pairs(tasks: Iterable[Waiting], workers: Iterable[Idle]) -> list[Pair]:
    """Every match there is, the most urgent and oldest task first; each worker is used once."""
    free = {worker.worker_sid: worker for worker in workers}
    found = []
    for task in sorted(tasks, key=lambda task: task.place):
        if not free:
            break
        worker = choose(task, free.values())
        if worker:
            del free[worker.worker_sid]
            found.append(Pair(task, worker))
    return found


def _rank(task: Waiting, worker: Idle) -> tuple[Any, ...]:
    is_second_choice = worker.worker_sid in task.passed_over
    return (is_second_choice, *_order_key(task.order_by, worker), worker.ready_since, worker.worker_sid)


def _order_key(clauses: Sequence[Order], worker: Idle) -> tuple[tuple[bool, float], ...]:
    key = []
    for clause in clauses:
        value = resolve(Reference(clause.path), _worker_context(worker))
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        key.append((not is_number, (-value if clause.is_descending else value) if is_number else 0.0))
    return tuple(key)


def _is_known(known: str | None, worker: Idle) -> bool:
    if known is None:
        return True
    by, _, value = known.partition(":")
    if by == "sid":
        return worker.worker_sid == value
    return worker.friendly_name.casefold() == value.casefold()


def _worker_context(worker: Idle) -> dict[str, Any]:
    own = {"sid": worker.worker_sid, "friendly_name": worker.friendly_name, "activity_name": "ready"}
    return {**worker.attributes, **own}
