"""A waiting caller asks to be called back: the wish takes their place in line (ACD-19)."""

from datetime import datetime, timedelta

from chalicelib import contacts, routing
from chalicelib.aws.timers import Timer
from chalicelib.calls.callback import LONGEST_REASON, Callback, CallbackStatus
from chalicelib.calls.callback_store import TIMER, add_callback, find_callback
from chalicelib.calls.leave_queue import left_event
from chalicelib.calls.ring_back import confirm, line_up
from chalicelib.calls.run import run
from chalicelib.calls.screen import customer_of
from chalicelib.contacts import WAITING, Contact, ContactState, Event, EventType
from chalicelib.problems import NotFound
from chalicelib.routing import Task

# The caller is lined up at once; should we die before that is done, this looks after it.
_LOOK_AFTER = timedelta(seconds=10)


def ask_callback(contact_id: str, number: str, language: str, now: datetime) -> bool:
    """Take a waiting caller out of the line and put a callback to `number` (E.164) into their place. False
    when an agent has just taken them. Repeating it is one callback."""
    contact = contacts.find(contact_id)
    if contact is None or contact.task_sid is None:
        return False
    callback_id = f"CB{contact.task_sid[2:]}"
    callback = find_callback(callback_id) or _new(callback_id, contact, number, language, now)
    if callback is None or not _leave(contact, callback, now):
        return False
    run(routing.cancel_task(contact.task_sid, "callback", now), now)
    confirmed = confirm(callback, now) if callback.status is CallbackStatus.ASKED else callback
    if confirmed and confirmed.status is CallbackStatus.WAITING:
        line_up(confirmed, now)
    return True


def _new(callback_id: str, contact: Contact, number: str, language: str, now: datetime) -> Callback | None:
    try:
        task = routing.task(str(contact.task_sid))
    except NotFound:
        return None
    wanted = _callback(callback_id, contact, task, number, language, now)
    add_callback(wanted, Timer(TIMER, callback_id, now + _LOOK_AFTER))
    return find_callback(callback_id)


def _leave(contact: Contact, callback: Callback, now: datetime) -> bool:
    """The caller waits no longer; true too when that is so since an earlier attempt."""
    if callback.status is not CallbackStatus.ASKED:
        return True
    has_left = contacts.move(
        contact.contact_id,
        left_event(contact, "callback", now),
        _asked(contact, callback, now),
        if_state=WAITING,
        if_fields={"task_sid": contact.task_sid},
        state=ContactState.IVR.value,
        reservation_sid=None,
    )
    if has_left:
        return True
    return any(one.type is EventType.CALLBACK_ASKED for one in contacts.events_of(contact.contact_id))


def _callback(
    callback_id: str, contact: Contact, task: Task, number: str, language: str, now: datetime
) -> Callback:
    customer = customer_of(contact)
    return Callback(
        callback_id=callback_id,
        number=number,
        our_number=contact.our_number,
        queue=task.queue,
        language=language,
        priority=task.priority,
        asked_in=contact.contact_id,
        asked_at=now,
        place_at=task.enqueued_at,
        due_at=now,
        reason=_reason(contact, task),
        customer_id=customer.customer_id if customer else None,
    )


def _reason(contact: Contact, task: Task) -> str | None:
    """Why they called: what the flow gave the task as its reason or type, else the keys that led here."""
    given = task.attributes.get("reason") or task.attributes.get("type") or contact.enqueued.get("keys")
    return str(given)[:LONGEST_REASON] if given else None


def _asked(contact: Contact, callback: Callback, now: datetime) -> Event:
    return Event(
        key=f"{callback.callback_id}:asked",
        type=EventType.CALLBACK_ASKED,
        at=now,
        contact_id=contact.contact_id,
        queue=callback.queue,
        data={"callback_id": callback.callback_id, "callback_contact_id": callback.contact_id},
    )
