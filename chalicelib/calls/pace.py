"""How fast each queue moves: who is at work in it, and how long a contact takes them.

Read at most once a minute by each process, however many callers wait, from what is written anyway: the
agents' rows, and the contacts of the last hour that are over.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta

from chalicelib import contacts, routing
from chalicelib.calls.estimate import USUAL_HANDLING_SECONDS, expected_wait_seconds, smoothed_handling
from chalicelib.routing import WorkerState
from chalicelib.values import dataclass

_KNOWN_FOR = timedelta(minutes=1)
_LOOKS_BACK = timedelta(hours=1)
_AT_WORK = frozenset({WorkerState.READY, WorkerState.RINGING, WorkerState.ON_CONTACT, WorkerState.WRAP_UP})


@dataclass(frozen=True)
class Pace:
    """By queue: the agents at work, and the smoothed handling time in seconds."""

    read_at: datetime
    agents: Mapping[str, int]
    handling_seconds: Mapping[str, float]


_known: Pace | None = None


def expected_wait(queue: str, position: int, now: datetime) -> float:
    """The seconds that the caller at this position of the queue will probably wait."""
    pace = _pace(now)
    handling = pace.handling_seconds.get(queue, USUAL_HANDLING_SECONDS)
    return expected_wait_seconds(position, pace.agents.get(queue, 0), handling)


def agents_at_work(queue: str, now: datetime) -> int:
    """How many agents of the queue are ready for contacts or have one."""
    return _pace(now).agents.get(queue, 0)


def forget_pace() -> None:
    """Read it again next time."""
    global _known
    _known = None


def _pace(now: datetime) -> Pace:
    global _known
    if _known is None or not timedelta() <= now - _known.read_at < _KNOWN_FOR:
        _known = Pace(now, _agents(), _handling(now))
    return _known


def _agents() -> Mapping[str, int]:
    return Counter(
        queue for worker in routing.workers() if worker.state in _AT_WORK for queue in worker.queues
    )


def _handling(now: datetime) -> Mapping[str, float]:
    seconds: defaultdict[str, list[float]] = defaultdict(list)
    for one in contacts.handled(now - _LOOKS_BACK, now):
        seconds[one.queue].append(one.seconds)
    return {queue: smoothed_handling(taken) for queue, taken in seconds.items()}
