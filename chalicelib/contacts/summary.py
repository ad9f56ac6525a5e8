"""A contact as one line: what the lists, the desk and the floor need, beside the log it is told from."""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from enum import StrEnum
from typing import Any

from chalicelib.values import dataclass


class Direction(StrEnum):
    """Who began it."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"


class Access(StrEnum):
    """How the caller reached us: through a gateway's E1 or analog line, or over IP straight away."""

    PSTN = "pstn"
    IP = "ip"


class ContactState(StrEnum):
    """Where a contact is now. `ended` is final."""

    IVR = "ivr"
    QUEUED = "queued"
    RINGING = "ringing"
    TALKING = "talking"
    ON_HOLD = "on_hold"
    WRAP_UP = "wrap_up"
    ENDED = "ended"


class LeaveType(StrEnum):
    """The three ways a caller leaves (IVR-28)."""

    SELF_SERVED = "self_served"
    ABANDONED = "abandoned"
    SERVED_BY_AGENT = "served_by_agent"


VOICEMAIL = "voicemail"
WAITING = (ContactState.QUEUED, ContactState.RINGING)
WITH_AGENT = (ContactState.TALKING, ContactState.ON_HOLD)


@dataclass(frozen=True)
class Recording:
    """A stored recording of a contact; `object_key` is where its audio lies."""

    recording_id: str
    contact_id: str
    kind: str
    duration_seconds: float
    object_key: str
    recorded_at: datetime


@dataclass(frozen=True)
class NewContact:
    """What is known when a contact begins."""

    contact_id: str
    from_number: str
    to_number: str
    call_sid: str
    direction: Direction = Direction.INBOUND
    channel: str = "voice"
    access: Access = Access.PSTN
    trunk: str | None = None
    gateway: str | None = None
    span: str | None = None
    is_overflow: bool = False
    flow: str | None = None
    language: str | None = None
    customer_id: str | None = None


@dataclass(frozen=True)
class Contact:
    """The summary. `ended_at` is when the caller left; an agent's wrap-up may go on after that."""

    contact_id: str
    channel: str
    direction: str
    from_number: str
    to_number: str
    access: str
    state: ContactState
    started_at: datetime
    call_sid: str
    trunk: str | None = None
    gateway: str | None = None
    span: str | None = None
    is_overflow: bool = False
    customer_id: str | None = None
    language: str | None = None
    flow: str | None = None
    queue: str | None = None
    worker_sid: str | None = None
    agent_name: str | None = None
    task_sid: str | None = None
    reservation_sid: str | None = None
    agent_call_sid: str | None = None
    conference_sid: str | None = None
    return_url: str | None = None
    enqueued: Mapping[str, Any] = field(default_factory=dict)
    queued_at: datetime | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    leave_type: LeaveType | None = None
    disposition: str | None = None
    note: str | None = None
    hold_count: int = 0
    has_recording: bool = False

    @property
    def is_live(self) -> bool:
        """True while the caller is on the line, or a call back to them is still to come."""
        return self.ended_at is None

    @property
    def is_outbound(self) -> bool:
        """True when we call the customer."""
        return self.direction == Direction.OUTBOUND

    @property
    def customer_number(self) -> str:
        """The customer's number, whoever called whom."""
        return self.to_number if self.is_outbound else self.from_number

    @property
    def our_number(self) -> str:
        """The center's number that was called, or that the customer sees."""
        return self.from_number if self.is_outbound else self.to_number
