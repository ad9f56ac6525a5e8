"""The conference in which caller and agent talk; it is named after the reservation."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib import contacts
from chalicelib.calls import store
from chalicelib.calls.leg import Leg, LegState, Party, leg_event
from chalicelib.carrier import ConferenceTarget, Dial, Hangup, Instruction, webhook_url
from chalicelib.contacts import Contact, Event, EventType, Line, Story

# It starts when the second party enters. The rest of its life is told by the legs; each callback is a request
# that is paid for.
_EVENTS = ("start",)


def caller_joins(contact_id: str, reservation_sid: str) -> Sequence[Instruction]:
    """What the caller's leg does when an agent has taken the call."""
    contact = contacts.find(contact_id)
    if contact is None or not contact.is_live:
        return (Hangup(),)
    return join(contact, reservation_sid, Party.CALLER)


def join(contact: Contact, reservation_sid: str, party: Party) -> Sequence[Instruction]:
    """Let a party into the conference. Whoever leaves ends it: the caller goes back to the flow, the
    agent's phone is free. Both name the same callbacks, because the carrier takes those of whoever comes
    first."""
    room = ConferenceTarget(
        name=reservation_sid,
        start_on_enter=True,
        end_on_exit=True,
        wait_url="",
        record="record-from-start",
        status_callback=webhook_url("/voice/conference", c=contact.contact_id, r=reservation_sid),
        status_callback_events=_EVENTS,
        recording_status_callback=webhook_url("/voice/recording", c=contact.contact_id, r=reservation_sid),
        participant_label=party.value,
    )
    action = contact.return_url if party is Party.CALLER else None
    return (Dial(targets=(room,), action=action),)


def started(contact_id: str, reservation_sid: str, conference_sid: str, now: datetime) -> None:
    """Both parties are in the conference and hear each other: the talk has started, step 12 of a call."""

    def decide(story: Story) -> Line | None:
        leg = store.leg_in(story, reservation_sid)
        if leg is None or leg.answered_at is None:
            return None  # the way into the conference is our answer to the agent's leg, so this is not ours
        if leg.conference_sid:
            return None
        is_current = contacts.is_as(story, None, {"reservation_sid": reservation_sid})
        return Line(
            story.new([_talk_started(leg, now)]),
            contacts.news(story, {"conference_sid": conference_sid}) if is_current else {},
            {reservation_sid: {"conference_sid": conference_sid}},
        )

    contacts.write(contact_id, decide)


def _talk_started(leg: Leg, now: datetime) -> Event:
    """News that comes after the talk has ended is dated when the agent picked up."""
    is_late = leg.state is LegState.ENDED and leg.answered_at
    at = leg.answered_at if is_late and leg.answered_at else now
    return leg_event(leg, f"{leg.reservation_sid}:talking", EventType.TALK_STARTED, at)
