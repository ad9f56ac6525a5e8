"""What happened: the append-only log of contact and agent events, and a summary line for each contact.

contacts.start(NewContact(...), now)            the contact and its `contact.started`, once
contacts.record(*events)                        append where the key is free; returns the new ones
contacts.move(contact_id, *events, if_state=..) change the summary and append, both or neither, in one write
contacts.story(contact_id)                      all of a contact in one read: summary, parts, events
contacts.story_with(contact_id, images)         the same for half, with what the stream tells of it
contacts.write(contact_id, decide)              the next line of its log, as `decide` makes it of the story
contacts.stage(transaction, *events)            append inside the caller's transaction, whose own condition
                                                must make a repeat fail (docs/events.md says why)
contacts.stage_step(transaction, event, ..)     a reservation's change of status and its event, in one write
contacts.courses(keys)                          how far reservations have come
"""

from chalicelib.doors import lazily

with lazily(__name__):
    from chalicelib.contacts.course_store import courses, stage_course, stage_step
    from chalicelib.contacts.courses import Course, key_of
    from chalicelib.contacts.event_store import (
        event_before,
        events_between,
        events_of,
        events_of_image,
        record,
    )
    from chalicelib.contacts.events import Event, EventType, first, in_order, last
    from chalicelib.contacts.handled import Handled, handled
    from chalicelib.contacts.hours import hour_of, hours_between
    from chalicelib.contacts.leave_type import leave_type
    from chalicelib.contacts.line_store import COUNTED, calls_begun, counted_lines, stage, write
    from chalicelib.contacts.lines import Line, Story
    from chalicelib.contacts.recording_store import add_recording, recording, recordings_of
    from chalicelib.contacts.schemas import EventOut, Text
    from chalicelib.contacts.search import ContactQuery, Page, search
    from chalicelib.contacts.store import (
        Way,
        begun_between,
        change,
        contacts_between,
        fetch,
        find,
        is_as,
        live,
        move,
        news,
        of_agent,
        of_customer,
        of_number,
        start,
        ways_in_use,
    )
    from chalicelib.contacts.stories import story, story_with
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
    "COUNTED",
    "TRACE_STEPS",
    "VOICEMAIL",
    "WAITING",
    "WITH_AGENT",
    "Access",
    "Contact",
    "ContactQuery",
    "ContactState",
    "Course",
    "Direction",
    "Event",
    "EventOut",
    "EventType",
    "Handled",
    "LeaveType",
    "Line",
    "NewContact",
    "Page",
    "Recording",
    "Story",
    "Text",
    "TraceStep",
    "Way",
    "add_recording",
    "begun_between",
    "calls_begun",
    "change",
    "contacts_between",
    "counted_lines",
    "courses",
    "durations",
    "event_before",
    "events_between",
    "events_of",
    "events_of_image",
    "fetch",
    "find",
    "first",
    "handled",
    "hour_of",
    "hours_between",
    "in_order",
    "is_as",
    "key_of",
    "last",
    "leave_type",
    "live",
    "move",
    "news",
    "of_agent",
    "of_customer",
    "of_number",
    "record",
    "recording",
    "recordings_of",
    "require_visible",
    "search",
    "stage",
    "stage_course",
    "stage_step",
    "start",
    "story",
    "story_with",
    "trace_of",
    "ways_in_use",
    "write",
]
