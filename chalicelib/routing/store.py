"""Reading routing's items, and one state change as one transaction."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from pynamodb.exceptions import DoesNotExist, UpdateError
from pynamodb.expressions.condition import Condition as Condition
from pynamodb.expressions.update import Action as Action
from pynamodb.transactions import TransactWrite

from chalicelib import contacts
from chalicelib.aws import tables, timers
from chalicelib.aws.logs import logger
from chalicelib.aws.timers import Timer
from chalicelib.problems import NotFound
from chalicelib.routing import keys
from chalicelib.routing.matching import Idle, Waiting
from chalicelib.routing.model import VOICE
from chalicelib.routing.records import (
    DirectoryRecord,
    MemberRecord,
    ReadyRecord,
    ReservationRecord,
    RoutingRecord,
    TaskRecord,
    WaitingRecord,
    WorkerRecord,
)
from chalicelib.routing.workflow import Order

PAGE = 50
R = TypeVar("R", bound=RoutingRecord)


class Change:
    """The writes of one state change: items, events and timers, all or none."""

    def __init__(self, writes: TransactWrite) -> None:
        self._writes = writes
        self.armed: list[Timer] = []

    def save(self, record: RoutingRecord, condition: Condition | None = None) -> None:
        """Put an item."""
        self._writes.save(record, condition=condition)

    def update(self, record: RoutingRecord, actions: Sequence[Action], condition: Condition) -> None:
        """Update an item that must be as `condition` says."""
        self._writes.update(record, actions=list(actions), condition=condition)

    def delete(self, record: RoutingRecord) -> None:
        """Delete an item, there or not."""
        self._writes.delete(record)

    def say(self, *events: contacts.Event) -> None:
        """Append events to the log."""
        contacts.stage(self._writes, *events)

    def arm(self, timer: Timer) -> None:
        """Arm a timer; its message goes out after the commit."""
        timers.stage(self._writes, timer)
        self.armed.append(timer)

    def disarm(self, kind: str, key: str) -> None:
        """Cancel a timer."""
        timers.stage_cancel(self._writes, kind, key)


@contextmanager
def change() -> Iterator[Change]:
    """Everything collected inside is committed at the end; raises TransactionLost when a condition fails."""
    with tables.transaction() as writes:
        collected = Change(writes)
        yield collected
    for timer in collected.armed:
        send(timer)


def send(timer: Timer) -> None:
    """Send a written timer's message. The row is the truth, so a lost message only makes the timer late."""
    try:
        timers.send(timer)
    except Exception:
        logger.exception("timer message not sent", extra={"timer": f"{timer.kind}#{timer.key}"})


# --- single items ------------------------------------------------------------------------------------


def find_worker(sid: str) -> WorkerRecord | None:
    """The worker as it is now."""
    return _find(WorkerRecord, keys.worker(sid), keys.WORKER)


def get_worker(sid: str) -> WorkerRecord:
    """The worker as it is now; NotFound when there is none."""
    return _there(find_worker(sid), "worker", sid)


def write_worker(sid: str, actions: Sequence[Action], condition: Condition) -> WorkerRecord | None:
    """Update a worker's item alone; None, and nothing written, when it is not as `condition` says."""
    row = WorkerRecord(keys.worker(sid), keys.WORKER)
    try:
        row.update(actions=list(actions), condition=condition)
    except UpdateError as error:
        if error.cause_response_code != "ConditionalCheckFailedException":
            raise
        return None
    return row


def find_task(sid: str) -> TaskRecord | None:
    """The task as it is now."""
    return _find(TaskRecord, keys.task(sid), keys.TASK)


def get_task(sid: str) -> TaskRecord:
    """The task as it is now; NotFound when there is none."""
    return _there(find_task(sid), "task", sid)


def get_reservation(sid: str) -> ReservationRecord:
    """The reservation as it is now; NotFound when there is none."""
    found = _find(ReservationRecord, keys.reservation(sid), keys.RESERVATION)
    return _there(found, "reservation", sid)


def reservation_rows(worker_sid: str, limit: int = 50) -> list[ReservationRecord]:
    """A worker's reservations, latest first."""
    rows = RoutingRecord.by_worker.query(worker_sid, scan_index_forward=False, limit=limit)
    return [row for row in rows if isinstance(row, ReservationRecord)]


