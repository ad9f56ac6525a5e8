"""What an agent has at once: its reservations, which is in front, what more it may be offered. It reads
nothing but the center's rules.

The item of an agent who takes calls only says nothing of this beyond its one reservation: that costs nothing,
and is read here as one contact by telephone. How far a reservation has come is nowhere in an agent's item:
what more may be offered depends on what is held alone.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib.routing.catalogue import catalogue
from chalicelib.routing.channels import interruptions_of, line_of, lines_of, open_lines
from chalicelib.routing.items import OfferItem, Progress, WorkerItem
from chalicelib.routing.model import VOICE, ActivityName, ReservationStatus, WorkerState
from chalicelib.values import dataclass, replace

_STATES = {
    ReservationStatus.PENDING: WorkerState.RINGING,
    ReservationStatus.ACCEPTED: WorkerState.ON_CONTACT,
    ReservationStatus.WRAPPING: WorkerState.WRAP_UP,
    ReservationStatus.COMPLETED: WorkerState.WRAP_UP,
}
_ORDER = (WorkerState.RINGING, WorkerState.ON_CONTACT, WorkerState.WRAP_UP)


@dataclass(frozen=True)
class Held:
    """One of an agent's reservations."""

    line: str
    contact_id: str


@dataclass(frozen=True)
class Shown:
    """What people see of an agent: what it does, since when, and with which reservation, if any."""

    state: WorkerState
    since: datetime
    reservation_sid: str | None = None
    contact_id: str | None = None


Holdings = Mapping[str, Held]


def offered(offer: OfferItem) -> Held:
    """A new offer, as its agent has it."""
    return Held(line_of(offer.channel), offer.contact_id)


def holdings(worker: WorkerItem) -> Holdings:
    """By sid, every reservation that the agent has, in the order of the offers."""
    if worker.held:
        return {sid: Held(**each) for sid, each in worker.held.items()}
    if worker.reservation_sid is None:
        return {}
    return {worker.reservation_sid: Held(VOICE, str(worker.contact_id))}


def keys_held(worker: WorkerItem) -> list[tuple[str, str]]:
    """The contact and the sid of each: by these one learns how far they have come."""
    return [(one.contact_id, sid) for sid, one in holdings(worker).items()]


def state_in(progress: Progress | None) -> WorkerState:
    """What an agent does who has a reservation that has come so far. One that ended without its agent, who is
    not let go yet, still rings; one that was completed since the agent was read was wrapped up."""
    return _STATES.get(progress.status, WorkerState.RINGING) if progress else WorkerState.RINGING


def shown(worker: WorkerItem, progress: Mapping[str, Progress]) -> Shown:
    """What people see of the agent, given how far what it has has come: a call before all else, then what
    rings, what is talked about, what is wrapped up."""
    if worker.reservation_sid is None:
        return Shown(WorkerState(worker.activity), worker.since)

    def one(sid: str, held: Held) -> tuple[Any, ...]:
        state, since = state_in(progress.get(sid)), worker.since
        if sid in progress:
            since = progress[sid].changed_at
        return held.line != VOICE, _ORDER.index(state), since, sid, held.contact_id

    _, place, since, sid, contact_id = min(one(*each) for each in holdings(worker).items())
    return Shown(_ORDER[place], since, sid, contact_id)


def with_holdings(worker: WorkerItem, held: Holdings) -> WorkerItem:
    """The agent with these reservations; what follows from them is brought up to date by `writes.rewrite`."""
    return replace(worker, held={sid: vars(each) for sid, each in held.items()} or None)


def counts(worker: WorkerItem) -> Mapping[str, int]:
    """How many reservations the agent has, by channel."""
    return dict(Counter(each.line for each in holdings(worker).values()))


def foremost(held: Holdings) -> str | None:
    """The reservation that stands for all of them in the agent's item: a call, else the oldest."""
    return min(held, key=lambda sid: held[sid].line != VOICE, default=None)


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
