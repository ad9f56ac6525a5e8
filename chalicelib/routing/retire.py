"""Taking definitions away: a queue nobody needs any more, a workflow, a worker who has left."""

from datetime import datetime

from chalicelib.problems import Conflict, NotFound, TransactionLost
from chalicelib.routing.catalogue import (
    catalogue,
    drop_queue,
    drop_workflow,
    forget_catalogue,
    workflow_named,
)
from chalicelib.routing.definitions import define_worker
from chalicelib.routing.items import MemberRow, NameRow, WorkerItem
from chalicelib.routing.model import ActivityName
from chalicelib.routing.overflow import destinations as overflows_of
from chalicelib.routing.queries import waiting_tasks
from chalicelib.routing.state import all_workers, change, get_worker
from chalicelib.routing.workflow import queues_of

ATTEMPTS = 6


def delete_queue(sid: str, now: datetime) -> None:
    """Remove a queue. Conflict while a workflow names it or somebody waits in it; NotFound."""
    forget_catalogue()
    queue = catalogue().queue(sid)
    if queue is None:
        raise NotFound(f"There is no queue {sid}.")
    for workflow in catalogue().workflows:
        if any(
            named in (queue.sid, queue.friendly_name) for _, named in queues_of(workflow_named(workflow.sid))
        ):
            raise Conflict(f"The workflow {workflow.friendly_name} names this queue.", code="in_use")
    for other in catalogue().queues:
        if any(to in (f"queue:{queue.sid}", f"queue:{queue.friendly_name}") for to in overflows_of(other)):
            raise Conflict(f"The queue {other.friendly_name} overflows into this one.", code="in_use")
    if waiting_tasks(queue.sid):
        raise Conflict("Somebody waits in this queue.", code="in_use")
    drop_queue(queue.sid)
    for worker in all_workers():
        if queue.sid in worker.queue_sids:
            define_worker(worker.worker_sid, worker.friendly_name, worker.attributes, now)


def delete_workflow(sid: str) -> None:
    """Remove a workflow; tasks that are in it stay in the queue they have come to. NotFound."""
    forget_catalogue()
    if all(workflow.sid != sid for workflow in catalogue().workflows):
        raise NotFound(f"There is no workflow {sid}.")
    drop_workflow(sid)


def delete_worker(sid: str, now: datetime) -> None:  # noqa: ARG001  every command is given the clock
    """Remove a worker that is offline. Conflict otherwise; NotFound."""
    for _ in range(ATTEMPTS):
        worker = get_worker(sid)
        if worker.activity is not ActivityName.OFFLINE or worker.reservation_sid:
            raise Conflict("Only a worker that is offline can be removed.", code="in_use")
        try:
            with change() as c:
                c.delete(NameRow(worker.friendly_name, sid))
                for queue_sid in worker.queue_sids:
                    c.delete(MemberRow(queue_sid, sid))
                c.erase(WorkerItem, sid, _unchanged(worker))
        except TransactionLost:
            continue
        return
    raise Conflict(f"Worker {sid} keeps changing.", code="changed_meanwhile")


def _unchanged(worker: WorkerItem) -> dict[str, object]:
    return {"profile_version": worker.profile_version, "activity": worker.activity, "reservation_sid": None}
