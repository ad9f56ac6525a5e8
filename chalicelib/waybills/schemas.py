"""Shapes of the waybills room's requests and answers, and the rules of each field."""

from datetime import UTC, datetime
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)
from pydantic_core import PydanticCustomError

from chalicelib.phones import e164
from chalicelib.waybills.waybill import (
    Party,
    Status,
    TrackingEvent,
    Waybill,
    digits_of,
    event_id_of,
    written,
)
from chalicelib.waybills.wording import STATUS_TEXT


def _number(text: str) -> str:
    if digits_of(text) is None:
        raise PydanticCustomError(
            "waybill_number", "A waybill number is 10 to 15 digits, or two letters before them"
        )
    return written(text)


def _phone(text: str | None) -> str | None:
    if not text or not text.strip():
        return None
    number = e164(text)
    if number is None:
        raise PydanticCustomError("phone", "This is not a telephone number")
    return number


def _utc(at: datetime) -> datetime:
    # Milliseconds are what is kept: an event told again must compare equal.
    at = at.astimezone(UTC)
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def _lower(value: object) -> object:
    return value.strip().lower() if isinstance(value, str) else value


Number = Annotated[str, AfterValidator(_number)]
Phone = Annotated[str | None, AfterValidator(_phone)]
Instant = Annotated[AwareDatetime, AfterValidator(_utc)]
Short = Annotated[str, StringConstraints(strip_whitespace=True, max_length=64)]
Long = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]
StatusIn = Annotated[Status, BeforeValidator(_lower)]


class EventIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    event_id: Annotated[str, StringConstraints(max_length=64)] | None = Field(
        None, description="The pusher's own id; without it, time, status and place make one"
    )
    at: Instant
    status: StatusIn
    city: Short = ""
    site: Short = ""
    description: Long = ""
    description_en: Long = ""
    courier: Short = ""

    def event(self) -> TrackingEvent:
        """The checked event, with an id."""
        return TrackingEvent(
            event_id=self.event_id or event_id_of(self.at, self.status, self.city, self.site),
            at=self.at, status=self.status, city=self.city, site=self.site, description=self.description,
            description_en=self.description_en, courier=self.courier,
        )  # fmt: skip


class EventsIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    events: Annotated[list[EventIn], Field(min_length=1, max_length=100)]


class PartyIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Short = ""
    phone: Phone = None
    city: Short = ""

    def party(self) -> Party:
        """The checked party."""
        return Party(self.name, self.phone, self.city)


class WaybillIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    sender: PartyIn = PartyIn()
    receiver: PartyIn = PartyIn()
    created_at: Instant
    customer_id: str | None = None
    service: Short = "standard"
    promised_at: Instant | None = None
    events: Annotated[list[EventIn], Field(max_length=100)] = []

    def waybill(self, number: str) -> Waybill:
        """The checked waybill."""
        return Waybill(
            number=number, sender=self.sender.party(), receiver=self.receiver.party(),
            created_at=self.created_at, customer_id=self.customer_id, service=self.service,
            promised_at=self.promised_at, events=tuple(each.event() for each in self.events),
        )  # fmt: skip


class TrackingEventOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    event_id: str
    at: datetime
    status: Status
    city: str
    site: str
    description: str
    description_en: str
    courier: str


class PartyOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    name: str
    phone: str | None
    city: str


class WaybillSummary(BaseModel):
    number: str
    status: Status
    status_text: dict[str, str] = Field(description="The status in words, {zh, en}")
    service: str
    sender: PartyOut
    receiver: PartyOut
    customer_id: str | None
    created_at: datetime
    updated_at: datetime
    promised_at: datetime | None
    is_late: bool
    latest: TrackingEventOut | None

    @classmethod
    def of(cls, waybill: Waybill, now: datetime) -> Self:
        """The waybill as lists show it."""
        return cls(**_shown(waybill, now))


class WaybillOut(WaybillSummary):
    events: list[TrackingEventOut] = Field(description="Oldest first")

    @classmethod
    def of(cls, waybill: Waybill, now: datetime) -> Self:
        """The waybill with its whole history."""
        events = [TrackingEventOut.model_validate(event) for event in waybill.events]
        return cls(**_shown(waybill, now), events=events)


class WaybillQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    number: str | None = None
    phone: str | None = None
    customer_id: str | None = None


def _shown(waybill: Waybill, now: datetime) -> dict[str, Any]:
    zh, en = STATUS_TEXT[waybill.status]
    return {
        "number": waybill.number, "status": waybill.status, "status_text": {"zh": zh, "en": en},
        "service": waybill.service, "sender": PartyOut.model_validate(waybill.sender),
        "receiver": PartyOut.model_validate(waybill.receiver), "customer_id": waybill.customer_id,
        "created_at": waybill.created_at, "updated_at": waybill.updated_at,
        "promised_at": waybill.promised_at,
        "is_late": waybill.is_late(now),
        "latest": TrackingEventOut.model_validate(waybill.latest) if waybill.latest else None,
    }  # fmt: skip
