"""After the talk: the agent names the outcome and is free again."""

from datetime import datetime
from typing import Any

from chalicelib import contacts, routing
from chalicelib.calls.own import own_story
from chalicelib.contacts import WAITING, WITH_AGENT, Contact, ContactState, Event, EventType, Story
from chalicelib.problems import Conflict
from chalicelib.routing import Outcome, Reservation, ReservationStatus


def finish_wrap_up(
    contact_id: str,
    worker_sid: str,
    disposition: str | None,
    note: str | None,
    now: datetime,
    known: Story | None = None,
) -> Outcome:
    """Save the outcome and end the wrap-up. Conflict while the talk goes on; the Outcome is to be run.
    Repeating it changes nothing, and frees an agent whom a crash left wrapping up. An outcome that comes when
    the wrap-up's time was up is saved all the same. `known`: the contact as `own_story` has just read it."""
    known = known or own_story(contact_id, worker_sid)[1]
    contact = known.contact
    if contact is None or contact.reservation_sid is None:
        return Outcome()
    code = disposition or contact.disposition
    words = note if note is not None else contact.note
    if contact.state in (*WITH_AGENT, *WAITING):
        raise Conflict("The call is still going on.", code="talking")
    if contact.state is ContactState.WRAP_UP:
        _close(contact, contact.reservation_sid, now, code, words, known)
    else:
        _add_late(contact, contact.reservation_sid, now, code, words)
    return routing.finish(contact.reservation_sid, now)


def _add_late(
    contact: Contact, reservation_sid: str, now: datetime, disposition: str | None, note: str | None
) -> None:
    save_draft(contact.contact_id, str(contact.worker_sid), disposition, note)
    contacts.record(*_outcome(contact, reservation_sid, now, disposition, note))


def save_draft(contact_id: str, worker_sid: str, disposition: str | None, note: str | None) -> None:
    """Keep what the agent has typed so far; None leaves what is there."""
    _, known = own_story(contact_id, worker_sid)
    typed = {"disposition": disposition, "note": note}
    changes: dict[str, Any] = {name: value for name, value in typed.items() if value is not None}
    if changes:
        contacts.move(contact_id, known=known, **changes)


def note_completed(event: Event, known: Story) -> None:
    """The log says that a reservation is completed, by whatever way: so is its contact's wrap-up, from that
    moment on. `known` is the contact as just read."""
    contact = known.contact
    if contact and contact.state is ContactState.WRAP_UP and contact.reservation_sid == event.reservation_sid:
        _close(contact, str(event.reservation_sid), event.at, contact.disposition, contact.note, known)


def close_if_completed(reservation: Reservation, now: datetime) -> None:
    """Routing has ended the wrap-up itself: its time is up, or its queue has none."""
    if reservation.status is not ReservationStatus.COMPLETED:
        return
    contact = contacts.find(reservation.contact_id)
    if contact and contact.state is ContactState.WRAP_UP and contact.reservation_sid == reservation.sid:
        _close(contact, reservation.sid, now, contact.disposition, contact.note)


def _close(
    contact: Contact,
    reservation_sid: str,
    now: datetime,
    disposition: str | None,
    note: str | None,
    known: Story | None = None,
) -> None:
    state = ContactState.IVR if contact.is_live else ContactState.ENDED
    contacts.move(
        contact.contact_id,
        _event(contact, reservation_sid, "wrapped-up", EventType.WRAPUP_ENDED, now),
        *_outcome(contact, reservation_sid, now, disposition, note),
        if_state=[ContactState.WRAP_UP],
        if_fields={"reservation_sid": reservation_sid, "ended_at": contact.ended_at},
        known=known,
        state=state.value,
        disposition=disposition,
        note=note,
    )


def _outcome(
    contact: Contact, reservation_sid: str, now: datetime, disposition: str | None, note: str | None
) -> list[Event]:
    events = []
    if disposition:
        disposed = EventType.CONTACT_DISPOSED
        events.append(_event(contact, reservation_sid, "disposed", disposed, now, code=disposition))
    if note:
        events.append(_event(contact, reservation_sid, "note", EventType.NOTE_SAVED, now))
    return events


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
