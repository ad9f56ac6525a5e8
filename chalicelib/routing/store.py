"""Routing's state on DynamoDB: items as records, a change as one transaction."""

from collections.abc import Collection, Mapping, Sequence
from functools import reduce
from operator import and_
from typing import Any, TypeVar

from pynamodb.attributes import Attribute
from pynamodb.exceptions import DoesNotExist
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from chalicelib import contacts
from chalicelib.aws import tables, timers
from chalicelib.aws.timers import Timer
from chalicelib.problems import TransactionLost
from chalicelib.routing import keys
from chalicelib.routing.change import (
    Above,
    Change,
    Changes,
    Erase,
    Expected,
    Other,
    Present,
    Put,
    Step,
    Update,
    Write,
)
from chalicelib.routing.items import Item, OfferItem, Progress, ReservationItem, TaskItem, WorkerItem
from chalicelib.routing.matching import Idle, Waiting
from chalicelib.routing.model import ReservationStatus
from chalicelib.routing.records import (
    ConfigRecord,
    DirectoryRecord,
    MemberRecord,
    ReadyRecord,
    ReservationRecord,
    RoutingRecord,
    TaskRecord,
    WaitingRecord,
    WorkerRecord,
)
from chalicelib.routing.rows import (
    idle_of,
    item_of,
    item_record,
    key_of,
    record_of,
    row_key,
    stored,
    waiting_of,
)

T = TypeVar("T", WorkerItem, TaskItem, OfferItem)
_RECORDS: dict[type[Item], type[RoutingRecord]] = {
    WorkerItem: WorkerRecord,
    TaskItem: TaskRecord,
    OfferItem: ReservationRecord,
}


class DynamoStore:
    """The store of a center."""

    def commit(self, change: Change) -> None:
        """One transaction, or one write that is none, and around it the messages of its timers."""
        with timers.announced(change.armed), tables.transaction(looks_again=True) as writes:
            self.stage(writes, change)

    def stage(self, writes: TransactWrite, change: Change) -> None:
        """Put all that a change writes into a transaction."""
        beside = _beside_a_beginning(change)
        for write in change.writes:
            _stage(writes, write, beside)
        contacts.stage(writes, *(event for event in change.events if event not in beside))
        for timer in change.armed:
            if timer.is_kept:
                timers.stage(writes, timer)
        for kind, key in change.disarmed:
            timers.stage_cancel(writes, kind, key)

    def arm(self, timer: Timer) -> None:
        """Its row, if it has one, and its message."""
        if timer.is_kept:
            timers.arm(timer)
        else:
            timers.send_surely(timer)

    def write_worker(self, sid: str, changes: Changes, expected: Expected) -> WorkerItem | None:
        """One conditional update, which answers with the whole item."""
        record = item_record(WorkerRecord, *key_of(WorkerItem, sid))
        actions, condition = _actions(WorkerRecord, changes), _condition(WorkerRecord, expected)
        try:
            tables.patiently(lambda: record.update(actions=actions, condition=condition))
        except TransactionLost:
            return None
        return item_of(record, WorkerItem)

    def find_worker(self, sid: str) -> WorkerItem | None:
        """A consistent read."""
        return _find(WorkerItem, sid)

    def find_task(self, sid: str) -> TaskItem | None:
        """A consistent read."""
        return _find(TaskItem, sid)

    def find_offer(self, sid: str) -> OfferItem | None:
        """A consistent read."""
        return _find(OfferItem, sid)

    def progress(self, keys: Collection[tuple[str, str]]) -> Mapping[str, Progress]:
        """From the log, consistently."""
        found = contacts.courses(keys)
        return {sid: Progress(ReservationStatus(one.status), one.changed_at) for sid, one in found.items()}

    def reservations_of(self, worker_sid: str, limit: int) -> Sequence[ReservationItem]:
        """From the index, which lags a moment; then the offers, and how far they have come."""
        rows = RoutingRecord.by_worker.query(worker_sid, scan_index_forward=False, limit=limit)
        wanted = [(row.pk, row.sk) for row in rows]
        kept = RoutingRecord.batch_get(wanted, consistent_read=True) if wanted else ()
        found = {row.pk: item_of(row, OfferItem) for row in kept if isinstance(row, ReservationRecord)}
        known = self.progress([(one.contact_id, one.reservation_sid) for one in found.values()])
        offers = (found[pk] for pk, _ in wanted if pk in found)
        return [one.after(known[one.reservation_sid]) for one in offers if one.reservation_sid in known]

    def workers(self) -> Sequence[WorkerItem]:
        """The directory, then a batch read of the workers themselves."""
        entries = [row for row in RoutingRecord.query(keys.DIRECTORY) if isinstance(row, DirectoryRecord)]
        wanted = [key_of(WorkerItem, entry.worker_sid) for entry in entries]
        found = RoutingRecord.batch_get(wanted, consistent_read=True) if wanted else ()
        rows = [item_of(row, WorkerItem) for row in found if isinstance(row, WorkerRecord)]
        return sorted(rows, key=lambda row: row.friendly_name)

    def sid_of_name(self, friendly_name: str) -> str | None:
        """From the directory."""
        try:
            key = (keys.DIRECTORY, friendly_name.casefold())
            return DirectoryRecord.get(*key, consistent_read=True).worker_sid
        except DoesNotExist:
            return None

    def line(
        self, queue_sid: str, channel: str, *, has_ready: bool, limit: int | None
    ) -> tuple[Sequence[Idle], Sequence[Waiting]]:
        """One consistent query of the line's partition."""
        start = keys.FIRST_READY if has_ready else keys.FIRST_WAITING
        within = RoutingRecord.sk.between(start, keys.AFTER_WAITING)
        partition = keys.line(queue_sid, channel)
        rows = list(
            RoutingRecord.query(partition, within, consistent_read=True, limit=limit, page_size=limit)
        )
        return (
            [idle_of(row) for row in rows if isinstance(row, ReadyRecord)],
            [waiting_of(row) for row in rows if isinstance(row, WaitingRecord)],
        )

    def count_waiting(self, queue_sid: str, channel: str, before: Waiting | None) -> int:
        """A count, consistent; between two keys counts the second too."""
        until = keys.waiting_of(before) if before else keys.AFTER_WAITING
        within = RoutingRecord.sk.between(keys.FIRST_WAITING, until)
        count = RoutingRecord.count(keys.line(queue_sid, channel), within, consistent_read=True)
        return max(0, count - 1) if before else count

    def members(self, queue_sid: str) -> Mapping[str, str]:
        """A consistent query."""
        rows = RoutingRecord.query(keys.members(queue_sid), consistent_read=True)
        return {row.sk: row.activity for row in rows if isinstance(row, MemberRecord)}

    def definitions(self) -> Sequence[tuple[str, Mapping[str, Any]]]:
        """A consistent query."""
        rows = RoutingRecord.query(keys.CONFIG, consistent_read=True)
        return [(row.sk, row.body) for row in rows if isinstance(row, ConfigRecord)]

    def define(self, name: str, body: Mapping[str, Any]) -> None:
        """A put."""
        ConfigRecord(keys.CONFIG, name, body=body).save()

    def undefine(self, name: str) -> None:
        """A delete."""
        ConfigRecord(keys.CONFIG, name).delete()


