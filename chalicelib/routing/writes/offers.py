"""The reservation's part of a transition: the offer is written once, its course grows by a step."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from chalicelib.contacts import Event, EventType, key_of
from chalicelib.routing import clocks
from chalicelib.routing.change import Change
from chalicelib.routing.items import OfferItem, Progress
from chalicelib.routing.matching import Idle, Waiting
from chalicelib.routing.model import Assignment, ReservationStatus, TaskQueue
from chalicelib.routing.writes.workers import contact_uri_of, name_of

PENDING = ReservationStatus.PENDING
# What tells of a reservation that it has come to a status.
EVENTS = {
    ReservationStatus.ACCEPTED: EventType.RESERVATION_ACCEPTED,
    ReservationStatus.WRAPPING: EventType.RESERVATION_WRAPPING,
    ReservationStatus.COMPLETED: EventType.RESERVATION_COMPLETED,
    ReservationStatus.REJECTED: EventType.RESERVATION_REJECTED,
    ReservationStatus.TIMEOUT: EventType.RESERVATION_TIMEOUT,
    ReservationStatus.CANCELED: EventType.RESERVATION_CANCELED,
    ReservationStatus.RESCINDED: EventType.RESERVATION_CANCELED,
}
_TOLD = frozenset(EVENTS.values())


def new_sid(prefix: str) -> str:
    """A fresh SID: two letters and 32 hex digits."""
    return f"{prefix}{uuid.uuid4().hex}"


def make_offer(c: Change, task: Waiting, queue: TaskQueue, idle: Idle, now: datetime) -> OfferItem:
    """A pending reservation with its ring timer and event; the worker and the task are changed beside it."""
    made = OfferItem(
        reservation_sid=new_sid("WR"),
        task_sid=task.task_sid,
        contact_id=task.contact_id,
        queue_sid=queue.sid,
        queue=queue.friendly_name,
        channel=task.channel,
        worker=idle,
        task_attributes=task.attributes,
        created_at=now,
        expires_at=now + timedelta(seconds=task.ring_seconds or queue.ring_seconds),
        is_shared=task.seats > 1,
    )
    c.put(made)
    c.arm(clocks.ring_timer(made.reservation_sid, made.contact_id, made.expires_at))
    c.begin(_event(made, EventType.RESERVATION_CREATED, "created", now), PENDING)
    return made


def move_on(
    c: Change,
    offer: OfferItem,
    status: ReservationStatus,
    now: datetime,
    *,
    before: tuple[ReservationStatus, ...] = (PENDING,),
    **data: Any,
) -> None:
    """Take a reservation to this status, and tell it; the change is lost when it is in none of `before`."""
    c.step(_event(offer, EVENTS[status], status, now, **data), status, offer.created_at, before)


def _event(offer: OfferItem, kind: EventType, cause: str, now: datetime, **data: Any) -> Event:
    return Event(
        key=key_of(offer.reservation_sid, cause),
        type=kind,
        at=now,
        contact_id=offer.contact_id,
        worker_sid=offer.worker.worker_sid,
        queue=offer.queue,
        reservation_sid=offer.reservation_sid,
        data={"task_sid": offer.task_sid, **data},
    )


def progress_in(log: Iterable[Event]) -> dict[str, Progress]:
    """How far the reservations of a log have come, by sid; its events are in order."""
    found: dict[str, Progress] = {}
    for event in log:
        if event.type is EventType.RESERVATION_CREATED:
            found[str(event.reservation_sid)] = Progress(PENDING, event.at)
        elif event.type in _TOLD:
            status = ReservationStatus(event.key.rpartition(":")[2])
            found[str(event.reservation_sid)] = Progress(status, event.at)
    return found


def assignment_of(reservation: OfferItem) -> Assignment:
    """What the caller needs in order to ring the agent."""
    worker = reservation.worker
    return Assignment(
        reservation_sid=reservation.reservation_sid,
        task_sid=reservation.task_sid,
        contact_id=reservation.contact_id,
        queue=reservation.queue,
        worker_sid=worker.worker_sid,
        worker_name=name_of(worker),
        contact_uri=contact_uri_of(worker),
        task_attributes=reservation.task_attributes,
        created_at=reservation.created_at,
        expires_at=reservation.expires_at,
    )