def worker_rows() -> list[WorkerRecord]:
    """Every worker, by name: the directory, then a batch read of the workers themselves."""
    entries = [row for row in RoutingRecord.query(keys.DIRECTORY) if isinstance(row, DirectoryRecord)]
    wanted = [(keys.worker(entry.worker_sid), keys.WORKER) for entry in entries]
    found = RoutingRecord.batch_get(wanted, consistent_read=True) if wanted else ()
    rows = [row for row in found if isinstance(row, WorkerRecord)]
    return sorted(rows, key=lambda row: row.friendly_name)


def sid_of_name(friendly_name: str) -> str | None:
    """The worker that has this name, in any case."""
    entry = _find(DirectoryRecord, keys.DIRECTORY, friendly_name.casefold())
    return entry.worker_sid if entry else None


# --- lines: who is ready and what waits --------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One queue's ready workers and waiting tasks; the first of each unless `is_whole`."""

    ready: tuple[Idle, ...]
    waiting: tuple[Waiting, ...]
    is_whole: bool


def read_line(queue_sid: str, channel: str = VOICE, *, whole: bool = False) -> Line:
    """A queue's line, read consistently: its first page, and with very many ready that of the waiting too."""
    line = read_ready(queue_sid, channel, whole=whole)
    if line.is_whole or line.waiting:
        return line
    rows = _rows(queue_sid, channel, keys.FIRST_WAITING, PAGE)
    return Line(line.ready, _waiting(rows), is_whole=False)


def read_ready(queue_sid: str, channel: str = VOICE, *, whole: bool = False) -> Line:
    """The first page of a line, in one request: the longest idle, and after them who waits."""
    rows = _rows(queue_sid, channel, keys.FIRST_READY, None if whole else PAGE)
    ready = tuple(idle_of(row) for row in rows if isinstance(row, ReadyRecord))
    return Line(ready, _waiting(rows), whole or len(rows) < PAGE)


def read_waiting(queue_sid: str, channel: str = VOICE, *, whole: bool = False) -> Line:
    """Who waits, the first of them, in one request."""
    rows = _rows(queue_sid, channel, keys.FIRST_WAITING, None if whole else PAGE)
    return Line((), _waiting(rows), whole or len(rows) < PAGE)


def count_waiting(queue_sid: str, channel: str = VOICE, before: str | None = None) -> int:
    """How many wait, or how many wait before the one whose sort key is given."""
    until = before or keys.AFTER_WAITING
    within = RoutingRecord.sk.between(keys.FIRST_WAITING, until)
    count = RoutingRecord.count(keys.line(queue_sid, channel), within, consistent_read=True)
    return count - 1 if before else count


def members(queue_sid: str) -> dict[str, str]:
    """The activity of each worker that serves the queue, by worker sid."""
    rows = RoutingRecord.query(keys.members(queue_sid), consistent_read=True)
    return {row.sk: row.activity for row in rows if isinstance(row, MemberRecord)}


def _rows(queue_sid: str, channel: str, start: str, limit: int | None) -> list[RoutingRecord]:
    within = RoutingRecord.sk.between(start, keys.AFTER_WAITING)
    found = RoutingRecord.query(
        keys.line(queue_sid, channel), within, consistent_read=True, limit=limit, page_size=limit
    )
    return list(found)


def _waiting(rows: list[RoutingRecord]) -> tuple[Waiting, ...]:
    return tuple(waiting_of(row) for row in rows if isinstance(row, WaitingRecord))


def idle_of(row: ReadyRecord) -> Idle:
    """A ready row as matching sees it."""
    return Idle(
        worker_sid=row.worker_sid,
        friendly_name=row.friendly_name,
        attributes=row.attributes,
        ready_since=row.ready_since,
        queue_sids=tuple(row.queue_sids),
        profile_version=int(row.profile_version),
    )


def waiting_of(row: WaitingRecord | TaskRecord) -> Waiting:
    """A waiting row, or a pending task, as matching sees it."""
    return Waiting(
        task_sid=row.task_sid,
        contact_id=row.contact_id,
        queue_sid=row.queue_sid,
        priority=int(row.priority),
        enqueued_at=row.enqueued_at,
        attributes=row.attributes,
        expression=row.expression,
        order_by=tuple(Order(tuple(path), down) for path, down in row.order_by or ()),
        known_worker=row.known_worker,
        passed_over=frozenset(row.passed_over or ()),
        attempt=int(row.attempt),
        channel=row.channel,
    )


def _find(kind: type[R], pk: str, sk: str) -> R | None:
    try:
        return kind.get(pk, sk, consistent_read=True)
    except DoesNotExist:
        return None


def _there(found: R | None, what: str, sid: str) -> R:
    if found is None:
        raise NotFound(f"There is no {what} {sid}.")
    return found
