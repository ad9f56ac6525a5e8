"""The shapes of who waits and who is to be called back."""

from datetime import datetime
from typing import Literal

from chalicelib.contacts import Text
from chalicelib.desk.schemas import CustomerCard, Shape

Status = Literal["asked", "waiting", "dialling", "talking", "retrying", "done", "failed", "canceled"]


class WaitingOut(Shape):
    """A call that waits since `since`, or that rings at an agent by the reservation `rings_at`."""

    contact_id: str
    queue: str
    number: str
    customer: CustomerCard | None
    is_callback: bool
    priority: int
    since: datetime
    rings_at: str | None
    agent_name: str | None


class PickUpIn(Shape):
    """How the list showed the call: the reservation by which it rings, null for one that waits. Of several
    who pick the same call up at once one has it; the others are told `taken`."""

    rings_at: str | None = None


class PickUpOut(Shape):
    """The reservation by which it rings at this agent now."""

    reservation_sid: str


class CallbackOut(Shape):
    """A wish to be called back. `place_at` is the place in line that it keeps, `due_at` when it is tried
    again while `retrying`, `result` how the last attempt ended."""

    callback_id: str
    number: str
    queue: str
    language: str
    reason: str | None
    status: Status
    attempt: int
    result: str | None
    asked_in: str
    contact_id: str
    asked_at: datetime
    place_at: datetime
    due_at: datetime
    ended_at: datetime | None


class CallbacksQuery(Shape):
    """Of which queue, and whether those that are over are wanted too, of the latest ones."""

    queue: str | None = None
    all: bool = False


class QueueNameOut(Shape):
    """A queue by its key and its title."""

    name: str
    title: Text
