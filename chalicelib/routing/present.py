"""Items as the dataclasses that other rooms see."""

from collections.abc import Mapping

from chalicelib.routing import writes
from chalicelib.routing.catalogue import names_of
from chalicelib.routing.holdings import counts, shown
from chalicelib.routing.items import Progress, ReservationItem, TaskItem, WorkerItem
from chalicelib.routing.model import (
    Reservation,
    ReservationStatus,
    Task,
    TaskStatus,
    Worker,
)


def worker(row: WorkerItem, progress: Mapping[str, Progress]) -> Worker:
    """A worker's item as a Worker, with how far the reservations that it has have come."""
    seen = shown(row, progress)
    return Worker(
        sid=row.worker_sid,
        friendly_name=row.friendly_name,
        attributes=row.attributes,
        activity=row.activity,
        state=seen.state,
        since=seen.since,
        reason=row.reason,
        reservation_sid=seen.reservation_sid,
        contact_id=seen.contact_id,
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


def task_status(row: TaskItem, progress: Progress | None) -> TaskStatus:
    """How far a task has come, given how far its reservation has when it is reserved."""
    if row.status is not TaskStatus.RESERVED or progress is None:
        return row.status
    return _BY_RESERVATION.get(progress.status, TaskStatus.RESERVED)


def task(row: TaskItem, progress: Progress | None = None) -> Task:
    """A task's item, with how far its reservation has come when it is reserved, as a Task."""
    return Task(
        sid=row.task_sid,
        contact_id=row.contact_id,
        status=task_status(row, progress),
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


def reservation(row: ReservationItem) -> Reservation:
    """A reservation's item as a Reservation."""
    return Reservation(
        sid=row.reservation_sid,
        status=row.status,
        task_sid=row.task_sid,
        contact_id=row.contact_id,
        queue=row.queue,
        worker_sid=row.worker.worker_sid,
        worker_name=writes.name_of(row.worker),
        contact_uri=writes.contact_uri_of(row.worker),
        task_attributes=row.task_attributes,
        created_at=row.created_at,
        expires_at=row.expires_at,
        changed_at=row.changed_at,
        channel=row.channel,
    )
