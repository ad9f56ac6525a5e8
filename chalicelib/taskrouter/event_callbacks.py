"""The workspace's EventCallbackUrl hears every event: at least once, those of one task or worker in order.

The log's stream lays each event out in a subject's outbox and asks for a job. The job has the subject for
itself, tells its events one after the other, and begins again later where one was not taken: 2, 4, 8 ...
seconds later, and after MOST_ATTEMPTS the event is given up and said so in the operator's log.
"""

import time
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from chalicelib import contacts
from chalicelib.aws import jobs
from chalicelib.aws.logs import logger
from chalicelib.aws.tables import iso
from chalicelib.contacts import Event
from chalicelib.taskrouter import store
from chalicelib.taskrouter.activities import activities
from chalicelib.taskrouter.assignment import ask_about
from chalicelib.taskrouter.callback_post import post
from chalicelib.taskrouter.event_data import callback_form
from chalicelib.taskrouter.events import SOURCES, is_of, told
from chalicelib.taskrouter.names import names
from chalicelib.taskrouter.workspace import Workspace, workspace

JOB = "taskrouter.tell"
ANSWER_SECONDS = 15
MOST_ATTEMPTS = 8
CLAIM_SECONDS = 120
# A job stops here and asks for the next: what it has left to wait must fit into its claim.
_BUDGET_SECONDS = 60
_KNOWN_SECONDS = 5.0
_known: list[tuple[float, Workspace]] = []


def publish(images: Iterable[Mapping[str, Any]], now: datetime) -> None:
    """Handle a batch of the log's stream: the NEW_IMAGE of each record, in DynamoDB's own JSON."""
    publish_events([event for image in images for event in contacts.events_of_image(image)], now)


def publish_events(events: Iterable[Event], now: datetime) -> None:
    """`publish`, of events already read. Safe to repeat: an event has one place in its outbox."""
    ours = [event for event in events if event.type in SOURCES]
    for event in ours:
        ask_about(event)
    place = _workspace() if ours else None
    if place is None or not place.event_callback_url:
        return
    known, about = activities(), names()
    wanted = [one for event in contacts.in_order(ours) for one in told(event) if is_wanted(one.type, place)]
    for number, one in enumerate(wanted):
        form = callback_form(one, about, known, place)
        order = f"{iso(one.source.at)}#{number:04}#{one.sid}"
        store.put_out(one.source.subject, order, {"form": form, "attempts": 0}, now)
    for subject in dict.fromkeys(one.source.subject for one in wanted):
        jobs.send(JOB, {"subject": subject})


def tell(payload: Mapping[str, Any], now: datetime) -> None:
    """Tell a subject's events that wait, unless somebody else is telling them."""
    subject, url = str(payload["subject"]), workspace().event_callback_url
    begun = time.monotonic()
    while store.waiting_out(subject):
        at = now + timedelta(seconds=time.monotonic() - begun)
        if not store.claim(subject, at + timedelta(seconds=CLAIM_SECONDS), at):
            return
        try:
            pause = _tell_all(subject, url, begun)
        finally:
            store.release(subject)
        # Whoever was refused while we had the claim relies on us: look once more before leaving.
        if pause is not None:
            jobs.send(JOB, {"subject": subject}, delay_seconds=pause)
            return


def is_wanted(kind: str, place: Workspace) -> bool:
    """Whether the workspace's filter lets events of this type through."""
    return not place.events_filter or any(is_of(kind, wanted) for wanted in place.events_filter)


def forget_workspace() -> None:
    """Read the workspace anew at the next event."""
    _known.clear()


def _tell_all(subject: str, url: str, begun: float) -> int | None:
    """Seconds until it should go on; None when everything is told."""
    for order, body in store.waiting_out(subject):
        if time.monotonic() - begun > _BUDGET_SECONDS:
            return 0
        if not url:
            store.taken(subject, order)
            continue
        reply = post(url, body["form"], ANSWER_SECONDS, **{"I-Twilio-Idempotency-Token": body["form"]["Sid"]})
        if reply.is_taken:
            store.taken(subject, order)
            continue
        attempts = int(body["attempts"]) + 1
        said = {"event": body["form"]["Sid"], "status": reply.status, "reason": reply.reason}
        if attempts >= MOST_ATTEMPTS:
            logger.error("event callback given up", extra=said)
            store.taken(subject, order)
            continue
        logger.warning("event callback not taken", extra={**said, "attempts": attempts})
        store.count_attempt(subject, order, body, attempts)
        return int(2**attempts)
    return None


def _workspace() -> Workspace:
    """The workspace, a few seconds old at most: every call's every event asks for it. One that was without an
    address is read again, for nothing that happens after an address has been given may go untold; the
    stream comes later than a read can lag."""
    if not _known or not _known[0][1].event_callback_url or time.monotonic() - _known[0][0] > _KNOWN_SECONDS:
        _known[:] = [(time.monotonic(), workspace(is_consistent=False))]
    return _known[0][1]
