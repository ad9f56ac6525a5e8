"""The shapes of the outbox."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

Status = Literal["queued", "sending", "sent", "failed"]


class FaxOut(BaseModel):
    """One fax. `attempt` counts the tries to hand it to the fax service; `reason` says why it last failed."""

    model_config = ConfigDict(from_attributes=True)

    fax_id: str
    to: str
    subject: str
    language: str
    status: Status
    attempt: int
    reason: str | None
    contact_id: str | None
    asked_at: datetime
    taken_at: datetime | None
    ended_at: datetime | None


class FaxQuery(BaseModel):
    """Of which status, and of which day in the center's time zone; today when none is named."""

    status: Status | None = None
    day: date | None = None
