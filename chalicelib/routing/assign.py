"""Bringing waiting tasks and ready workers together.

Every command writes its own side first (the task in line, the worker in line) and reads the other side
after that, consistently. Whichever of two racing commands writes later sees the other, so no match is missed.
Two that see the same match race for it in a transaction; the loser looks again.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from itertools import product

from chalicelib.problems import TransactionLost
from chalicelib.routing import clocks, writes
from chalicelib.routing.absence import retire_if_absent
from chalicelib.routing.catalogue import catalogue, queue_named
from chalicelib.routing.change import Change
from chalicelib.routing.channels import line_of
from chalicelib.routing.holdings import lines_now
from chalicelib.routing.items import OfferItem
from chalicelib.routing.matching import Idle, Pair, Waiting, is_ranked_by_all, names_one, pairs
from chalicelib.routing.model import VOICE, Assignment, Outcome
from chalicelib.routing.named import find_named, is_known, with_named
from chalicelib.routing.state import Line, arm, change, find_worker, read_line, read_ready, read_waiting
from chalicelib.values import dataclass, replace

ROUNDS = 8
# Of so many waiting tasks the named agents are read one by one; of more the whole line tells.
MOST_NAMED = 8


@dataclass(frozen=True)
class View:
    """The lines of some queues as one."""

    ready: tuple[Idle, ...]
    waiting: tuple[Waiting, ...]
    is_whole: bool

    def pairs(self, now: datetime) -> list[Pair]:
        """The matches in view."""
        known = catalogue()
        return pairs(self.waiting, self.ready, known.by_sid, clocks.day_of(now), known.is_lifo_first)

    @property
    def is_telling(self) -> bool:
        """Whether no match in view means no match at all."""
        return self.is_whole or not self.ready or not self.waiting


def match(
    queue_sids: Iterable[str],
    now: datetime,
    *,
    task_sid: str | None = None,
    worker_sid: str | None = None,
    lines: Collection[str] = (VOICE,),
) -> Outcome:
    """Offer what can be offered in these queues, for a task or a worker that came into line, or for all.

    `lines`: the channels whose lines are meant, together: those that the worker stands in, or the task's.

    Returns when that task or worker has its offer, or when there is no match left. After too many lost
    races a timer goes on, so that nothing waits on luck.
    """
    queue_sids = tuple(queue_sids)
    outcome = Outcome()
    if worker_sid and not any(read_waiting(*one).waiting for one in product(queue_sids, lines)):
        return outcome
    rounds = ROUNDS
    while rounds:
        found = view(queue_sids, now, lines).pairs(now)
        if not found:
            return outcome
        own = [
            pair for pair in found if task_sid == pair.task.task_sid or worker_sid == pair.worker.worker_sid
        ]
        results = [_try(pair, now) for pair in own or found]
        outcome = sum((result.outcome for result in results), outcome)
        if own and all(result.is_made for result in results):
            if all(pair.task.seats == 1 and not _has_room(pair.worker, worker_sid) for pair in own):
                return outcome
            continue  # A seat may be left, and somebody for it, or the worker may take one more.
        rounds -= 1
    for queue_sid, line in product(queue_sids, lines):
        due = now + timedelta(seconds=clocks.RETRY_SECONDS)
        arm(clocks.match_timer(queue_sid, line, due))
    return outcome


def view(queue_sids: Iterable[str], now: datetime, lines: Collection[str] = (VOICE,)) -> View:
    """The lines of the queues, as much of them as is needed to know every match."""
    places = tuple(product(queue_sids, lines))
    seen = _merged(read_line(*place) for place in places)
    if seen.is_telling:
        return seen
    named = {task.task_sid: find_named(task) for task in tuple(filter(names_one, seen.waiting))[:MOST_NAMED]}
    seen = replace(seen, ready=with_named(seen.ready, named.values()))
    queues = catalogue().by_sid
    needs_all = any(
        is_ranked_by_all(task, queues, is_known(named.get(task.task_sid))) for task in seen.waiting
    )
    if needs_all or not seen.pairs(now):
        return _merged(read_line(*place, whole=True) for place in places)
    return seen


def ready_for(task: Waiting, now: datetime) -> Idle | None:
    """The ready worker that falls to a task not yet in line, after those in line have had theirs.

    With more than a page of ready workers those in line are not read: there is somebody for them too.
    """
    queues, today = catalogue().by_sid, clocks.day_of(now)
    line = read_ready(task.queue_sid, task.channel)
    ready: Iterable[Idle] = line.ready
    if not line.is_whole and line.ready:
        named = find_named(task)
        ready = with_named(line.ready, (named,))
        is_settled = bool(named and named.idle) or (task.known_worker and is_known(named))
        if not is_settled and (
            is_ranked_by_all(task, queues, is_known(named)) or not pairs([task], line.ready)
        ):
            line = read_ready(task.queue_sid, task.channel, whole=True)
            ready = line.ready
    found = pairs((*line.waiting, task), ready, queues, today)
    return next((pair.worker for pair in found if pair.is_of(task.task_sid, None)), None)


def best_for(idle: Idle) -> Waiting | None:
    """The task that a worker should get that is about to be ready; a later look reads further than this."""
    lines = _merged(read_waiting(*place) for place in product(idle.queue_sids, idle.lines))
    known = catalogue()
    found = pairs(lines.waiting, [idle], known.by_sid, is_lifo_first=known.is_lifo_first)
    return next((pair.task for pair in found), None)


def offer(task: Waiting, idle: Idle, now: datetime) -> Assignment:
    """Offer a waiting task to a ready worker; raises TransactionLost when either is no longer so."""
    with change() as c:
        made = writes.make_offer(c, task, queue_named(task.queue_sid), idle, now)
        engage(c, idle, made, now)
        writes.hand_over(c, task, made)
    return writes.assignment_of(made)


def engage(c: Change, idle: Idle, made: OfferItem, now: datetime) -> None:
    """Give a worker the offer that it stands in line for. Of one who takes several contacts, what it has is
    read first: the line must still be open to it."""
    if not idle.takes_several:
        writes.occupy(c, idle, made, now)
        return
    worker = find_worker(idle.worker_sid)
    if worker is None or (worker.ready_since, worker.profile_version) != (
        idle.ready_since,
        idle.profile_version,
    ):
        raise TransactionLost("The worker has changed.")
    if line_of(made.channel) not in lines_now(worker, now):
        raise TransactionLost("The worker has no room for this.")
    writes.add_offer(c, worker, made, now)


def _has_room(worker: Idle, sid: str | None) -> bool:
    return worker.takes_several and worker.worker_sid == sid


@dataclass(frozen=True)
class _Result:
    outcome: Outcome
    is_made: bool


def _try(pair: Pair, now: datetime) -> _Result:
    try:
        return _Result(Outcome(assignments=(offer(pair.task, pair.worker, now),)), is_made=True)
    except TransactionLost:
        retire_if_absent(pair.worker.worker_sid, now)
        return _Result(Outcome(), is_made=False)


def _merged(lines: Iterable[Line]) -> View:
    lines = tuple(lines)
    ready = {idle.worker_sid: idle for line in lines for idle in line.ready}
    waiting = {task.task_sid: task for line in lines for task in line.waiting}
    return View(tuple(ready.values()), tuple(waiting.values()), all(line.is_whole for line in lines))
