"""Items as the dataclasses that other rooms see."""

from datetime import datetime

from chalicelib.routing import writes
from chalicelib.routing.catalogue import names_of
from chalicelib.routing.holdings import counts
from chalicelib.routing.items import ReservationItem, TaskItem, WorkerItem
from chalicelib.routing.model import (
    Reservation,
    ReservationStatus,
    Task,
    TaskStatus,
    Worker,
)


def worker(row: WorkerItem) -> Worker:
    """A worker's item as a Worker."""
    return Worker(
        sid=row.worker_sid,
        friendly_name=row.friendly_name,
        attributes=row.attributes,
        activity=row.activity,
        state=row.state,
        since=row.since,
        reason=row.reason,
        reservation_sid=row.reservation_sid,
        contact_id=row.contact_id,
        next_activity=row.next_activity,
        lease_expires_at=row.lease_expires_at,
        queues=names_of(row.queue_sids),
        capacity=row.capacity,
        reservations=counts(row),
    )


_BY_RESERVATION = {
    ReservationStatus.ACCEPTED: TaskStatus.ASSIGNED,
    ReservationStatus.WRAPPING: TaskStatus.WRAPPING,
    ReservationStatus.COMPLETED: TaskStatus.COMPLETED,
}


def task_status(row: TaskItem, reservation: ReservationItem | None) -> TaskStatus:
    """How far a task has come, given its reservation when it is reserved."""
    if row.status is not TaskStatus.RESERVED or reservation is None:
        return row.status
    return _BY_RESERVATION.get(reservation.status, TaskStatus.RESERVED)


def task(row: TaskItem, reservation: ReservationItem | None = None) -> Task:
    """A task's item, with its reservation when it is reserved, as a Task."""
    return Task(
        sid=row.task_sid,
        contact_id=row.contact_id,
        status=task_status(row, reservation),
        queue=row.queue,
        channel=row.channel,
        priority=row.priority,
        attributes=row.attributes,
        enqueued_at=row.enqueued_at,
        expires_at=row.expires_at,
        workflow_sid=row.workflow_sid,
        reservation_sid=row.reservation_sid,
        worker_sid=row.worker_sid,
        reason=row.reason,
    )


def reservation(
    row: ReservationItem, status: ReservationStatus | None = None, now: datetime | None = None
) -> Reservation:
    """A reservation's item as a Reservation, after a change of status just made."""
    return Reservation(
        sid=row.reservation_sid,
        status=status or row.status,
        task_sid=row.task_sid,
        contact_id=row.contact_id,
        queue=row.queue,
        worker_sid=row.worker.worker_sid,
        worker_name=writes.name_of(row.worker),
        contact_uri=writes.contact_uri_of(row.worker),
        task_attributes=row.task_attributes,
        created_at=row.created_at,
        expires_at=row.expires_at,
        changed_at=now or row.changed_at,
        channel=row.channel,
    )
