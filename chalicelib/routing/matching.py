"""Who gets what: pure rules over the tasks that wait and the workers that are ready."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import field
from datetime import date, datetime
from typing import Any

from chalicelib.routing import ranking
from chalicelib.routing.channels import ALIASES, LINES, line_of
from chalicelib.routing.expression import Reference, matches, resolve
from chalicelib.routing.model import VOICE, ActivityName, TaskQueue, activity_sid
from chalicelib.routing.policy import TaskOrder
from chalicelib.routing.precedence import place
from chalicelib.routing.workflow import Order
from chalicelib.values import dataclass


@dataclass(frozen=True)
class Idle:
    """A worker that can be offered a task at once. `ready_since` is when it became idle.

    `offered_at`: when it was last offered something. `served`: how many contacts it took on the day
    `served_on`. `ranks`: by queue, what its ready rows are sorted by, where that is not idle time alone.
    `lines`: the channels in whose lines it stands. `takes_several`: it may have more contacts than this one.
    `capacity`: how many it takes at once, and `assigned`: how many it has, both by channel.
    """

    worker_sid: str
    friendly_name: str
    attributes: Mapping[str, Any]
    ready_since: datetime
    queue_sids: Collection[str]
    profile_version: int = 0
    offered_at: datetime | None = None
    served: int = 0
    served_on: str | None = None
    ranks: Mapping[str, str] = field(default_factory=dict)
    lines: tuple[str, ...] = (VOICE,)
    takes_several: bool = False
    capacity: Mapping[str, int] = field(default_factory=dict)
    assigned: Mapping[str, int] = field(default_factory=dict)

    def place_in(self, queue_sid: str) -> tuple[str, datetime, str]:
        """Sorts the ready of a queue: by the kept part of its strategy, then who is idle longest."""
        return (self.ranks.get(queue_sid, ""), self.ready_since, self.worker_sid)


@dataclass(frozen=True)
class Waiting:
    """A task in a queue, with its present step's conditions. `passed_over`: who let an offer of it end.
    `due_at`: when its step, or its whole time, is over.

    `precedence` and `ordered_at` place it among those of its priority, `order` says how its queue is served.
    `seats`: how many workers may be reserved for it at once; `reserved`: those that are, by reservation,
    where it has several seats. It stays in line while one is free. `ring_seconds`: as its workflow says.
    """

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
    due_at: datetime | None = None
    precedence: int = 0
    ordered_at: datetime | None = None
    order: TaskOrder = TaskOrder.FIFO
    seats: int = 1
    reserved: Mapping[str, str] = field(default_factory=dict)
    ring_seconds: int | None = None

    @property
    def place(self) -> tuple[int, int, int, int, str]:
        """Sorts a queue: higher priority, then precedence, then who came first; the newest when LIFO."""
        at = self.ordered_at or self.enqueued_at
        return place(self.order, self.priority, self.precedence, at, self.task_sid)


_CHANNEL = "channel"
# Whoever is matched is ready, which TaskRouter calls so.
_READY = {"activity_sid": activity_sid(ActivityName.READY), "activity_name": "Available"}
Queues = Mapping[str, TaskQueue]
NO_RULES: Queues = {}


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
    if line_of(task.channel) not in worker.lines:
        return False
    if worker.worker_sid in task.reserved.values():
        return False
    if task.reserved and worker.worker_sid in task.passed_over:
        return False  # Others are being asked; this one has answered.
    if task.expression is None:
        return True
    about = _worker_context(worker, _CHANNEL in task.expression)
    return matches(task.expression, {**task.attributes, **about, "task": task.attributes, "worker": about})


def choose(
    task: Waiting, workers: Iterable[Idle], queues: Queues = NO_RULES, today: date = date.min
) -> Idle | None:
    """The worker to offer the task to: as `order_by` says, then as its queue does, then the longest idle.

    One who let an offer of this task end is asked again only when nobody else can be.
    """
    able = [worker for worker in workers if is_eligible(task, worker)]
    queue = queues.get(task.queue_sid)
    return min(able, key=lambda worker: _rank(task, worker, queue, today), default=None)


def pairs(
    tasks: Iterable[Waiting],
    workers: Iterable[Idle],
    queues: Queues = NO_RULES,
    today: date = date.min,
    is_lifo_first: bool = False,
) -> list[Pair]:
    """Every match there is, each worker used once: the most urgent and oldest task first. Those of FIFO
    queues come before those of LIFO queues, unless `is_lifo_first`.

    Workers whose attribute `queue_order` lists queues (by sid or name) take those in this order first.
    `today` is the center's day, which counts of the day are of.
    """
    free = {worker.worker_sid: worker for worker in workers}
    turn = _turns(free.values(), queues)
    found = []

    def when(task: Waiting) -> tuple[int, int, tuple[int, int, int, int, str]]:
        is_later = (task.order is TaskOrder.LIFO) != is_lifo_first
        return (turn.get(task.queue_sid, 0), int(is_later), task.place)

    for task in sorted(tasks, key=when):
        if not free:
            break
        worker = choose(task, free.values(), queues, today)
        if worker:
            del free[worker.worker_sid]
            found.append(Pair(task, worker))
    return found


def is_ranked_by_all(task: Waiting, queues: Queues, is_named_known: bool = False) -> bool:
    """Whether the best worker for the task may stand anywhere in the line, not only at its head.

    `is_named_known`: the worker whom it names (`names_one`) has been looked at apart from the line.
    """
    queue = queues.get(task.queue_sid)
    if task.known_worker:
        return not is_named_known
    if task.order_by:
        return True
    attributes = task.attributes
    if is_named_known:
        attributes = {name: value for name, value in attributes.items() if name != ranking.REQUESTED_AGENT}
    return queue is not None and ranking.needs_all(queue, attributes)


def names_one(task: Waiting) -> str | None:
    """The sid or name of the one worker who comes before all others for the task, if ready: the only one who
    may have it by its workflow, or the one whom its flow asks for."""
    if task.known_worker:
        return task.known_worker.partition(":")[2]
    asked = task.attributes.get(ranking.REQUESTED_AGENT)
    is_alone = not task.order_by and not task.attributes.get(ranking.REQUESTED_GROUP)
    return str(asked) if asked and is_alone else None


def _turns(workers: Iterable[Idle], queues: Queues) -> dict[str, int]:
    """By queue, how early any of the workers wants to serve it; empty when none of them minds."""
    turns: dict[str, int] = {}
    for worker in workers:
        wanted = worker.attributes.get("queue_order")
        if not isinstance(wanted, list):
            continue
        for sid in worker.queue_sids:
            queue = queues.get(sid)
            names = (sid, queue.friendly_name if queue else sid)
            turn = next((place for place, name in enumerate(wanted) if name in names), len(wanted))
            turns[sid] = min(turn, turns.get(sid, turn))
    return turns


def _rank(task: Waiting, worker: Idle, queue: TaskQueue | None, today: date) -> tuple[Any, ...]:
    ranked = ranking.rank(queue, task.attributes, worker, today) if queue else ()
    is_second_choice = worker.worker_sid in task.passed_over
    ordered = _order_key(task.order_by, worker)
    return (is_second_choice, ordered, ranked, worker.ready_since, worker.worker_sid)


def _order_key(clauses: Sequence[Order], worker: Idle) -> tuple[tuple[bool, float], ...]:
    key = []
    for clause in clauses:
        value = resolve(Reference(clause.path), _worker_context(worker, clause.path[0] == _CHANNEL))
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


def _worker_context(worker: Idle, has_channels: bool = False) -> dict[str, Any]:
    """The worker as expressions see it. Its channels are laid out only for those that ask; an attribute that
    has their name comes first."""
    own = {"sid": worker.worker_sid, "friendly_name": worker.friendly_name, **_READY}
    channels = {_CHANNEL: _channels(worker)} if has_channels else {}
    return {**channels, **worker.attributes, **own}


def _channels(worker: Idle) -> dict[str, dict[str, int]]:
    """`worker.channel.chat.assigned_tasks`, as saved configurations ask; by TaskRouter's own names too."""
    found = {}
    for line in {*LINES, *worker.capacity, *worker.lines}:
        most = worker.capacity.get(line, 1 if line in worker.lines else 0)
        has = worker.assigned.get(line, 0)
        free = round(100 * max(most - has, 0) / most) if most else 0
        found[line] = {
            "assigned_tasks": has,
            "configured_capacity": most,
            "available_capacity_percentage": free,
        }
    return found | {name: found[line] for name, line in ALIASES.items()}
