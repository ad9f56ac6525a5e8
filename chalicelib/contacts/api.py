"""Contacts over HTTP: the list, one contact with its timeline, the twelve steps, the recordings."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from chalice import Blueprint

from chalicelib import people
from chalicelib.aws import objects
from chalicelib.aws.settings import settings
from chalicelib.contacts.event_store import events_of
from chalicelib.contacts.recording_store import recording, recordings_of
from chalicelib.contacts.schemas import (
    ContactDetailOut,
    ContactOut,
    ContactsQuery,
    DurationsOut,
    EventOut,
    LinkOut,
    RecordingOut,
    Text,
    TraceOut,
    TraceStepOut,
)
from chalicelib.contacts.search import ContactQuery, search
from chalicelib.contacts.store import fetch
from chalicelib.contacts.summary import Contact
from chalicelib.contacts.timeline import durations
from chalicelib.contacts.trace import trace_of
from chalicelib.contacts.visible import may_see_all, require_playable, require_visible, serves
from chalicelib.web import Call, Page, Permission, route

bp = Blueprint(__name__)
_LINK_SECONDS = 900


@route(
    bp, "GET", "/contacts", permission=Permission.CONTACTS_READ, query=ContactsQuery,
    returns=Page[ContactOut], summary="Find contacts, newest first", tag="contacts",
)  # fmt: skip
def list_contacts(call: Call) -> Page[ContactOut]:
    asked: ContactsQuery = call.query
    start, end = _range(asked, call.now)
    worker_sid = asked.agent
    if not may_see_all(call.identity) and not serves(call.identity, asked.customer_id):
        worker_sid = call.identity.worker_sid
        if worker_sid is None or (asked.agent and asked.agent != worker_sid):
            return Page(items=[])
    page = search(
        ContactQuery(
            start=start,
            end=end,
            worker_sid=worker_sid,
            **asked.model_dump(exclude={"day", "from_", "to", "agent"}),
        )
    )
    return Page(items=[ContactOut.model_validate(c) for c in page.items], next_cursor=page.next_cursor)


@route(
    bp, "GET", "/contacts/{contact_id}", permission=Permission.CONTACTS_READ,
    returns=ContactDetailOut, summary="One contact with its timeline and recordings", tag="contacts",
)  # fmt: skip
def show_contact(call: Call) -> ContactDetailOut:
    contact = _visible(call)
    events = events_of(contact.contact_id)
    return ContactDetailOut(
        contact=ContactOut.model_validate(contact),
        durations=DurationsOut.model_validate(durations(events, call.now)),
        timeline=[EventOut.of(event) for event in events],
        recordings=[RecordingOut.model_validate(one) for one in recordings_of(contact.contact_id)],
    )


@route(
    bp, "GET", "/contacts/{contact_id}/trace", permission=Permission.CONTACTS_READ,
    returns=TraceOut, summary="The twelve steps of a call", tag="contacts",
)  # fmt: skip
def show_trace(call: Call) -> TraceOut:
    contact = _visible(call)
    steps = trace_of(events_of(contact.contact_id))
    return TraceOut(
        contact_id=contact.contact_id,
        is_complete=all(step.at for step in steps),
        steps=[
            TraceStepOut(number=s.number, type=s.type, title=Text(zh=s.zh, en=s.en), at=s.at) for s in steps
        ],
    )


@route(
    bp, "GET", "/contacts/{contact_id}/recordings/{recording_id}",
    permission=Permission.RECORDINGS_PLAY, returns=LinkOut,
    summary="Play a recording; the playing is logged", tag="contacts",
)  # fmt: skip
def play_recording(call: Call) -> LinkOut:
    contact = fetch(call.path["contact_id"])
    found = recording(contact.contact_id, call.path["recording_id"])
    require_playable(call.identity, contact, found)
    subject = f"{contact.contact_id}/{found.recording_id}"
    people.audit(call.identity, "recording.played", subject, None, None, call.now)
    return LinkOut(url=objects.link(found.object_key, _LINK_SECONDS), expires_in_seconds=_LINK_SECONDS)


def _visible(call: Call) -> Contact:
    contact = fetch(call.path["contact_id"])
    require_visible(call.identity, contact)
    return contact


def _range(asked: ContactsQuery, now: datetime) -> tuple[datetime, datetime]:
    """The asked range; without one the last 31 days of a customer or number, else the center's today."""
    if asked.day:
        return _day(asked.day)
    if asked.from_ or asked.to:
        end = asked.to or now
        return asked.from_ or end - timedelta(days=1), end
    if asked.customer_id or asked.phone:
        return now - timedelta(days=366), now + timedelta(minutes=1)
    return _day(now.astimezone(_zone()).date())


def _day(day: date) -> tuple[datetime, datetime]:
    start = datetime.combine(day, time(), tzinfo=_zone())
    return start, datetime.combine(day + timedelta(days=1), time(), tzinfo=_zone())


def _zone() -> ZoneInfo:
    return ZoneInfo(settings().time_zone)
