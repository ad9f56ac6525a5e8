"""Routing's state in this process's memory: for simulations of hundreds of thousands of contacts.

It keeps what the other store keeps and promises the same, except that nothing survives the process. Lines are
sorted lists, so finding a place takes a binary search. Timers and messages stand in one heap by their time.
"""

import heapq
import threading
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from itertools import count
from typing import Any, TypeVar

from chalicelib.aws.timers import Timer
from chalicelib.contacts import Event
from chalicelib.problems import TransactionLost
from chalicelib.routing.change import (
    Above,
    Change,
    Changes,
    Delete,
    Erase,
    Expected,
    Other,
    Present,
    Put,
    Step,
    Update,
    Write,
)
from chalicelib.routing.channels import line_of
from chalicelib.routing.items import (
    Item,
    MemberRow,
    NameRow,
    OfferItem,
    Progress,
    ReadyRow,
    ReservationItem,
    Row,
    TaskItem,
    WaitingRow,
    WorkerItem,
)
from chalicelib.routing.matching import Idle, Waiting

T = TypeVar("T")


class SortedRows(list[tuple[Any, T]]):
    """Rows by their place, each once."""

    def add(self, place: Any, row: T) -> None:
        """Put a row where it belongs; one with the same place is replaced."""
        at = bisect_left(self, (place,))
        if at < len(self) and self[at][0] == place:
            self[at] = (place, row)
        else:
            self.insert(at, (place, row))

    def drop(self, place: Any) -> None:
        """Remove the row of this place, there or not."""
        at = bisect_left(self, (place,))
        if at < len(self) and self[at][0] == place:
            del self[at]

    def before(self, place: Any) -> int:
        """How many rows stand before this place."""
        return bisect_left(self, (place,))


