"""Routing's state as the commands see it: reads, and one change that is committed whole or not at all.

Where it is kept is the store's affair: DynamoDB, or this process's memory for long simulations.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Protocol, TypeVar

from chalicelib.aws.timers import Timer
from chalicelib.problems import NotFound
from chalicelib.routing.change import Change, Changes, Expected
from chalicelib.routing.items import OfferItem, Progress, ReservationItem, TaskItem, WorkerItem
from chalicelib.routing.matching import Idle, Waiting
from chalicelib.routing.model import VOICE
from chalicelib.values import dataclass

# A query is paid by each 4 KB that it reads, some eight rows; the first of a line nearly always match.
PAGE = 16
R = TypeVar("R")


class Store(Protocol):
    """What a store can do. Reads are consistent unless said otherwise."""

    def commit(self, change: Change) -> None:
        """Carry out a change, all or nothing; TransactionLost when an expectation fails."""

    def arm(self, timer: Timer) -> None:
        """Arm a timer where no write must go with it."""

    def write_worker(self, sid: str, changes: Changes, expected: Expected) -> WorkerItem | None:
        """Change a worker's item alone, and answer what it is now; None when it is not as expected."""

    def find_worker(self, sid: str) -> WorkerItem | None:
        """The worker as it is now."""

    def find_task(self, sid: str) -> TaskItem | None:
        """The task as it is now."""

    def find_offer(self, sid: str) -> OfferItem | None:
        """What was offered."""

    def progress(self, keys: Collection[tuple[str, str]]) -> Mapping[str, Progress]:
        """How far reservations have come, by sid, those that are there. A key is the contact and the sid."""

    def reservations_of(self, worker_sid: str, limit: int) -> Sequence[ReservationItem]:
        """A worker's reservations, latest first; may lag a moment."""

    def workers(self) -> Sequence[WorkerItem]:
        """Every worker, by name."""

    def sid_of_name(self, friendly_name: str) -> str | None:
        """The worker that has this name, in any case."""

    def line(
        self, queue_sid: str, channel: str, *, has_ready: bool, limit: int | None
    ) -> tuple[Sequence[Idle], Sequence[Waiting]]:
        """The first rows of a line, the ready ones first or left out: `limit` together, or all."""

    def count_waiting(self, queue_sid: str, channel: str, before: Waiting | None) -> int:
        """How many wait, or how many of them before that task."""

    def members(self, queue_sid: str) -> Mapping[str, str]:
        """The activity of each worker that serves the queue, by worker sid."""

    def definitions(self) -> Sequence[tuple[str, Mapping[str, Any]]]:
        """The bodies of all definitions, with their names such as `queue#WQ…`."""

    def define(self, name: str, body: Mapping[str, Any]) -> None:
        """Keep a definition."""

    def undefine(self, name: str) -> None:
        """Forget a definition, there or not."""


_current: list[Store] = []


def store() -> Store:
    """Where the state is kept: on DynamoDB, unless `using` says otherwise."""
    if not _current:
        from chalicelib.routing.store import DynamoStore

        _current.append(DynamoStore())
    return _current[-1]


@contextmanager
def using(other: Store) -> Iterator[None]:
    """Keep the state elsewhere for a while, in all threads of this process."""
    store()
    _current.append(other)
    try:
        yield
    finally:
        _current.pop()


@contextmanager
def change() -> Iterator[Change]:
    """Everything collected inside is committed at the end; TransactionLost when it is not as expected."""
    collected = Change()
    yield collected
    store().commit(collected)


# --- single items ------------------------------------------------------------------------------------


def arm(timer: Timer) -> None:
    """Arm a timer where no write must go with it."""
    store().arm(timer)


def find_worker(sid: str) -> WorkerItem | None:
    """The worker as it is now."""
    return store().find_worker(sid)


