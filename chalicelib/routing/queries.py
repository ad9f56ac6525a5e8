"""What other rooms may ask."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import chain
from typing import Any

from chalicelib.contacts import Event
from chalicelib.routing import present, state, writes
from chalicelib.routing.catalogue import catalogue, lines
from chalicelib.routing.holdings import holdings, keys_held
from chalicelib.routing.items import Progress, TaskItem, WorkerItem
from chalicelib.routing.model import (
    Position,
    QueueDepth,
    Reservation,
    ReservationStatus,
    Task,
    TaskQueue,
    TaskStatus,
    Worker,
    WorkflowDefinition,
)
from chalicelib.routing.placement import chosen_workflow, first_placement


def worker(sid: str, log: Iterable[Event] = ()) -> Worker:
    """A worker as it is now; NotFound. How far its reservations have come, the `log` tells of those contacts
    whose events were just read; of others it is asked."""
    row, known = state.get_worker(sid), writes.progress_in(log)
    unknown = [key for key in keys_held(row) if key[1] not in known]
    return present.worker(row, {**known, **state.progress(unknown)})


def worker_named(friendly_name: str) -> Worker | None:
    """The worker of this name, in any case."""
    sid = state.sid_of_name(friendly_name)
    return worker(sid) if sid else None


def workers() -> list[Worker]:
    """Every worker, by name."""
    rows = state.all_workers()
    known = state.progress([key for row in rows for key in keys_held(row)])
    return [present.worker(row, known) for row in rows]


def shown(row: WorkerItem) -> Worker:
    """A worker that was read, with how far the reservations that it has have come by now."""
    return present.worker(row, state.progress(keys_held(row)))


def task(sid: str) -> Task:
    """A task as it is now; NotFound."""
    row = state.get_task(sid)
    return present.task(row, _progress_of(row))


def reservation(sid: str) -> Reservation:
    """A reservation as it is now; NotFound."""
    return present.reservation(state.get_reservation(sid))


def reservation_status(contact_id: str, sid: str) -> ReservationStatus:
    """How far a contact's reservation has come, in one read; NotFound."""
    return state.get_progress(contact_id, sid).status


def reservations_of(worker_sid: str) -> list[Reservation]:
    """A worker's latest reservations, the newest first; may lag a moment."""
    return [present.reservation(row) for row in state.reservations_of(worker_sid)]


def queues() -> list[TaskQueue]:
    """Every queue, by name."""
    return sorted(catalogue().queues, key=lambda queue: queue.friendly_name)


def workflows() -> list[WorkflowDefinition]:
    """Every workflow, by name."""
    return sorted(catalogue().workflows, key=lambda workflow: workflow.friendly_name)


def waiting_tasks(queue_sid: str) -> list[Task]:
    """The tasks in a queue's line, of every channel, those who are next first."""
    found = (state.read_waiting(queue_sid, line, whole=True).waiting for line in lines())
    rows = (state.find_task(waiting.task_sid) for waiting in chain.from_iterable(found))
    return [present.task(row) for row in rows if row and row.status is TaskStatus.PENDING]


def open_tasks() -> list[Task]:
    """Every task that waits, is offered or is with an agent: as many reads as there are of these."""
    held = [sid for worker in state.all_workers() for sid in holdings(worker)]
    found = {}
    for sid in held:
        row = state.get_task(state.get_offer(sid).task_sid)
        found[row.task_sid] = present.task(row, _progress_of(row))
    for queue in queues():
        for one in waiting_tasks(queue.sid):
            found.setdefault(one.sid, one)
    return list(found.values())


def queue_depths() -> dict[str, QueueDepth]:
    """How many wait in each queue, by its name, and since when the oldest does."""
    found = {}
    for queue in queues():
        waiting = state.read_waiting(queue.sid, whole=True).waiting
        oldest = min((each.enqueued_at for each in waiting), default=None)
        found[queue.friendly_name] = QueueDepth(len(waiting), oldest)
    return found


def queue_for(workflow_sid: str | None, queue: str | None, attributes: Mapping[str, Any]) -> str | None:
    """The queue in which a task that is created now would wait first, by name; None when its workflow has no
    place for it. Invalid for a queue or workflow that does not exist."""
    placement = first_placement(chosen_workflow(workflow_sid, queue), queue, attributes)
    return placement.queue.friendly_name if placement else None


def position(task_sid: str, now: datetime) -> Position:
    """A task's place in its line; NotFound."""
    row = state.get_task(task_sid)
    status = present.task_status(row, _progress_of(row))
    name = row.queue
    waited = max(0.0, (now - row.enqueued_at).total_seconds())
    if status not in (TaskStatus.PENDING, TaskStatus.RESERVED):
        return Position(0, 0, waited, name)
    size = state.count_waiting(row.queue_sid, row.channel)
    if status is TaskStatus.RESERVED:
        return Position(1, size + 1, waited, name)
    ahead = state.count_waiting(row.queue_sid, row.channel, before=row)
    return Position(ahead + 1, max(size, ahead + 1), waited, name)


def _progress_of(row: TaskItem) -> Progress | None:
    if row.status is not TaskStatus.RESERVED:
        return None
    return state.get_progress(row.contact_id, str(row.reservation_sid))