class MemoryStore:
    """The store of a simulation. `events` is the log, in the order of commits, where it is kept."""

    def __init__(self, *, keeps_events: bool = True) -> None:
        self.items: dict[type[Item], dict[str, Any]] = {WorkerItem: {}, TaskItem: {}, OfferItem: {}}
        self.reached: dict[str, Progress] = {}
        self.ready: defaultdict[tuple[str, str], SortedRows[Idle]] = defaultdict(SortedRows)
        self.waiting: defaultdict[tuple[str, str], SortedRows[Waiting]] = defaultdict(SortedRows)
        self.by_queue: defaultdict[str, dict[str, str]] = defaultdict(dict)
        self.names: dict[str, str] = {}
        self.bodies: dict[str, Mapping[str, Any]] = {}
        self.events: list[Event] = []
        self.timers: dict[tuple[str, str], Timer] = {}
        self._by_time: list[tuple[datetime, int, Timer]] = []
        self._numbers = count()
        self._of_worker: defaultdict[str, list[str]] = defaultdict(list)
        self._keeps_events = keeps_events
        self._lock = threading.Lock()

    def commit(self, change: Change) -> None:
        """Check every expectation, then carry out the writes."""
        with self._lock:
            for write in change.writes:
                if not self._is_as_expected(write):
                    raise TransactionLost("Somebody else changed this first.")
            for write in change.writes:
                self._carry_out(write)
            if self._keeps_events:
                self.events += change.events
            for key in change.disarmed:
                self.timers.pop(key, None)
            for timer in change.armed:
                self.arm(timer)

    def arm(self, timer: Timer) -> None:
        """A second timer of the same kind and key replaces the first."""
        if timer.is_kept:
            self.timers[timer.kind, timer.key] = timer
        heapq.heappush(self._by_time, (timer.due_at, next(self._numbers), timer))

    def write_worker(self, sid: str, changes: Changes, expected: Expected) -> WorkerItem | None:
        """One item, at once."""
        with self._lock:
            found = self.items[WorkerItem].get(sid)
            if found is None or not _is_so(found, expected):
                return None
            changed: WorkerItem = _changed(found, changes)
            self.items[WorkerItem][sid] = changed
            return changed

    def find_worker(self, sid: str) -> WorkerItem | None:
        return self.items[WorkerItem].get(sid)

    def find_task(self, sid: str) -> TaskItem | None:
        return self.items[TaskItem].get(sid)

    def find_offer(self, sid: str) -> OfferItem | None:
        return self.items[OfferItem].get(sid)

    def progress(self, keys: Collection[tuple[str, str]]) -> Mapping[str, Progress]:
        return {sid: self.reached[sid] for _, sid in keys if sid in self.reached}

    def reservations_of(self, worker_sid: str, limit: int) -> Sequence[ReservationItem]:
        latest = self._of_worker[worker_sid][: -limit - 1 : -1]
        return [self.items[OfferItem][sid].after(self.reached[sid]) for sid in latest]

    def workers(self) -> Sequence[WorkerItem]:
        return sorted(self.items[WorkerItem].values(), key=lambda item: item.friendly_name)

    def sid_of_name(self, friendly_name: str) -> str | None:
        return self.names.get(friendly_name.casefold())

    def line(
        self, queue_sid: str, channel: str, *, has_ready: bool, limit: int | None
    ) -> tuple[Sequence[Idle], Sequence[Waiting]]:
        ready = [row for _, row in self.ready[queue_sid, line_of(channel)][:limit]] if has_ready else []
        left = None if limit is None else limit - len(ready)
        return ready, [row for _, row in self.waiting[queue_sid, line_of(channel)][:left]]

    def count_waiting(self, queue_sid: str, channel: str, before: Waiting | None) -> int:
        rows = self.waiting[queue_sid, line_of(channel)]
        return rows.before(before.place) if before else len(rows)

    def members(self, queue_sid: str) -> Mapping[str, str]:
        return dict(self.by_queue[queue_sid])

    def definitions(self) -> Sequence[tuple[str, Mapping[str, Any]]]:
        return sorted(self.bodies.items())

    def define(self, name: str, body: Mapping[str, Any]) -> None:
        self.bodies[name] = body

    def undefine(self, name: str) -> None:
        self.bodies.pop(name, None)

    def next_due(self) -> datetime | None:
        """When the next timer or message is due."""
        return self._by_time[0][0] if self._by_time else None

    def pop_due(self, now: datetime) -> list[Timer]:
        """The timers that are due and still stand, which are taken away."""
        found = []
        while self._by_time and self._by_time[0][0] <= now:
            timer = heapq.heappop(self._by_time)[2]
            if timer.is_kept and self.timers.get((timer.kind, timer.key)) != timer:
                continue
            self.timers.pop((timer.kind, timer.key), None) if timer.is_kept else None
            found.append(timer)
        return found

    def lose_messages(self) -> None:
        """Forget the timers that are not kept, as a process does that dies before it sends them."""
        self._by_time = [entry for entry in self._by_time if entry[2].is_kept]
        heapq.heapify(self._by_time)

    def _is_as_expected(self, write: Write) -> bool:
        if isinstance(write, Update | Erase):
            found = self.items[write.kind].get(write.sid)
            return found is not None and _is_so(found, write.expected)
        if isinstance(write, Step) and write.before:
            reached = self.reached.get(str(write.event.reservation_sid))
            return reached is not None and reached.status in write.before
        if isinstance(write, Put) and write.is_new:
            if isinstance(write.item, NameRow):
                return write.item.friendly_name.casefold() not in self.names
            return _sid_of(write.item) not in self.items[type(write.item)]  # type: ignore[index]
        return True

    def _carry_out(self, write: Write) -> None:
        if isinstance(write, Update):
            items = self.items[write.kind]
            items[write.sid] = _changed(items[write.sid], write.changes)
        elif isinstance(write, Delete):
            self._drop(write.row)
        elif isinstance(write, Step):
            self.reached[str(write.event.reservation_sid)] = Progress(write.status, write.event.at)
            if self._keeps_events:
                self.events.append(write.event)
        elif isinstance(write, Erase):
            del self.items[write.kind][write.sid]
        else:
            self._put(write.item)

    def _put(self, item: Item | Row) -> None:
        if isinstance(item, ReadyRow):
            self.ready[item.queue_sid, line_of(item.channel)].add(
                item.idle.place_in(item.queue_sid), item.idle
            )
        elif isinstance(item, WaitingRow):
            task = item.task
            self.waiting[task.queue_sid, line_of(task.channel)].add(task.place, task)
        elif isinstance(item, MemberRow):
            self.by_queue[item.queue_sid][item.worker_sid] = item.activity
        elif isinstance(item, NameRow):
            self.names[item.friendly_name.casefold()] = item.worker_sid
        else:
            self.items[type(item)][_sid_of(item)] = item
            if isinstance(item, OfferItem):
                self._of_worker[item.worker.worker_sid].append(item.reservation_sid)

    def _drop(self, row: Row) -> None:
        if isinstance(row, ReadyRow):
            self.ready[row.queue_sid, line_of(row.channel)].drop(row.idle.place_in(row.queue_sid))
        elif isinstance(row, WaitingRow):
            self.waiting[row.task.queue_sid, line_of(row.task.channel)].drop(row.task.place)
        elif isinstance(row, MemberRow):
            self.by_queue[row.queue_sid].pop(row.worker_sid, None)
        else:
            self.names.pop(row.friendly_name.casefold(), None)


def _sid_of(item: Any) -> str:
    if isinstance(item, WorkerItem):
        return item.worker_sid
    return item.task_sid if isinstance(item, TaskItem) else str(item.reservation_sid)


def _changed(item: T, changes: Changes) -> T:
    """A copy with some attributes replaced; `dataclasses.replace` takes four times as long."""
    copy = object.__new__(type(item))
    copy.__dict__.update(item.__dict__)
    copy.__dict__.update(changes)
    return copy


def _is_so(item: Any, expected: Expected) -> bool:
    for name, value in expected.items():
        have = getattr(item, name)
        if isinstance(value, Above):
            if have is None or not have > value.value:
                return False
        elif isinstance(value, Present):
            if have is None:
                return False
        elif isinstance(value, Other):
            if have == value.value:
                return False
        elif have != value:
            return False
    return True
