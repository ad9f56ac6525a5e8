"""What a ticket is, how it moves, and by when it should be done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """Why the customer asked."""

    COMPLAINT = "complaint"
    SUGGESTION = "suggestion"
    PICKUP = "pickup"
    CLAIM = "claim"
    FAULT = "fault"
    CONSULT = "consult"


class Status(StrEnum):
    """How far it has come."""

    NEW = "new"
    IN_PROCESS = "in_process"
    HANDLED = "handled"
    CLOSED = "closed"


NEXT: Mapping[Status, frozenset[Status]] = {
    Status.NEW: frozenset({Status.IN_PROCESS, Status.HANDLED, Status.CLOSED}),
    Status.IN_PROCESS: frozenset({Status.HANDLED, Status.CLOSED}),
    # The customer is not content, or calls again about a closed one: it goes back to work.
    Status.HANDLED: frozenset({Status.CLOSED, Status.IN_PROCESS}),
    Status.CLOSED: frozenset({Status.IN_PROCESS}),
}

DUE_WITHIN: Mapping[Kind, timedelta] = {
    Kind.COMPLAINT: timedelta(hours=24),
    Kind.SUGGESTION: timedelta(days=7),
    Kind.PICKUP: timedelta(hours=2),
    Kind.CLAIM: timedelta(days=3),
    Kind.FAULT: timedelta(hours=24),
    Kind.CONSULT: timedelta(hours=24),
}


@dataclass(frozen=True)
class CustomerSnapshot:
    """The customer as known when the ticket was filed; a later change of the file leaves it alone."""

    customer_id: str | None = None
    phone: str | None = None
    card_no: str | None = None
    name: str = ""
    gender: str = "unknown"


@dataclass(frozen=True)
class Change:
    """One line of a ticket's timeline: {field: [before, after]}, a comment, or both."""

    at: datetime
    by: str
    changed: Mapping[str, tuple[Any, Any]]
    comment: str = ""


@dataclass(frozen=True)
class Ticket:
    """One case of one customer."""

    ticket_id: str
    number: str
    kind: Kind
    filed_at: datetime
    filed_by: str
    due_at: datetime
    customer: CustomerSnapshot = CustomerSnapshot()
    type: str = ""
    cause: str = ""
    remarks: str = ""
    contact_id: str | None = None
    waybill_number: str | None = None
    status: Status = Status.NEW
    assignee: str | None = None
    updated_at: datetime | None = None
    closed_at: datetime | None = None
    timeline: tuple[Change, ...] = ()
    version: int = 1

    def is_overdue(self, now: datetime) -> bool:
        """Whether it should have been handled by now and is not."""
        return self.status in {Status.NEW, Status.IN_PROCESS} and now > self.due_at


def may_become(before: Status, after: Status) -> bool:
    """Whether a ticket may go from one status to the other; staying is no move."""
    return before is after or after in NEXT[before]


def number_text(count: int) -> str:
    """`TK-000123`, as it is read out to the customer."""
    return f"TK-{count:06d}"


def facts(ticket: Ticket) -> dict[str, Any]:
    """The fields that people change, as plain JSON values."""
    return {
        "kind": str(ticket.kind), "type": ticket.type, "cause": ticket.cause, "remarks": ticket.remarks,
        "status": str(ticket.status), "assignee": ticket.assignee, "due_at": ticket.due_at.isoformat(),
        "waybill_number": ticket.waybill_number,
    }  # fmt: skip
