"""The shapes of the desk's and the floor's routes, and of what is pushed to their screens."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from chalicelib.contacts import ContactState, Text
from chalicelib.customers import CustomerIn

Code = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]
Note = Annotated[str, StringConstraints(max_length=4000)]
Activity = Literal["offline", "ready", "busy", "short_break", "meeting"]
AgentState = Literal[
    "offline", "ready", "ringing", "on_contact", "wrap_up", "busy", "short_break", "meeting"
]  # fmt: skip


class Shape(BaseModel):
    """Base: made from our frozen dataclasses."""

    model_config = ConfigDict(from_attributes=True)


class WorkerOut(Shape):
    """The agent as the desk shows them; `state` began at `since`."""

    worker_sid: str
    username: str
    name: str
    activity: Activity
    reason: str | None
    state: AgentState
    since: datetime
    next_activity: Activity | None
    lease_expires_at: datetime | None
    queues: list[str]


class AgentSkillsIn(BaseModel):
    """What an agent can do and where they sit; what is left out stays, null takes it away. A skill is a word
    that queues ask for; the queues' rules go by the rest."""

    model_config = ConfigDict(extra="forbid")

    skills: list[Code] = Field(max_length=50)
    languages: list[Code] | None = Field(None, max_length=20)
    team: Annotated[str, StringConstraints(strip_whitespace=True, max_length=80)] | None = None
    skill_levels: dict[Code, float] | None = Field(None, max_length=50)
    agent_number: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,10}$")] | None = None
    group: Code | None = None
    site: Code | None = None
    cost: float | None = Field(None, ge=0, le=1_000_000)
    enterprises: list[Name] | None = Field(None, max_length=50)
    capacity: dict[Code, int] | None = Field(None, description="How many contacts of each channel at once")
    interrupted_by: dict[Code, list[Code]] | None = Field(
        None, description="The agent's exceptions to the center's interruption rules"
    )


class AgentSkillsOut(Shape):
    """An agent's skills; `queues` are those that they make the agent serve."""

    worker_sid: str
    username: str
    name: str
    skills: list[str]
    languages: list[str]
    team: str
    skill_levels: dict[str, float]
    agent_number: str | None
    group: str | None
    site: str | None
    cost: float | None
    enterprises: list[str]
    capacity: dict[str, int]
    interrupted_by: dict[str, list[str]]
    queues: list[str]


class CustomerCard(Shape):
    """The few words about a customer that go with an offer."""

    customer_id: str
    name: str
    is_vip: bool


class CallbackCard(Shape):
    """Why we call this customer: they asked for it in the contact `asked_in`."""

    callback_id: str
    asked_at: datetime
    asked_in: str
    reason: str | None
    attempt: int


class OfferOut(Shape):
    """A call that rings at this agent until `expires_at`; also pushed as `{"type": "offer", ...}`, then with
    the `pop` and `since` when the agent rings. With a `callback` the customer `from_number` is rung once the
    agent has accepted."""

    reservation_sid: str
    contact_id: str
    queue: str
    from_number: str
    customer: CustomerCard | None
    waited_seconds: float
    expires_at: datetime
    callback: CallbackCard | None = None


class HappenedOut(Shape):
    """One thing that happened in a contact."""

    key: str
    at: datetime
    title: Text


class DeskContactOut(Shape):
    """The contact an agent is on; also pushed as `{"type": "contact", "contact": {...}}`. `timeline` is the
    latest of what happened in it, oldest first."""

    contact_id: str
    reservation_sid: str | None
    state: ContactState
    queue: str | None
    language: str | None
    from_number: str
    to_number: str
    customer_id: str | None
    started_at: datetime
    queued_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None
    is_held: bool
    hold_count: int
    is_recorded: bool
    disposition: str | None
    note: str | None
    wrap_up_started_at: datetime | None
    wrap_up_ends_at: datetime | None
    callback: CallbackCard | None = None
    timeline: list[HappenedOut]


class DeskOut(Shape):
    """Everything a desk shows when it opens: nothing is lost by reloading the page."""

    worker: WorkerOut
    offer: OfferOut | None
    contact: DeskContactOut | None


class PhoneTokenOut(Shape):
    """The softphone's token."""

    token: str
    identity: str
    expires_in_seconds: int


class ActivityIn(Shape):
    """`reason` says why not ready: meeting, short break, after-call work or own words (DESK-11)."""

    activity: Activity
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)] | None = None


class NextActivityIn(Shape):
    """What to change to after the current contact; null takes the wish back."""

    activity: Activity | None


class DeclineIn(Shape):
    """Why the agent does not take it."""

    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]


class HoldIn(Shape):
    """True puts the customer on hold, false takes them back."""

    is_held: bool


class DraftIn(Shape):
    """Autosaved while the agent types; null leaves what is there."""

    note: Note | None = None
    disposition: Code | None = None


class WrapUpIn(Shape):
    """Ends the wrap-up. Without a disposition, the one of the draft counts."""

    disposition: Code | None = None
    note: Note | None = None


class LinkCustomerIn(Shape):
    """Either an existing customer or the details of one, who is found by phone, card or mail and else
    opened; without phones, the caller's number is theirs (DESK-32)."""

    customer_id: str | None = None
    customer: CustomerIn | None = None


class DispositionOut(Shape):
    """One outcome code of a queue."""

    code: str
    title: Text


class DispositionsOut(Shape):
    """A queue's codes in the order of the number keys; at most 15."""

    queue: str
    items: list[DispositionOut]


class VoicemailOut(Shape):
    """A message that a caller left."""

    voicemail_id: str
    contact_id: str
    recording_id: str
    queue: str | None
    from_number: str
    left_at: datetime
    duration_seconds: float
    status: Literal["new", "heard", "done"]


class VoicemailsQuery(Shape):
    """Which messages; without a status, those not done."""

    queue: str | None = None
    status: Literal["new", "heard", "done"] | None = None


class VoicemailIn(Shape):
    """The new status."""

    status: Literal["new", "heard", "done"]