def _find(kind: type[T], sid: str) -> T | None:
    try:
        record = _RECORDS[kind].get(*key_of(kind, sid), consistent_read=True)
    except DoesNotExist:
        return None
    return item_of(record, kind)


def _beside_a_beginning(change: Change) -> list[contacts.Event]:
    """The events that share the row of a reservation that begins with them: a row less to pay for."""
    begun = [write for write in change.writes if isinstance(write, Step) and not write.before]
    if len(begun) != 1:
        return []
    subject = begun[0].event.subject
    return [
        event for event in change.events if event.subject == subject and event.type not in contacts.COUNTED
    ]


def _stage(writes: TransactWrite, write: Write, beside: Collection[contacts.Event]) -> None:
    if isinstance(write, Put):
        record = record_of(write.item)
        writes.save(record, condition=type(record).pk.does_not_exist() if write.is_new else None)
    elif isinstance(write, Update):
        kind = _RECORDS[write.kind]
        writes.update(
            item_record(kind, *key_of(write.kind, write.sid)),
            actions=_actions(kind, write.changes),
            condition=_condition(kind, write.expected),
        )
    elif isinstance(write, Erase):
        kind = _RECORDS[write.kind]
        record = item_record(kind, *key_of(write.kind, write.sid))
        writes.delete(record, condition=_condition(kind, write.expected))
    elif isinstance(write, Step):
        _stage_step(writes, write, beside)
    else:
        writes.delete(row_key(write.row))


def _stage_step(writes: TransactWrite, step: Step, beside: Collection[contacts.Event]) -> None:
    if step.before:
        contacts.stage_step(writes, step.event, step.status, step.before, step.begun_at)
    else:
        contacts.stage_course(writes, step.event, step.status, beside)


def _actions(kind: type[RoutingRecord], changes: Changes) -> list[Action]:
    def action(name: str, value: Any) -> Action:
        attribute: Attribute[Any] = getattr(kind, name)
        return attribute.remove() if value is None else attribute.set(stored(value))

    return [action(name, value) for name, value in changes.items()]


def _condition(kind: type[RoutingRecord], expected: Expected) -> Condition:
    """What is expected, of an item that is there."""

    def is_so(name: str, value: Any) -> Condition:
        attribute: Attribute[Any] = getattr(kind, name)
        match value:
            case None:
                found: Condition = attribute.does_not_exist()
            case Present():
                found = attribute.exists()
            case Above(least):
                found = attribute > least
            case Other(unwanted):
                found = attribute != unwanted
            case _:
                found = attribute == stored(value)
        return found

    return reduce(and_, (is_so(name, value) for name, value in expected.items()), kind.pk.exists())
