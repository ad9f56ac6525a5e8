"""What happened: the append-only log of contact and agent events, and a summary line for each contact.

contacts.start(NewContact(...), now)            the contact and its `contact.started`, once
contacts.record(*events)                        append where the key is free; returns the new ones
contacts.stage(transaction, *events)            append inside the caller's transaction, whose own condition
                                                must make a repeat fail (docs/events.md says why)
contacts.move(contact_id, *events, if_state=..) change the summary and append, both or neither
"""

from chalicelib.doors import lazily

with lazily(__name__):
    from chalicelib.contacts.event_store import (
        event_before,
        event_of_image,
        events_between,
        events_of,
        record,
        stage,
    )
    from chalicelib.contacts.events import Event, EventType, first, in_order, last
    from chalicelib.contacts.leave_type import leave_type
    from chalicelib.contacts.recording_store import add_recording, recording, recordings_of
    from chalicelib.contacts.schemas import Text
    from chalicelib.contacts.search import ContactQuery, Page, search
    from chalicelib.contacts.store import (
        change,
        contacts_between,
        fetch,
        find,
        live,
        move,
        of_agent,
        of_customer,
        of_number,
        stage_change,
        start,
    )
    from chalicelib.contacts.summary import (
        VOICEMAIL,
        WAITING,
        WITH_AGENT,
        Access,
        Contact,
        ContactState,
        Direction,
        LeaveType,
        NewContact,
        Recording,
    )
    from chalicelib.contacts.timeline import durations
    from chalicelib.contacts.trace import TRACE_STEPS, TraceStep, trace_of
    from chalicelib.contacts.visible import require_visible

__all__ = [
    "TRACE_STEPS",
    "VOICEMAIL",
    "WAITING",
    "WITH_AGENT",
    "Access",
    "Contact",
    "ContactQuery",
    "ContactState",
    "Direction",
    "Event",
    "EventType",
    "LeaveType",
    "NewContact",
    "Page",
    "Recording",
    "Text",
    "TraceStep",
    "add_recording",
    "change",
    "contacts_between",
    "durations",
    "event_before",
    "event_of_image",
    "events_between",
    "events_of",
    "fetch",
    "find",
    "first",
    "in_order",
    "last",
    "leave_type",
    "live",
    "move",
    "of_agent",
    "of_customer",
    "of_number",
    "record",
    "recording",
    "recordings_of",
    "require_visible",
    "search",
    "stage",
    "stage_change",
    "start",
    "trace_of",
]
