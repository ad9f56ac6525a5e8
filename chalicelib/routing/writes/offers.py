"""The reservation's part of a transition."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from chalicelib.contacts import Event, EventType
from chalicelib.routing import clocks
from chalicelib.routing.change import Change
from chalicelib.routing.items import ReservationItem
from chalicelib.routing.matching import Idle, Waiting
from chalicelib.routing.model import Assignment, ReservationStatus, TaskQueue
from chalicelib.routing.writes.workers import contact_uri_of, name_of


def new_sid(prefix: str) -> str:
    """A fresh SID: two letters and 32 hex digits."""
    return f"{prefix}{uuid.uuid4().hex}"


def make_offer(c: Change, task: Waiting, queue: TaskQueue, idle: Idle, now: datetime) -> ReservationItem:
    """A pending reservation with its ring timer and event; the worker and the task are changed beside it."""
    made = ReservationItem(
        reservation_sid=new_sid("WR"),
        status=ReservationStatus.PENDING,
        task_sid=task.task_sid,
        contact_id=task.contact_id,
        queue_sid=queue.sid,
        queue=queue.friendly_name,
        channel=task.channel,
        worker=idle,
        task_attributes=task.attributes,
        created_at=now,
        expires_at=now + timedelta(seconds=task.ring_seconds or queue.ring_seconds),
        changed_at=now,
        is_shared=task.seats > 1,
    )
    c.put(made)
    c.arm(clocks.ring_timer(made.reservation_sid, made.expires_at))
    c.say(reservation_event(made, EventType.RESERVATION_CREATED, "created", now))
    return made


def change_reservation(
    c: Change, reservation: ReservationItem, status: ReservationStatus, now: datetime
) -> None:
    """Move a reservation on from the status it was read in."""
    changes = {"status": status, "changed_at": now}
    c.update(ReservationItem, reservation.reservation_sid, changes, {"status": reservation.status})


def end_with_task(
    c: Change, offer: ReservationItem, status: ReservationStatus, reason: str, now: datetime
) -> None:
    """End one of several offers because of what became of its task; its worker is freed after that."""
    change_reservation(c, offer, status, now)
    c.say(reservation_event(offer, EventType.RESERVATION_CANCELED, status, now, reason=reason))


def reservation_event(
    reservation: ReservationItem, kind: EventType, cause: str, now: datetime, **data: Any
) -> Event:
    """An event of a reservation; its key is the reservation and what befell it."""
    return Event(
        key=f"{reservation.reservation_sid}:{cause}",
        type=kind,
        at=now,
        contact_id=reservation.contact_id,
        worker_sid=reservation.worker.worker_sid,
        queue=reservation.queue,
        reservation_sid=reservation.reservation_sid,
        data={"task_sid": reservation.task_sid, **data},
    )


def assignment_of(reservation: ReservationItem) -> Assignment:
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
