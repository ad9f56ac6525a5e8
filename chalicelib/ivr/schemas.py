"""The shapes of the IVR's API."""

from datetime import date, datetime, time
from typing import Self
from zoneinfo import available_timezones

from pydantic import BaseModel, ConfigDict, Field, field_validator

from chalicelib.ivr.caller_secrets import Verdict
from chalicelib.ivr.entry import Calendar, Hours, Number, NumberKind, Period
from chalicelib.ivr.entry_rules import VIP_QUEUE, EntryPlan, ListedCaller, ListKind, Question
from chalicelib.ivr.secret_store import SecretKind
from chalicelib.ivr.widgets.behaviour import Ended, NodeKind


class NumberShape(BaseModel):
    """A number callers dial: its flow for each period, by name."""

    number: str = Field(min_length=1, max_length=64)
    label: str = Field(max_length=100)
    kind: NumberKind
    calendar: str
    flows: dict[Period, str]
    fallback_queue: str | None = None

    @classmethod
    def of(cls, number: Number) -> Self:
        return cls.model_validate(number, from_attributes=True)

    def value(self) -> Number:
        return Number(**self.model_dump())


class HoursShape(BaseModel):
    """Open from `opens` until `closes`, `HH:MM`; past midnight when `closes` is not later."""

    opens: time
    closes: time

    def value(self) -> Hours:
        return Hours(self.opens, self.closes)


class CalendarShape(BaseModel):
    """When the center works; `weekly` has seven days, Monday first."""

    name: str = Field(min_length=1, max_length=64)
    zone: str
    weekly: list[list[HoursShape]] = Field(min_length=7, max_length=7)
    holidays: dict[date, str] = {}
    special_days: dict[date, list[HoursShape]] = {}

    @field_validator("zone")
    @classmethod
    def _known(cls, zone: str) -> str:
        if zone not in available_timezones():
            raise ValueError("no such time zone")
        return zone

    @classmethod
    def of(cls, calendar: Calendar) -> Self:
        return cls.model_validate(calendar, from_attributes=True)

    def value(self) -> Calendar:
        return Calendar(
            name=self.name,
            zone=self.zone,
            weekly=tuple(tuple(hours.value() for hours in day) for day in self.weekly),
            holidays=self.holidays,
            special_days={day: tuple(h.value() for h in hours) for day, hours in self.special_days.items()},
        )


class NumbersIn(BaseModel):
    """Numbers to add or replace."""

    items: list[NumberShape] = Field(min_length=1, max_length=100)


class CalendarsIn(BaseModel):
    """Calendars to add or replace."""

    items: list[CalendarShape] = Field(min_length=1, max_length=100)


class ListedCallerShape(BaseModel):
    """A caller on a list; `number` in E.164, or its beginning and `*`. White-listed callers go to `queue`:
    the VIP group's if none is named."""

    model_config = ConfigDict(from_attributes=True)

    number: str = Field(pattern=r"^\+?[0-9]{3,15}\*?$")
    kind: ListKind
    queue: str | None = None
    flow: str | None = None
    note: str = Field(default="", max_length=200)

    def value(self) -> ListedCaller:
        usual = VIP_QUEUE if self.kind is ListKind.WHITE else None
        return ListedCaller(**{**self.model_dump(), "queue": self.queue or usual})


class CallerSecretIn(BaseModel):
    """A password or cipher of a customer: six digits, or four to twelve for the cipher."""

    kind: SecretKind
    secret: str = Field(pattern=r"^[0-9]{4,12}$", repr=False)


class VerdictOut(BaseModel):
    """What came of a try; three wrong ones close it for a day."""

    verdict: Verdict
    tries_left: int


class EntryOrderShape(BaseModel):
    """The questions that decide on a call, the first asked first, each once; and the flows that answer whole
    trunks and kinds of numbers, by name."""

    order: list[Question] = Field(min_length=1, max_length=len(Question))
    by_trunk: dict[str, str] = Field(default_factory=dict, max_length=100)
    by_kind: dict[NumberKind, str] = Field(default_factory=dict)

    def value(self) -> EntryPlan:
        return EntryPlan(tuple(self.order), self.by_trunk, self.by_kind)

    @classmethod
    def of(cls, plan: EntryPlan) -> Self:
        return cls(order=list(plan.order), by_trunk=dict(plan.by_trunk), by_kind=dict(plan.by_kind))

    @field_validator("order")
    @classmethod
    def _once(cls, order: list[Question]) -> list[Question]:
        if len(set(order)) != len(order):
            raise ValueError("each question is asked once")
        if Question.CALENDAR not in order:
            raise ValueError("the calendar is asked too, or nothing answers")
        return order


class EntryOut(BaseModel):
    """One line of a visit's log: `key`, `prompt` or `branch`."""

    model_config = ConfigDict(from_attributes=True)

    type: str
    at: datetime
    value: str


class VisitOut(BaseModel):
    """One visit to a node of the flow."""

    model_config = ConfigDict(from_attributes=True)

    widget: str
    type: str
    kind: NodeKind
    entered_at: datetime
    left_at: datetime | None
    ended: Ended | None
    entries: list[EntryOut]


class PathOut(BaseModel):
    """The path a caller took; no flow and no nodes when none has run."""

    flow: str | None
    revision: int | None
    nodes: list[VisitOut]


class NodeCountOut(BaseModel):
    """How often a node was entered."""

    model_config = ConfigDict(from_attributes=True)

    flow: str
    widget: str
    type: str
    kind: NodeKind
    entries: int


class PeriodIn(BaseModel):
    """A period in UTC or with an offset; at most 31 days."""

    start: datetime = Field(alias="from")
    end: datetime = Field(alias="to")

    @field_validator("start", "end")
    @classmethod
    def _aware(cls, at: datetime) -> datetime:
        if at.tzinfo is None:
            raise ValueError("say the time zone, as in 2026-05-11T00:00:00+08:00")
        return at