def get_worker(sid: str) -> WorkerItem:
    """The worker as it is now; NotFound when there is none."""
    return _there(store().find_worker(sid), "worker", sid)


def write_worker(sid: str, changes: Changes, expected: Expected) -> WorkerItem | None:
    """Change a worker's item alone; None, and nothing written, when it is not as expected."""
    return store().write_worker(sid, changes, expected)


def find_task(sid: str) -> TaskItem | None:
    """The task as it is now."""
    return store().find_task(sid)


def get_task(sid: str) -> TaskItem:
    """The task as it is now; NotFound when there is none."""
    return _there(store().find_task(sid), "task", sid)


def get_offer(sid: str) -> OfferItem:
    """What was offered; NotFound when there is no such reservation. How far it has come, it does not say."""
    return _there(store().find_offer(sid), "reservation", sid)


def get_progress(contact_id: str, sid: str) -> Progress:
    """How far the reservation of a contact has come; NotFound when there is none."""
    return _there(progress([(contact_id, sid)]).get(sid), "reservation", sid)


def progress(keys: Collection[tuple[str, str]]) -> Mapping[str, Progress]:
    """How far reservations have come, by sid, those that are there. A key is the contact and the sid."""
    return store().progress(keys) if keys else {}


def get_reservation(sid: str) -> ReservationItem:
    """The reservation as it is now; NotFound when there is none."""
    return as_it_is(get_offer(sid))


def as_it_is(offer: OfferItem) -> ReservationItem:
    """The offer with how far it has come by now."""
    return offer.after(get_progress(offer.contact_id, offer.reservation_sid))


def reservations_of(worker_sid: str, limit: int = 50) -> Sequence[ReservationItem]:
    """A worker's reservations, latest first; may lag a moment."""
    return store().reservations_of(worker_sid, limit)


def all_workers() -> Sequence[WorkerItem]:
    """Every worker, by name."""
    return store().workers()


def sid_of_name(friendly_name: str) -> str | None:
    """The worker that has this name, in any case."""
    return store().sid_of_name(friendly_name)


# --- lines: who is ready and what waits --------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One queue's ready workers and waiting tasks; the first of each unless `is_whole`."""

    ready: Sequence[Idle]
    waiting: Sequence[Waiting]
    is_whole: bool


def read_line(queue_sid: str, channel: str = VOICE, *, whole: bool = False) -> Line:
    """A queue's line, read consistently: its first page, and with very many ready that of the waiting too."""
    line = read_ready(queue_sid, channel, whole=whole)
    if line.is_whole or line.waiting:
        return line
    return Line(line.ready, read_waiting(queue_sid, channel).waiting, is_whole=False)


def read_ready(queue_sid: str, channel: str = VOICE, *, whole: bool = False) -> Line:
    """The first page of a line, in one request: the longest idle, and after them who waits."""
    return _page(queue_sid, channel, has_ready=True, whole=whole)


def read_waiting(queue_sid: str, channel: str = VOICE, *, whole: bool = False) -> Line:
    """Who waits, the first of them, in one request."""
    return _page(queue_sid, channel, has_ready=False, whole=whole)


def count_waiting(queue_sid: str, channel: str = VOICE, before: Waiting | None = None) -> int:
    """How many wait, or how many wait before that task."""
    return store().count_waiting(queue_sid, channel, before)


def members(queue_sid: str) -> Mapping[str, str]:
    """The activity of each worker that serves the queue, by worker sid."""
    return store().members(queue_sid)


def _page(queue_sid: str, channel: str, *, has_ready: bool, whole: bool) -> Line:
    limit = None if whole else PAGE
    ready, waiting = store().line(queue_sid, channel, has_ready=has_ready, limit=limit)
    return Line(ready, waiting, whole or len(ready) + len(waiting) < PAGE)


def _there(found: R | None, what: str, sid: str) -> R:
    if found is None:
        raise NotFound(f"There is no {what} {sid}.")
    return found
