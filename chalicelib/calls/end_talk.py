"""The talk is over, whoever ended it: the agent's wrap-up begins."""

from collections.abc import Iterable
from datetime import datetime

from chalicelib import contacts, routing
from chalicelib.calls import store
from chalicelib.calls.leg import Leg, LegState, Party, leg_event
from chalicelib.calls.wrap_up import close_if_completed
from chalicelib.contacts import WITH_AGENT, Contact, ContactState, Event, EventType, Story, durations

# A press of [Hold] at the same moment makes the first write fail.
_ATTEMPTS = 3


def end_talk(leg: Leg, by: Party | None, now: datetime, known: Story | None = None) -> None:
    """End an answered leg, once, and start the wrap-up. `by` None means that we ended it ourselves.
    Repeating it only sees to it that routing knows."""
    for attempt in range(_ATTEMPTS):
        story = known if known and not attempt else contacts.story(leg.contact_id)
        leg = store.leg_in(story, leg.reservation_sid) or leg
        if leg.state is not LegState.ANSWERED or _end(leg, by, story, now):
            break
    if not _wraps_up(story, leg.reservation_sid):
        close_if_completed(routing.wrap_up(leg.reservation_sid, now), now)


def _wraps_up(story: Story, reservation_sid: str) -> bool:
    """Whether routing knows already: the other leg's end has told it."""
    told = {event.type for event in story.events if event.reservation_sid == reservation_sid}
    return EventType.RESERVATION_WRAPPING in told and EventType.RESERVATION_COMPLETED not in told


def _end(leg: Leg, by: Party | None, story: Story, now: datetime) -> bool:
    contact = story.contact
    if contact is None:
        return True
    ended = store.move_leg(
        leg,
        LegState.ENDED,
        *_events(leg, contact, story.events, by, now),
        contact_in=WITH_AGENT,
        if_fields={"reservation_sid": leg.reservation_sid, "hold_count": contact.hold_count},
        known=story,
        state=ContactState.WRAP_UP.value,
    )
    return ended is not None


def _events(
    leg: Leg, contact: Contact, told: Iterable[Event], by: Party | None, now: datetime
) -> list[Event]:
    took = durations([e for e in told if e.reservation_sid == leg.reservation_sid], now)
    data = {
        "by": by.value if by else "system",
        "talk_seconds": round(took.talk_seconds, 3),
        "hold_seconds": round(took.hold_seconds, 3),
    }
    events = [
        leg_event(leg, f"{leg.reservation_sid}:call-ended", EventType.CALL_ENDED, now, data),
        leg_event(leg, f"{leg.reservation_sid}:wrap-up", EventType.WRAPUP_STARTED, now),
    ]
    if contact.state is ContactState.ON_HOLD:
        key = f"{leg.reservation_sid}:hold:{contact.hold_count}:ended"
        events.append(leg_event(leg, key, EventType.HOLD_ENDED, now))
    return events
