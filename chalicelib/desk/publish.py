"""News of the log, told to the screens that care: each screen hears of a batch once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from chalicelib import calls, contacts, routing
from chalicelib.aws import sockets
from chalicelib.contacts import Event, EventType, Story
from chalicelib.desk.desk_now import contact_out, worker_out
from chalicelib.desk.floor import floor
from chalicelib.desk.presence import FLOOR_TOPIC
from chalicelib.desk.signing import note_presence
from chalicelib.problems import NotFound

# API Gateway carries 128 KB in a message; a bigger floor is fetched instead.
_MOST_BYTES = 120_000
# What changes the agent's own state, besides the contact's.
_OF_WORKER = frozenset(
    kind for kind in EventType if kind.startswith(("reservation.", "agent.activity", "agent.signed"))
)
# Told while a contact is only offered: nothing that a screen would show of it has changed.
_OF_OFFER = frozenset(
    {
        EventType.QUEUE_ENTERED,
        EventType.RESERVATION_CREATED,
        EventType.ASSIGNMENT_RETURNED,
        EventType.SWITCH_INSTRUCTED,
        EventType.AGENT_DIALLED,
        EventType.AGENT_RINGING,
        EventType.SWITCH_CONFIRMED,
        EventType.POP_PUSHED,
    }
)


@dataclass
class _Batch:
    """What a batch tells; each contact that is concerned is read once."""

    events: list[Event]
    images: Sequence[Mapping[str, Any]] = ()
    stories: dict[str, Story] = field(default_factory=dict)

    def story(self, contact_id: str) -> Story:
        """The contact after all of the batch."""
        if contact_id not in self.stories:
            told = [image for image in self.images if image["subject"]["S"] == contact_id]
            read = contacts.story_with(contact_id, told) if told else contacts.story(contact_id)
            self.stories[contact_id] = read
        return self.stories[contact_id]

    def by_worker(self) -> dict[str, list[Event]]:
        """What each agent hears of."""
        found: dict[str, list[Event]] = {}
        for event in self.events:
            if event.worker_sid:
                found.setdefault(event.worker_sid, []).append(event)
        return found


def publish(images: Iterable[Mapping[str, Any]], now: datetime) -> None:
    """Handle a batch of the event table's stream: the NEW_IMAGE of each record, in DynamoDB's own JSON.
    Safe to repeat: a push only says what is so now."""
    told = tuple(images)
    _publish(_Batch([event for image in told for event in contacts.events_of_image(image)], told), now)


def publish_events(events: list[Event], now: datetime) -> None:
    """`publish`, of events already read."""
    _publish(_Batch(events), now)


def _publish(batch: _Batch, now: datetime) -> None:
    if not batch.events:
        return
    for event in batch.events:
        note_presence(event)
        if event.type is EventType.RESERVATION_COMPLETED and event.contact_id:
            calls.note_completed(event, batch.story(event.contact_id))
    for worker_sid, told in sorted(batch.by_worker().items()):
        _push_desk(worker_sid, told, batch)
    sockets.push_made(FLOOR_TOPIC, lambda: _floor_message(now))


def _push_desk(worker_sid: str, told: list[Event], batch: _Batch) -> None:
    """One message for the agent's screens: their own state when it may have changed, and each contact that is
    theirs and no longer only offered."""
    messages: list[dict[str, Any]] = []
    concerned = {event.contact_id for event in told if event.contact_id and event.type not in _OF_OFFER}
    stories = [batch.story(contact_id) for contact_id in sorted(concerned)]
    if any(event.type in _OF_WORKER and not _is_told_by_the_phone(event) for event in told):
        log = [event for story in stories for event in story.events]
        try:
            worker = worker_out(routing.worker(worker_sid, log)).model_dump(mode="json")
        except NotFound:
            return
        messages.append({"type": "agent", "worker": worker})
    for story in stories:
        contact = story.contact
        if contact and contact.worker_sid == worker_sid and contact.state not in contacts.WAITING:
            said = contact_out(contact, story.events).model_dump(mode="json")
            messages.append({"type": "contact", "contact": said})
    if len(messages) > 1:
        messages = [{"type": "several", "messages": messages}]
    for message in messages:
        sockets.push_to_topic(calls.worker_topic(worker_sid), message)


def _is_told_by_the_phone(event: Event) -> bool:
    """An agent who is offered a call hears of it when the phone rings, a moment later: the offer itself says
    so (calls/screen.py), and what ends it unrung is told as any change."""
    return event.type is EventType.RESERVATION_CREATED and not routing.is_foreign(event.contact_id or "")


def _floor_message(now: datetime) -> dict[str, Any]:
    said = floor(now)
    is_small = len(said.model_dump_json()) < _MOST_BYTES
    return {"type": "floor", "floor": said.model_dump(mode="json") if is_small else None}
