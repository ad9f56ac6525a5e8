"""Who waits now, for agents and supervisors who may pick a call up."""

from collections.abc import Collection

from chalicelib import calls, contacts, customers, routing
from chalicelib.contacts import WAITING, Contact
from chalicelib.customers import Customer
from chalicelib.desk.line.schemas import WaitingOut
from chalicelib.desk.schemas import CustomerCard
from chalicelib.problems import NotFound
from chalicelib.routing import Task, TaskStatus

_MOST = 100


def waiting(queues: Collection[str] | None) -> list[WaitingOut]:
    """The calls that wait or ring, who came first at the top, at most 100; `queues` None: of every queue."""
    found = [one for one in contacts.live() if one.state in WAITING and one.task_sid]
    known = customers.fetch_many([one.customer_id for one in found[:_MOST] if one.customer_id])
    rows = [_row(one, known.get(one.customer_id or "")) for one in found[:_MOST]]
    shown = [row for row in rows if row and (queues is None or row.queue in queues)]
    return sorted(shown, key=lambda row: (-row.priority, row.since))


def _row(contact: Contact, customer: Customer | None) -> WaitingOut | None:
    try:
        task = routing.task(str(contact.task_sid))
    except NotFound:
        return None
    if task.status not in (TaskStatus.PENDING, TaskStatus.RESERVED):
        return None
    return WaitingOut(
        contact_id=contact.contact_id,
        queue=task.queue,
        number=contact.customer_number,
        customer=CustomerCard.model_validate(calls.card(customer)) if customer else None,
        is_callback=contact.is_outbound,
        priority=task.priority,
        since=task.enqueued_at,
        rings_at=_rings_at(task),
        agent_name=contact.agent_name if task.status is TaskStatus.RESERVED else None,
    )


def _rings_at(task: Task) -> str | None:
    return task.reservation_sid if task.status is TaskStatus.RESERVED else None
