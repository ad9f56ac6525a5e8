"""Shapes of the tickets room's requests and answers."""

from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from chalicelib.tickets.handle import NewTicket
from chalicelib.tickets.ticket import CustomerSnapshot, Kind, Status, Ticket

Short = Annotated[str, StringConstraints(strip_whitespace=True, max_length=64)]
Long = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000)]


class TicketIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    kind: Kind
    type: Short = ""
    cause: Long = ""
    remarks: Long = ""
    customer_id: Short | None = None
    contact_id: Short | None = None
    phone: Short | None = Field(None, description="Where the caller's number is not that of the contact")
    name: Short | None = None
    waybill_number: Short | None = None
    assignee: Short | None = Field(None, description="A username")
    due_at: AwareDatetime | None = Field(None, description="By default the kind's own deadline")
    request_id: Short | None = Field(None, description="The form's own id: sent twice, it is filed once")

    def new_ticket(self) -> NewTicket:
        """The checked form."""
        return NewTicket(**self.model_dump())


class TicketPatch(BaseModel):
    model_config = ConfigDict(extra="forbid")

    version: int | None = Field(None, description="The version that was read; 409 if it is no longer that")
    status: Status | None = None
    kind: Kind | None = None
    type: Short | None = None
    cause: Long | None = None
    remarks: Long | None = None
    waybill_number: Short | None = None
    assignee: Short | None = Field(None, description="A username; null takes it from everybody")
    due_at: AwareDatetime | None = None
    comment: Long = ""

    def changes(self) -> dict[str, Any]:
        """Only the fields that were sent; an assignee and a waybill may be taken away with null."""
        sent = self.model_dump(exclude_unset=True, exclude={"version", "comment"})
        clearable = {"assignee", "waybill_number"}
        return {key: value for key, value in sent.items() if value is not None or key in clearable}


class SnapshotOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    customer_id: str | None
    phone: str | None
    card_no: str | None
    name: str
    gender: str


class TicketChangeOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    at: datetime
    by: str
    changed: dict[str, list[Any]] = Field(description="{field: [before, after]}")
    comment: str


class TicketSummary(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    ticket_id: str
    number: str
    kind: Kind
    type: str
    cause: str
    remarks: str
    customer: SnapshotOut
    contact_id: str | None
    waybill_number: str | None
    status: Status
    assignee: str | None
    due_at: datetime
    is_overdue: bool
    filed_at: datetime
    filed_by: str
    updated_at: datetime
    closed_at: datetime | None
    version: int

    @classmethod
    def of(cls, ticket: Ticket, now: datetime) -> Self:
        """The ticket as lists, or the page of one, show it."""
        shown = {**vars(ticket), "is_overdue": ticket.is_overdue(now), "customer": vars(ticket.customer)}
        shown["timeline"] = [_shown(change) for change in ticket.timeline]
        return cls.model_validate(shown)


class TicketOut(TicketSummary):
    timeline: list[TicketChangeOut] = Field(description="Oldest first")


class DraftOut(BaseModel):
    customer: SnapshotOut
    now: datetime

    @classmethod
    def of(cls, customer: CustomerSnapshot, now: datetime) -> Self:
        """What the form shows before it is filled in."""
        return cls(customer=SnapshotOut.model_validate(customer), now=now)


class DraftQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    contact_id: str | None = None
    customer_id: str | None = None


class TicketListQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    status: Status | None = None
    kind: Kind | None = None
    customer_id: str | None = None
    contact_id: str | None = None
    assignee: str | None = None
    cursor: str | None = None


class TicketTypeOut(BaseModel):
    name: str
    title: dict[str, str]


class TicketKindOut(BaseModel):
    kind: Kind
    title: dict[str, str]
    types: list[TicketTypeOut]
    due_within_seconds: int


def _shown(change: Any) -> dict[str, Any]:
    return {**vars(change), "changed": {field: list(pair) for field, pair in change.changed.items()}}
