"""The flow hands a caller to a queue."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from chalicelib import contacts, routing
from chalicelib.aws.settings import settings
from chalicelib.calls.about_call import call_facts, caller_facts
from chalicelib.calls.ring_back import cancel_callbacks_of
from chalicelib.calls.run import run
from chalicelib.calls.screen import customer_of
from chalicelib.contacts import WAITING, Contact, ContactState, Event, EventType
from chalicelib.problems import NotFound
from chalicelib.routing import Outcome

DEFAULT_LANGUAGE = "zh-CN"


def enqueue(
    contact_id: str,
    *,
    queue: str | None = None,
    workflow_sid: str | None = None,
    attributes: Mapping[str, Any] | None = None,
    priority: int = 0,
    timeout_seconds: int = 86400,
    keys: str = "",
    language: str | None = None,
    return_url: str,
    step: str = "",
    told: Iterable[Event] = (),
    now: datetime,
) -> str:
    """Let the contact wait in a queue, or in the one that a workflow chooses; returns the queue's name.

    `return_url` is where the flow goes on when the caller comes back from the queue or the agent, `keys`
    what the caller has keyed in so far, `step` tells a second visit to a queue from a repeat of the
    first; what the flow has `told` is written with it. Repeating it changes nothing; it finishes what an
    earlier attempt left undone. Invalid when there is no such queue or workflow; nothing is changed then.
    """
    known = contacts.story(contact_id)
    contact = known.contact
    if contact is None:
        raise NotFound(f"no contact {contact_id}")
    given = {**caller_facts(customer_of(contact)), **(attributes or {})}
    spoken = language or contact.language or DEFAULT_LANGUAGE
    asked = {
        "queue": queue,
        "workflow_sid": workflow_sid,
        "attributes": given,
        "priority": priority,
        "timeout_seconds": timeout_seconds,
        "keys": keys,
        "step": step,
    }
    if _is_new_visit(contact, step):
        # Asked first: a contact that nobody will take in stays with its flow, which then says so.
        place = routing.queue_for(workflow_sid, queue, _task_attributes(contact, spoken, given, now))
        name = place or queue or ""
        cancel_callbacks_of(contact.from_number, now)
        task_sid = _task_sid(contact_id, step, is_first=contact.task_sid is None)
        waiting = replace(contact, task_sid=task_sid, enqueued=asked, queued_at=now, language=spoken)
        queued = contacts.move(
            contact_id,
            *told,
            _entered(waiting, name),
            if_state=[ContactState.IVR, ContactState.WRAP_UP],
            if_fields={"task_sid": contact.task_sid, "ended_at": None},
            state=ContactState.QUEUED.value,
            known=known,
            task_sid=task_sid,
            reservation_sid=None,
            enqueued=asked,
            queue=name,
            queued_at=now,
            language=spoken,
            return_url=return_url,
        )
        known = queued or contacts.story(contact_id)
    contact = known.contact or contact
    run(_create(contact, now), now, known)
    return contact.queue or ""


def create_missing_task(contact: Contact, now: datetime) -> None:
    """Make the task of a contact that waits without one, as a crash may have left it."""
    run(_create(contact, now), now)


def _create(contact: Contact, now: datetime) -> Outcome:
    """Create the task of a waiting contact; nothing for one that no longer waits."""
    if contact.state not in WAITING or contact.task_sid is None:
        return Outcome()
    asked = contact.enqueued
    return routing.create_task(
        contact.task_sid,
        contact_id=contact.contact_id,
        workflow_sid=asked.get("workflow_sid"),
        queue=asked.get("queue"),
        attributes=_task_attributes(
            contact, contact.language, asked.get("attributes") or {}, contact.queued_at or now
        ),
        priority=int(asked.get("priority") or 0),
        timeout_seconds=int(asked.get("timeout_seconds") or 86400),
        now=now,
    )


def _task_attributes(
    contact: Contact, language: str | None, given: Mapping[str, Any], at: datetime
) -> dict[str, Any]:
    """What TaskRouter puts into a voice task and what the contact tells, under what the flow says."""
    return {
        "call_sid": contact.call_sid,
        "from": contact.from_number,
        "to": contact.to_number,
        "direction": contact.direction,
        "language": language,
        **call_facts(contact, at, ZoneInfo(settings().time_zone)),
        **given,
    }


def _entered(contact: Contact, queue: str) -> Event:
    asked = contact.enqueued
    return Event(
        key=f"{contact.task_sid}:entered",
        type=EventType.QUEUE_ENTERED,
        at=contact.queued_at or contact.started_at,
        contact_id=contact.contact_id,
        queue=queue,
        data={
            "task_sid": contact.task_sid,
            "workflow": asked.get("workflow_sid"),
            "priority": asked.get("priority"),
            "keys": asked.get("keys"),
            "language": contact.language,
        },
    )


def _is_new_visit(contact: Contact, step: str) -> bool:
    if contact.task_sid is None:
        return True
    return contact.enqueued.get("step") != step and contact.state not in WAITING


def _task_sid(contact_id: str, step: str, is_first: bool) -> str:
    if is_first:
        return f"WT{contact_id[2:]}"
    return f"WT{hashlib.sha256(f'{contact_id}:{step}'.encode()).hexdigest()[:32]}"
