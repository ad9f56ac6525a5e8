"""The event log's words: what can happen to a contact or an agent, and one entry of the log."""

from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import datetime
from enum import StrEnum
from typing import Any

from chalicelib.values import dataclass


class EventType(StrEnum):
    """Every name of the log, in the order of a contact's life (docs/events.md says who writes each)."""

    AGENT_SIGNED_IN = "agent.signed_in"
    AGENT_ACTIVITY = "agent.activity"
    CONTACT_STARTED = "contact.started"
    ENTRY_DECIDED = "entry.decided"
    FLOW_COLLECTED = "flow.collected"
    FLOW_PATH = "flow.path"
    CUSTOMER_LINKED = "customer.linked"
    QUEUE_ENTERED = "queue.entered"
    TASK_CREATED = "task.created"
    TASK_CANCELED = "task.canceled"
    CALL_PICKED_UP = "call.picked_up"
    EXTENSION_CHOSEN = "extension.chosen"
    RESERVATION_CREATED = "reservation.created"
    ASSIGNMENT_RETURNED = "assignment.returned"
    SWITCH_INSTRUCTED = "switch.instructed"
    AGENT_DIALLED = "agent.dialled"
    AGENT_RINGING = "agent.ringing"
    SWITCH_CONFIRMED = "switch.confirmed"
    POP_PUSHED = "pop.pushed"
    RESERVATION_TIMEOUT = "reservation.timeout"
    RESERVATION_REJECTED = "reservation.rejected"
    RESERVATION_CANCELED = "reservation.canceled"
    AGENT_ANSWERED = "agent.answered"
    RESERVATION_ACCEPTED = "reservation.accepted"
    QUEUE_LEFT = "queue.left"
    CALLBACK_ASKED = "callback.asked"
    CALLBACK_DIALLED = "callback.dialled"
    CALLBACK_ANSWERED = "callback.answered"
    CALLBACK_FAILED = "callback.failed"
    TALK_STARTED = "talk.started"
    HOLD_STARTED = "hold.started"
    HOLD_ENDED = "hold.ended"
    TICKET_FILED = "ticket.filed"
    NOTE_SAVED = "note.saved"
    CALL_ENDED = "call.ended"
    RESERVATION_WRAPPING = "reservation.wrapping"
    WRAPUP_STARTED = "wrapup.started"
    VOICEMAIL_LEFT = "voicemail.left"
    CONTACT_ENDED = "contact.ended"
    RECORDING_READY = "recording.ready"
    FAX_SENT = "fax.sent"
    FAX_FAILED = "fax.failed"
    CONTACT_DISPOSED = "contact.disposed"
    WRAPUP_ENDED = "wrapup.ended"
    RESERVATION_COMPLETED = "reservation.completed"
    AGENT_SIGNED_OUT = "agent.signed_out"


# What no live screen shows: a line that tells of nothing else wakes nobody (infra/template.py).
UNSEEN = frozenset(
    {
        EventType.ASSIGNMENT_RETURNED,
        EventType.SWITCH_INSTRUCTED,
        EventType.AGENT_DIALLED,
        EventType.AGENT_RINGING,
        EventType.SWITCH_CONFIRMED,
        EventType.POP_PUSHED,
        EventType.RECORDING_READY,
    }
)
_RANK = {kind: rank for rank, kind in enumerate(EventType)}


@dataclass(frozen=True)
class Event:
    """One thing that happened.

    `key` is made from the cause (`CA..:ringing`, `WR..:accepted`), never from a clock or a counter of
    our own, so the same news told twice is the same event. It is unique within the subject: the contact
    when there is one, else the worker.
    """

    key: str
    type: EventType
    at: datetime
    contact_id: str | None = None
    worker_sid: str | None = None
    queue: str | None = None
    reservation_sid: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def subject(self) -> str:
        """Whose log this entry stands in; an entry of nobody is an error."""
        subject = self.contact_id or self.worker_sid
        if not subject:
            raise ValueError(f"event {self.key} names neither a contact nor a worker")
        return subject


def in_order(events: Iterable[Event]) -> list[Event]:
    """By time; of one instant, in the order in which a contact lives through them."""
    return sorted(events, key=lambda event: (event.at, _RANK[event.type], event.key))


def first(events: Iterable[Event], kind: EventType) -> Event | None:
    """The earliest event of a type."""
    return next((event for event in in_order(events) if event.type is kind), None)


def last(events: Iterable[Event], kind: EventType) -> Event | None:
    """The latest event of a type."""
    return next((event for event in reversed(in_order(events)) if event.type is kind), None)
