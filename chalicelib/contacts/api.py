"""Contacts over HTTP: the list, one contact with its timeline, the twelve steps, the recordings."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from chalice import Blueprint
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from chalicelib import people
from chalicelib.aws import objects
from chalicelib.aws.settings import settings
from chalicelib.contacts.events import Event
from chalicelib.contacts.recordings import recording, recordings_of
from chalicelib.contacts.search import ContactQuery, search
from chalicelib.contacts.store import events_of, fetch
from chalicelib.contacts.summary import Contact, ContactState, LeaveType
from chalicelib.contacts.timeline import TITLES, durations
from chalicelib.contacts.trace import trace_of
from chalicelib.contacts.visible import may_see_all, require_visible, serves
from chalicelib.web import Call, Page, Permission, route

bp = Blueprint(__name__)
_LINK_SECONDS = 900


class Text(BaseModel):
    """A text in both languages."""

    zh: str
    en: str


class ContactOut(BaseModel):
    """One line of a list of contacts."""

    model_config = ConfigDict(from_attributes=True)

    contact_id: str
    channel: str
    direction: str
    from_number: str
    to_number: str
    access: str
    trunk: str | None
    gateway: str | None
    span: str | None
    is_overflow: bool
    customer_id: str | None
    language: str | None
    flow: str | None
    queue: str | None
    worker_sid: str | None
    agent_name: str | None
    state: ContactState
    started_at: datetime
    queued_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None
    leave_type: LeaveType | None
    disposition: str | None
    note: str | None
    hold_count: int
    has_recording: bool


class EventOut(BaseModel):
    """One entry of a contact's timeline."""

    key: str
    type: str
    title: Text
    at: datetime
    worker_sid: str | None
    queue: str | None
    reservation_sid: str | None
    data: dict[str, Any]


class RecordingOut(BaseModel):
    """A recording of a contact; its audio comes from its own route."""

    model_config = ConfigDict(from_attributes=True)

    recording_id: str
    kind: str
    duration_seconds: float
    recorded_at: datetime


class DurationsOut(BaseModel):
    """Seconds of each part, an open part up to now. Hold is not part of talk."""

    model_config = ConfigDict(from_attributes=True)

    wait_seconds: float
    talk_seconds: float
    hold_seconds: float
    wrap_up_seconds: float


class ContactDetailOut(BaseModel):
    """A contact with everything that happened to it."""

    contact: ContactOut
    durations: DurationsOut
    timeline: list[EventOut]
    recordings: list[RecordingOut]


class TraceStepOut(BaseModel):
    """One of the twelve steps; `at` is null when the call did not get there."""

    number: int
    type: str
    title: Text
    at: datetime | None


class TraceOut(BaseModel):
    """The twelve steps of a call in order (ACD-26)."""

    contact_id: str
    is_complete: bool
    steps: list[TraceStepOut]


class LinkOut(BaseModel):
    """An address that opens a stored file for a short while."""

    url: str
    expires_in_seconds: int


class ContactsQuery(BaseModel):
    """Filters; all that are given must hold. `day` is a day of the center and wins over from and to."""

    day: date | None = None
    from_: AwareDatetime | None = Field(None, alias="from")
    to: AwareDatetime | None = None
    agent: str | None = Field(None, description="worker sid")
    queue: str | None = None
    phone: str | None = None
    customer_id: str | None = None
    state: ContactState | None = None
    leave_type: LeaveType | None = None
    disposition: str | None = None
    has_recording: bool | None = None
    limit: int = Field(50, ge=1, le=200)
    cursor: str | None = None


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
        timeline=[_line(event) for event in events],
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
    contact = _visible(call)
    found = recording(contact.contact_id, call.path["recording_id"])
    subject = f"{contact.contact_id}/{found.recording_id}"
    people.audit(call.identity, "recording.played", subject, None, None, call.now)
    return LinkOut(url=objects.link(found.object_key, _LINK_SECONDS), expires_in_seconds=_LINK_SECONDS)


def _visible(call: Call) -> Contact:
    contact = fetch(call.path["contact_id"])
    require_visible(call.identity, contact)
    return contact


def _line(event: Event) -> EventOut:
    zh, en = TITLES[event.type]
    return EventOut(
        key=event.key,
        type=event.type,
        title=Text(zh=zh, en=en),
        at=event.at,
        worker_sid=event.worker_sid,
        queue=event.queue,
        reservation_sid=event.reservation_sid,
        data=dict(event.data),
    )


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
