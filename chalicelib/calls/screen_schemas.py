"""The shape of the screen pop, as the desk asks for it and as it is pushed."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from chalicelib.customers import CustomerOut
from chalicelib.tickets import TicketSummary
from chalicelib.waybills import WaybillSummary


class _Shape(BaseModel):
    """Made from our frozen dataclasses."""

    model_config = ConfigDict(from_attributes=True)


class EarlierContactOut(_Shape):
    """An earlier contact of the same customer or number."""

    contact_id: str
    started_at: datetime
    ended_at: datetime | None
    queue: str | None
    agent_name: str | None
    leave_type: str | None
    disposition: str | None
    note: str | None
    has_recording: bool


class PopOut(_Shape):
    """The screen pop (DESK-16); pushed with the offer where it is small enough. An unknown number has no
    customer and a blank form with its number."""

    contact_id: str
    queue: str | None
    language: str | None
    from_number: str
    to_number: str
    waited_seconds: float
    keys: str | None
    collected: list[str]
    customer: CustomerOut | None
    waybills: list[WaybillSummary]
    tickets: list[TicketSummary]
    earlier: list[EarlierContactOut]
