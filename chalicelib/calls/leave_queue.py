"""A caller leaves the queue without an agent: for a message, back to the flow, or because it ran out."""

from datetime import datetime

from chalicelib import contacts, routing
from chalicelib.contacts import WAITING, Contact, ContactState, Event, EventType
from chalicelib.problems import NotFound
from chalicelib.routing import Outcome


def leave_queue(contact_id: str, outcome: str, now: datetime) -> tuple[bool, Outcome]:
    """Take a waiting contact out of its queue and cancel its task. `outcome` is `left_message`, `flow`
    or `system`. False when an agent took it first; the Outcome is to be run."""
    contact = contacts.find(contact_id)
    if contact is None or contact.task_sid is None:
        return False, Outcome()
    has_left = note_left(contact_id, contact.task_sid, outcome, now)
    if not has_left and contact.state is not ContactState.IVR:
        return False, Outcome()
    return True, routing.cancel_task(contact.task_sid, outcome, now)


def note_left(contact_id: str, task_sid: str, outcome: str, now: datetime) -> bool:
    """The contact no longer waits for this task; its caller is the flow's again."""
    contact = contacts.find(contact_id)
    if contact is None or contact.task_sid != task_sid:
        return False
    has_left = contacts.move(
        contact_id,
        left_event(contact, outcome, now),
        if_state=WAITING,
        if_fields={"task_sid": task_sid},
        state=ContactState.IVR.value,
        reservation_sid=None,
    )
    return has_left is not None


def left_event(contact: Contact, outcome: str, now: datetime, queue: str | None = None) -> Event:
    """`queue.left` with how long the contact waited; in the `queue` that is named, else where it waits."""
    waited = (now - contact.queued_at).total_seconds() if contact.queued_at else 0.0
    return Event(
        key=f"{contact.task_sid}:left",
        type=EventType.QUEUE_LEFT,
        at=now,
        contact_id=contact.contact_id,
        queue=queue or current_queue(contact),
        data={"outcome": outcome, "waited_seconds": round(max(waited, 0.0), 3)},
    )


def current_queue(contact: Contact) -> str | None:
    """The queue in which a contact waits: its workflow may have moved it on since it entered."""
    try:
        return routing.task(contact.task_sid or "").queue or contact.queue
    except NotFound:
        return contact.queue
