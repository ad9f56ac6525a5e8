"""The caller has left: the contact ends, whatever it was doing."""

from datetime import datetime

from chalicelib import contacts, routing
from chalicelib.calls import store
from chalicelib.calls.end_talk import end_talk
from chalicelib.calls.leave_queue import left_event
from chalicelib.calls.leg import Party
from chalicelib.calls.run import run
from chalicelib.contacts import WAITING, WITH_AGENT, Contact, ContactState, Event, EventType, leave_type

# Each attempt that fails means that the contact moved on meanwhile, which it can do only so often.
_ATTEMPTS = 5


def caller_gone(
    contact_id: str, now: datetime, *, is_self_served: bool = False, by: Party | None = Party.CALLER
) -> None:
    """End a contact, once. `is_self_served` is the flow's word (contacts/leave_type.py); `by` is who hung
    up, None for ourselves. Repeating it only finishes what an earlier attempt did not."""
    for _ in range(_ATTEMPTS):
        contact = contacts.find(contact_id)
        if contact is None:
            return
        if not contact.is_live or _end(contact, is_self_served, by, now):
            _settle(contact, by, now)
            return


def _end(contact: Contact, is_self_served: bool, by: Party | None, now: datetime) -> bool:
    if contact.state in WITH_AGENT:
        _end_talk(contact, by, now)
        contact = contacts.fetch(contact.contact_id)
    return contacts.move(
        contact.contact_id,
        *_events(contact, is_self_served, now),
        if_state=[contact.state],
        if_fields={"ended_at": None, "task_sid": contact.task_sid},
        state=(contact.state if contact.state is ContactState.WRAP_UP else ContactState.ENDED).value,
        ended_at=now,
        leave_type=_leave_type(contact, is_self_served),
    )


def _events(contact: Contact, is_self_served: bool, now: datetime) -> list[Event]:
    ended = Event(
        key=f"{contact.call_sid}:ended",
        type=EventType.CONTACT_ENDED,
        at=now,
        contact_id=contact.contact_id,
        queue=contact.queue,
        data={
            "leave_type": _leave_type(contact, is_self_served),
            "duration_seconds": round((now - contact.started_at).total_seconds(), 3),
        },
    )
    return [left_event(contact, "abandoned", now), ended] if contact.state in WAITING else [ended]


def _leave_type(contact: Contact, is_self_served: bool) -> str:
    return leave_type(contacts.events_of(contact.contact_id), is_self_served).value


def _settle(contact: Contact, by: Party | None, now: datetime) -> None:
    """Routing forgets the task, and an agent who talked goes into wrap-up."""
    if contact.state in (*WITH_AGENT, ContactState.WRAP_UP):
        _end_talk(contact, by, now)
    elif contact.task_sid:
        run(routing.cancel_task(contact.task_sid, "caller_gone", now), now)


def _end_talk(contact: Contact, by: Party | None, now: datetime) -> None:
    leg = store.find_leg(contact.reservation_sid) if contact.reservation_sid else None
    if leg and leg.answered_at:
        end_talk(leg, leg.ended_by or by, now)
