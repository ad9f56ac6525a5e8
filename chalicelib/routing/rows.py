"""Items as records of the table, and back."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from chalicelib.aws.tables import iso
from chalicelib.routing import keys
from chalicelib.routing.items import (
    Item,
    MemberRow,
    OfferItem,
    ReadyRow,
    Row,
    TaskItem,
    WaitingRow,
    WorkerItem,
)
from chalicelib.routing.matching import Idle, Waiting
from chalicelib.routing.model import VOICE, ActivityName, TaskStatus
from chalicelib.routing.policy import TaskOrder
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

T = TypeVar("T", WorkerItem, TaskItem, OfferItem)
R = TypeVar("R", bound=RoutingRecord)

# The attributes that an item and its record have in common, as they are.
_SAME = {
    WorkerItem: (
        *("worker_sid", "friendly_name", "attributes", "since", "reason", "ready_since", "reservation_sid"),
        *("contact_id", "lease_expires_at", "capacity", "held"),
    ),
    Waiting: (
        *("task_sid", "contact_id", "queue_sid", "enqueued_at", "attributes", "expression", "known_worker"),
        *("channel", "due_at", "ordered_at"),
    ),
    TaskItem: (
        *("queue", "expires_at", "workflow_sid", "step_ends_at", "reservation_sid", "worker_sid", "reason"),
    ),
    OfferItem: (
        *("reservation_sid", "task_sid", "contact_id", "queue_sid", "queue", "channel", "task_attributes"),
        *("created_at", "expires_at"),
    ),
}


_PROFILE = ("friendly_name", "attributes", "queue_sids", "profile_version")
# What ranking adds to a profile, where a queue asks for it: absent rather than empty, every byte is paid for.
_STANDING = ("offered_at", "served", "served_on", "ranks")
# And what there is to say of one who may have several contacts.
_SEVERAL = ("lines", "takes_several", "capacity", "assigned")
_VOICE_ALONE = (VOICE,)


def key_of(kind: type[Item], sid: str) -> tuple[str, str]:
    """Partition and sort key of an item."""
    if kind is WorkerItem:
        return keys.worker(sid), keys.WORKER
    if kind is TaskItem:
        return keys.task(sid), keys.TASK
    return keys.reservation(sid), keys.RESERVATION


def item_record(kind: type[R], pk: str, sk: str) -> R:
    """A record that is only its key, for an update."""
    return kind(pk, sk)


def record_of(item: Item | Row) -> RoutingRecord:
    """An item or a row as it is written."""
    if isinstance(item, WorkerItem):
        return _worker_record(item)
    if isinstance(item, TaskItem):
        return _task_record(item)
    if isinstance(item, OfferItem):
        return _offer_record(item)
    row = row_key(item)
    for name, value in _row_values(item).items():
        setattr(row, name, value)
    return row


def row_key(row: Row) -> RoutingRecord:
    """A row that is only its key, for a delete."""
    if isinstance(row, ReadyRow):
        return ReadyRecord(keys.line(row.queue_sid, row.channel), keys.ready(row.idle, row.queue_sid))
    if isinstance(row, WaitingRow):
        return WaitingRecord(keys.line(row.task.queue_sid, row.task.channel), keys.waiting_of(row.task))
    if isinstance(row, MemberRow):
        return MemberRecord(keys.members(row.queue_sid), row.worker_sid)
    return DirectoryRecord(keys.DIRECTORY, row.friendly_name.casefold())


def item_of(record: RoutingRecord, kind: type[T]) -> T:
    """A record as the item it was."""
    return _READERS[kind](record)  # type: ignore[no-any-return]


def stored(value: Any) -> Any:
    """A value as its attribute takes it."""
    return sorted(value) if isinstance(value, frozenset) else value


def profile_of(idle: Idle) -> Mapping[str, Any]:
    """What a reservation remembers of an agent, as JSON."""
    standing = _standing(idle)
    if idle.offered_at:
        standing["offered_at"] = iso(idle.offered_at)
    return {name: getattr(idle, name) for name in _PROFILE} | standing


def idle_of(row: ReadyRecord) -> Idle:
    """A ready row as matching sees it."""
    profile = {name: getattr(row, name) for name in (*_PROFILE, *_STANDING, *_SEVERAL)}
    return _idle(row.worker_sid, row.ready_since, profile)


def waiting_of(row: WaitingRecord) -> Waiting:
    """A waiting row as matching sees it."""
    return Waiting(**_waiting_values(row))


def _idle(worker_sid: str, ready_since: datetime, profile: Mapping[str, Any]) -> Idle:
    offered = profile.get("offered_at")
    return Idle(
        worker_sid=worker_sid,
        friendly_name=profile["friendly_name"],
        attributes=profile["attributes"],
        ready_since=ready_since,
        queue_sids=tuple(profile["queue_sids"]),
        profile_version=int(profile["profile_version"]),
        offered_at=datetime.fromisoformat(offered) if isinstance(offered, str) else offered,
        served=int(profile.get("served") or 0),
        served_on=profile.get("served_on"),
        ranks=profile.get("ranks") or {},
        lines=tuple(profile.get("lines") or _VOICE_ALONE),
        takes_several=bool(profile.get("takes_several")),
        capacity=profile.get("capacity") or {},
        assigned=profile.get("assigned") or {},
    )


def _standing(source: Idle | WorkerItem) -> dict[str, Any]:
    found = {name: getattr(source, name) for name in _STANDING if getattr(source, name)}
    if isinstance(source, Idle) and source.lines != _VOICE_ALONE:
        found["lines"] = source.lines
    if isinstance(source, Idle) and source.takes_several:
        found |= {"takes_several": True, "capacity": source.capacity}
        if source.assigned:
            found["assigned"] = source.assigned
    return found


def _row_values(row: Row) -> Mapping[str, Any]:
    if isinstance(row, ReadyRow):
        idle = row.idle
        own = {"worker_sid": idle.worker_sid, "ready_since": idle.ready_since}
        return own | {name: getattr(idle, name) for name in _PROFILE} | _standing(idle)
    if isinstance(row, WaitingRow):
        return _step_values(row.task)
    if isinstance(row, MemberRow):
        return {"activity": row.activity}
    return {"worker_sid": row.worker_sid}


def _same(kind: type[Any], source: Any) -> dict[str, Any]:
    return {name: getattr(source, name) for name in _SAME[kind]}


def _step_values(task: Waiting) -> dict[str, Any]:
    return _same(Waiting, task) | {
        "priority": task.priority,
        "attempt": task.attempt,
        "order_by": [[list(order.path), order.is_descending] for order in task.order_by] or None,
        "passed_over": sorted(task.passed_over) or None,
        "precedence": task.precedence or None,
        "order": None if task.order is TaskOrder.FIFO else task.order,
        "seats": task.seats if task.seats > 1 else None,
        "reserved": task.reserved or None,
        "ring_seconds": task.ring_seconds,
    }


def _waiting_values(row: WaitingRecord | TaskRecord) -> dict[str, Any]:
    return _same(Waiting, row) | {
        "priority": int(row.priority),
        "attempt": int(row.attempt),
        "order_by": tuple(Order(tuple(path), down) for path, down in row.order_by or ()),
        "passed_over": frozenset(row.passed_over or ()),
        "precedence": int(row.precedence or 0),
        "order": TaskOrder(row.order or TaskOrder.FIFO),
        "seats": int(row.seats or 1),
        "reserved": row.reserved or {},
        "ring_seconds": None if row.ring_seconds is None else int(row.ring_seconds),
    }


def _worker_record(item: WorkerItem) -> WorkerRecord:
    pk, sk = key_of(WorkerItem, item.worker_sid)
    return WorkerRecord(
        pk=pk,
        sk=sk,
        **_same(WorkerItem, item),
        **_standing(item),
        queue_sids=item.queue_sids,
        activity=item.activity,
        profile_version=item.profile_version,
        next_activity=item.next_activity,
        lines=item.lines,
        turn=item.turn,
    )


def _worker(row: Any) -> WorkerItem:
    return WorkerItem(
        **_same(WorkerItem, row),
        queue_sids=tuple(row.queue_sids),
        activity=ActivityName(row.activity),
        profile_version=int(row.profile_version),
        next_activity=ActivityName(row.next_activity) if row.next_activity else None,
        offered_at=row.offered_at,
        served=int(row.served or 0),
        served_on=row.served_on,
        ranks=row.ranks or {},
        lines=None if row.lines is None else tuple(row.lines),
        turn=None if row.turn is None else int(row.turn),
    )


def _task_record(item: TaskItem) -> TaskRecord:
    numbers = {"filter_number": item.filter_number, "target_number": item.target_number}
    values = _step_values(item) | _same(TaskItem, item) | numbers
    values |= {"status": item.status, "overflowed": item.overflowed or None}
    pk, sk = key_of(TaskItem, item.task_sid)
    return TaskRecord(pk=pk, sk=sk, **values)


def _task(row: Any) -> TaskItem:
    return TaskItem(
        **_waiting_values(row),
        **_same(TaskItem, row),
        status=TaskStatus(row.status),
        overflowed=tuple(row.overflowed or ()),
        filter_number=None if row.filter_number is None else int(row.filter_number),
        target_number=None if row.target_number is None else int(row.target_number),
    )


def _offer_record(item: OfferItem) -> ReservationRecord:
    return ReservationRecord(
        *key_of(OfferItem, item.reservation_sid),
        **_same(OfferItem, item),
        reserved_worker_sid=item.worker.worker_sid,
        profile=profile_of(item.worker),
        ready_since=item.worker.ready_since,
        is_shared=item.is_shared or None,
    )


def _offer(row: Any) -> OfferItem:
    return OfferItem(
        **_same(OfferItem, row),
        worker=_idle(row.reserved_worker_sid, row.ready_since, row.profile),
        is_shared=bool(row.is_shared),
    )


_READERS: dict[type[Item], Callable[[Any], Any]] = {
    WorkerItem: _worker,
    TaskItem: _task,
    OfferItem: _offer,
}
