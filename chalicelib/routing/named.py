"""The agent whom a task names, read by its own row: it may stand far down a long line of the ready."""

from collections.abc import Iterable

from chalicelib.routing import writes
from chalicelib.routing.channels import line_of
from chalicelib.routing.items import WorkerItem
from chalicelib.routing.matching import Idle, Waiting, names_one
from chalicelib.routing.state import find_worker, sid_of_name
from chalicelib.values import dataclass

_SID = "WK"


@dataclass(frozen=True)
class Named:
    """The worker whom a task names; `idle` when it stands in the task's line. `is_known` is false for a name
    that only the workers' attributes may know, such as an agent's number."""

    is_known: bool
    idle: Idle | None = None


def find_named(task: Waiting) -> Named | None:
    """Whom the task names, in two reads at most; None when it names nobody."""
    reference = names_one(task)
    if reference is None:
        return None
    worker = _worker(reference)
    if worker is None:
        return Named(is_known=task.known_worker is not None)
    idle = writes.idle_worker(worker, worker.ready_since) if worker.ready_since else None
    stands = idle and task.queue_sid in idle.queue_sids and line_of(task.channel) in idle.lines
    return Named(is_known=True, idle=idle if stands else None)


def is_known(named: Named | None) -> bool:
    """Whether the worker was found, ready or not."""
    return named is not None and named.is_known


def with_named(ready: Iterable[Idle], named: Iterable[Named | None]) -> tuple[Idle, ...]:
    """The ready and those who were named, each once."""
    found = {idle.worker_sid: idle for idle in ready}
    for one in named:
        if one and one.idle:
            found.setdefault(one.idle.worker_sid, one.idle)
    return tuple(found.values())


def _worker(reference: str) -> WorkerItem | None:
    if reference.startswith(_SID):
        return find_worker(reference)
    sid = sid_of_name(reference)
    return find_worker(sid) if sid else None
