"""The caller has left: the contact ends, whatever it was doing."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib import contacts, routing
from chalicelib.calls import store
from chalicelib.calls.end_talk import end_talk
from chalicelib.calls.leave_queue import left_event
from chalicelib.calls.leg import Party
from chalicelib.calls.run import run
from chalicelib.contacts import WAITING, WITH_AGENT, Contact, ContactState, Event, EventType, Story
from chalicelib.contacts import leave_type as leave_type_of

# Each attempt that fails means that the contact moved on meanwhile, which it can do only so often.
_ATTEMPTS = 5


def caller_gone(
    contact_id: str,
    now: datetime,
    *told: Event,
    is_self_served: bool = False,
    by: Party | None = Party.CALLER,
) -> None:
    """End a contact, once, and note what its flow has `told` with it. `is_self_served` is the flow's word
    (contacts/leave_type.py); `by` is who hung up, None for ourselves. Repeating it only finishes what an
    earlier attempt did not."""
    for _ in range(_ATTEMPTS):
        story = contacts.story(contact_id)
        if story.contact is None:
            return
        if not story.contact.is_live:
            contacts.move(contact_id, *told, known=story)
        elif not _end(story, is_self_served, by, told, now):
            continue
        _settle(story, by, now)
        return


def _end(story: Story, is_self_served: bool, by: Party | None, told: Sequence[Event], now: datetime) -> bool:
    if story.contact and story.contact.state in WITH_AGENT:
        _end_talk(story, by, now)
        story = contacts.story(story.contact_id)
    contact = story.contact
    if contact is None:
        return False
    how = _leave_type(contact, story.events, is_self_served)
    ended = contacts.move(
        contact.contact_id,
        *told,
        *_events(contact, how, now),
        if_state=[contact.state],
        if_fields={"ended_at": None, "task_sid": contact.task_sid},
        known=story,
        state=(contact.state if contact.state is ContactState.WRAP_UP else ContactState.ENDED).value,
        ended_at=now,
        leave_type=how,
    )
    return ended is not None


def _events(contact: Contact, leave_type: str | None, now: datetime) -> list[Event]:
    ended = Event(
        key=f"{contact.call_sid}:ended",
        type=EventType.CONTACT_ENDED,
        at=now,
        contact_id=contact.contact_id,
        queue=contact.queue,
        data={
            "leave_type": leave_type,
            "duration_seconds": round((now - contact.started_at).total_seconds(), 3),
        },
    )
    outcome = "canceled" if contact.is_outbound else "abandoned"
    return [left_event(contact, outcome, now), ended] if contact.state in WAITING else [ended]


def _leave_type(contact: Contact, told: Sequence[Event], is_self_served: bool) -> str | None:
    """How a caller left; whom we called has left nothing when they were not reached."""
    if contact.is_outbound and all(event.type is not EventType.CALLBACK_ANSWERED for event in told):
        return None
    return leave_type_of(told, is_self_served).value


def _settle(story: Story, by: Party | None, now: datetime) -> None:
    """Routing forgets the task, and an agent who talked goes into wrap-up."""
    contact = story.contact
    if contact is None:
        return
    if contact.state in (*WITH_AGENT, ContactState.WRAP_UP):
        _end_talk(story, by, now)
    elif contact.task_sid:
        run(routing.cancel_task(contact.task_sid, "caller_gone", now), now)


def _end_talk(story: Story, by: Party | None, now: datetime) -> None:
    leg = store.leg_in(story, story.contact.reservation_sid) if story.contact else None
    if leg and leg.answered_at:
        end_talk(leg, leg.ended_by or by, now, story)
