"""News of the log, told to the screens that care and added to the day's figures."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from chalicelib import calls, contacts, routing
from chalicelib.aws import sockets
from chalicelib.contacts import Event
from chalicelib.desk import figure_store
from chalicelib.desk.desk_now import contact_out, worker_out
from chalicelib.desk.figures import Targets
from chalicelib.desk.floor import floor, today
from chalicelib.desk.presence import FLOOR_TOPIC
from chalicelib.desk.signing import note_presence
from chalicelib.problems import NotFound

# API Gateway carries 128 KB in a message; a bigger floor is fetched instead.
_MOST_BYTES = 120_000


def publish(images: Iterable[Mapping[str, Any]], now: datetime) -> None:
    """Handle a batch of the event table's stream: the NEW_IMAGE of each record, in DynamoDB's own JSON.
    Safe to repeat: figures are added once, and a push only says what is so now."""
    publish_events([event for image in images for event in contacts.events_of_image(image)], now)


def publish_events(events: list[Event], now: datetime) -> None:
    """`publish`, of events already read."""
    if not events:
        return
    targets = _targets()
    for event in events:
        note_presence(event)
        calls.note_completed(event, now)
        figure_store.count(event, targets.get(event.queue or "", Targets()), today(event.at), now)
    for worker_sid, contact_id in sorted(_concerned(events)):
        _push_desk(worker_sid, contact_id)
    _push_floor(now)


def _targets() -> dict[str, Targets]:
    return {queue.friendly_name: Targets(queue.service_level_seconds) for queue in routing.queues()}


def _concerned(events: list[Event]) -> set[tuple[str, str]]:
    """Which agents hear of it, with the contact it is about ("" for none)."""
    return {(e.worker_sid, e.contact_id or "") for e in events if e.worker_sid}


def _push_desk(worker_sid: str, contact_id: str) -> None:
    topic = calls.worker_topic(worker_sid)
    try:
        worker = worker_out(routing.worker(worker_sid)).model_dump(mode="json")
    except NotFound:
        return
    sockets.push_to_topic(topic, {"type": "agent", "worker": worker})
    contact = contacts.find(contact_id) if contact_id else None
    if contact and contact.worker_sid == worker_sid and contact.state not in contacts.WAITING:
        said = contact_out(contact).model_dump(mode="json")
        sockets.push_to_topic(topic, {"type": "contact", "contact": said})


def _push_floor(now: datetime) -> None:
    said = floor(now)
    is_small = len(said.model_dump_json()) < _MOST_BYTES
    message = {"type": "floor", "floor": said.model_dump(mode="json") if is_small else None}
    sockets.push_to_topic(FLOOR_TOPIC, message)
