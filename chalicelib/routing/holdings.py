"""What an agent has at once: its reservations, which is in front, what more it may be offered. It reads
nothing but the center's rules.

The item of an agent who takes calls only says nothing of this beyond its one reservation: that costs nothing,
and is read here as one contact by telephone.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib.routing.catalogue import catalogue
from chalicelib.routing.channels import interruptions_of, line_of, lines_of, open_lines
from chalicelib.routing.items import ReservationItem, WorkerItem
from chalicelib.routing.model import VOICE, ActivityName, ReservationStatus, WorkerState
from chalicelib.values import dataclass, replace

STATES = {
    ReservationStatus.PENDING: WorkerState.RINGING,
    ReservationStatus.ACCEPTED: WorkerState.ON_CONTACT,
    ReservationStatus.WRAPPING: WorkerState.WRAP_UP,
}
_STATUSES = {state: status for status, state in STATES.items()}


@dataclass(frozen=True)
class Held:
    """One of an agent's reservations, in its status `since` then until `due_at`, when that ends by itself."""

    line: str
    status: ReservationStatus
    contact_id: str
    since: datetime
    due_at: datetime | None = None


Holdings = Mapping[str, Held]


def offered(reservation: ReservationItem) -> Held:
    """A new offer, as its agent has it."""
    return Held(
        line=line_of(reservation.channel),
        status=ReservationStatus.PENDING,
        contact_id=reservation.contact_id,
        since=reservation.created_at,
        due_at=reservation.expires_at,
    )


def holdings(worker: WorkerItem) -> Holdings:
    """By sid, every reservation that the agent has."""
    if worker.held:
        return {sid: _read(each) for sid, each in worker.held.items()}
    if worker.reservation_sid is None:
        return {}
    status = _STATUSES[worker.state]
    only = Held(VOICE, status, str(worker.contact_id), worker.since, worker.due_at)
    return {worker.reservation_sid: only}


def with_holdings(worker: WorkerItem, held: Holdings) -> WorkerItem:
    """The agent with these reservations; what follows from them is brought up to date by `writes.rewrite`."""
    return replace(worker, held={sid: _written(each) for sid, each in held.items()} or None)


def counts(worker: WorkerItem) -> Mapping[str, int]:
    """How many reservations the agent has, by channel."""
    return dict(Counter(each.line for each in holdings(worker).values()))


def foremost(held: Holdings) -> str | None:
    """The reservation that the floor shows: a call before all else, then what rings, what is talked about,
    what is wrapped up."""
    order = list(STATES)
    rank = {sid: (one.line != VOICE, order.index(one.status), one.since, sid) for sid, one in held.items()}
    return min(rank, key=lambda sid: rank[sid], default=None)


def takes_several(worker: WorkerItem) -> bool:
    """Whether the agent may have more than a call, or has: its item is then read before it is changed."""
    return bool(worker.held) or lines_of(worker.capacity) != (VOICE,)


def room(worker: WorkerItem) -> tuple[str, ...]:
    """The lines of which capacity and rules let the agent have one more, whatever its activity."""
    held = [each.line for each in holdings(worker).values()]
    rules = interruptions_of(worker.attributes, catalogue().interruptions)
    return open_lines(worker.capacity, held, rules)


def is_open(worker: WorkerItem, now: datetime) -> bool:
    """Whether the agent may be offered something: not on a break, before a next activity, or when absent."""
    is_there = worker.lease_expires_at is not None and worker.lease_expires_at > now
    return is_there and worker.activity is ActivityName.READY and worker.next_activity is None


def lines_now(worker: WorkerItem, now: datetime) -> tuple[str, ...]:
    """The lines that the agent belongs in now."""
    return room(worker) if is_open(worker, now) else ()


def standing_in(worker: WorkerItem) -> tuple[str, ...]:
    """The lines that the agent stands in while it has `ready_since`."""
    return lines_of(worker.capacity) if worker.lines is None else worker.lines


def _written(one: Held) -> dict[str, Any]:
    times = {"since": one.since.isoformat(), "due_at": one.due_at.isoformat() if one.due_at else None}
    return {"line": one.line, "status": str(one.status), "contact_id": one.contact_id, **times}


def _read(kept: Mapping[str, Any]) -> Held:
    return Held(
        line=kept["line"],
        status=ReservationStatus(kept["status"]),
        contact_id=kept["contact_id"],
        since=datetime.fromisoformat(kept["since"]),
        due_at=datetime.fromisoformat(kept["due_at"]) if kept["due_at"] else None,
    )
