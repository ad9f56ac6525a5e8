"""After the talk: the agent names the outcome and is free again."""

from datetime import datetime
from typing import Any

from chalicelib import contacts, routing
from chalicelib.calls.own import own_contact
from chalicelib.contacts import Contact, ContactState, Event, EventType
from chalicelib.problems import Conflict
from chalicelib.routing import Outcome, Reservation, ReservationStatus


def finish_wrap_up(
    contact_id: str, worker_sid: str, disposition: str | None, note: str | None, now: datetime
) -> Outcome:
    """Save the outcome and end the wrap-up. Conflict while the talk goes on; the Outcome is to be run.
    Repeating it changes nothing, and frees an agent whom a crash left wrapping up."""
    contact = own_contact(contact_id, worker_sid)
    if contact.reservation_sid is None:
        return Outcome()
    if contact.state is ContactState.WRAP_UP:
        code = disposition or contact.disposition
        _close(contact, contact.reservation_sid, now, code, note if note is not None else contact.note)
    elif contact.state not in (ContactState.ENDED, ContactState.IVR):
        raise Conflict("The call is still going on.", code="talking")
    return routing.finish(contact.reservation_sid, now)


def save_draft(contact_id: str, worker_sid: str, disposition: str | None, note: str | None) -> None:
    """Keep what the agent has typed so far; None leaves what is there."""
    own_contact(contact_id, worker_sid)
    typed = {"disposition": disposition, "note": note}
    changes: dict[str, Any] = {name: value for name, value in typed.items() if value is not None}
    if changes:
        contacts.change(contact_id, **changes)


def close_if_completed(reservation: Reservation, now: datetime) -> None:
    """Routing has ended the wrap-up itself: its time is up, or its queue has none."""
    if reservation.status is not ReservationStatus.COMPLETED:
        return
    contact = contacts.find(reservation.contact_id)
    if contact and contact.state is ContactState.WRAP_UP and contact.reservation_sid == reservation.sid:
        _close(contact, reservation.sid, now, contact.disposition, contact.note)


def _close(
    contact: Contact, reservation_sid: str, now: datetime, disposition: str | None, note: str | None
) -> bool:
    state = ContactState.IVR if contact.is_live else ContactState.ENDED
    events = [_event(contact, reservation_sid, "wrapped-up", EventType.WRAPUP_ENDED, now)]
    if disposition:
        disposed = EventType.CONTACT_DISPOSED
        events.append(_event(contact, reservation_sid, "disposed", disposed, now, code=disposition))
    if note:
        events.append(_event(contact, reservation_sid, "note", EventType.NOTE_SAVED, now))
    return contacts.move(
        contact.contact_id,
        *events,
        if_state=[ContactState.WRAP_UP],
        if_fields={"reservation_sid": reservation_sid, "ended_at": contact.ended_at},
        state=state.value,
        disposition=disposition,
        note=note,
    )


def _event(
    contact: Contact, reservation_sid: str, cause: str, kind: EventType, now: datetime, **data: str
) -> Event:
    return Event(
        key=f"{reservation_sid}:{cause}",
        type=kind,
        at=now,
        contact_id=contact.contact_id,
        worker_sid=contact.worker_sid,
        queue=contact.queue,
        reservation_sid=reservation_sid,
        data=data,
    )
