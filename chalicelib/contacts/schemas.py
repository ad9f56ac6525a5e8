"""The shapes of the contacts' routes."""

from datetime import date, datetime
from typing import Any, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from chalicelib.contacts.events import Event
from chalicelib.contacts.summary import ContactState, LeaveType
from chalicelib.contacts.timeline import TITLES


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

    @classmethod
    def of(cls, event: Event) -> Self:
        """An event with its name in both languages."""
        zh, en = TITLES[event.type]
        return cls(
            key=event.key,
            type=event.type,
            title=Text(zh=zh, en=en),
            at=event.at,
            worker_sid=event.worker_sid,
            queue=event.queue,
            reservation_sid=event.reservation_sid,
            data=dict(event.data),
        )


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
