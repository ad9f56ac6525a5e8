"""One offer's telephone leg to an agent, from the order to ring until it is over."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from chalicelib.contacts import Event, EventType
from chalicelib.values import dataclass


class LegState(StrEnum):
    """`ended` is final: a leg that ended before its REST answer came is hung up when it comes."""

    OFFERED = "offered"
    ANSWERED = "answered"
    ENDED = "ended"


class Party(StrEnum):
    """Who is who in the conference."""

    CALLER = "caller"
    AGENT = "agent"


@dataclass(frozen=True)
class Leg:
    """The agent's side of one reservation. `conference_sid` is known once both parties are in it; with a
    `callback_id` the customer is yet to be rung."""

    reservation_sid: str
    contact_id: str
    task_sid: str
    worker_sid: str
    queue: str
    state: LegState
    offered_at: datetime
    expires_at: datetime
    call_sid: str | None = None
    conference_sid: str | None = None
    answered_at: datetime | None = None
    ended_by: Party | None = None
    callback_id: str | None = None
    agent_name: str = ""


def leg_event(
    leg: Leg, key: str, kind: EventType, at: datetime, data: Mapping[str, object] | None = None
) -> Event:
    """What happened on a leg, for its contact's log."""
    return Event(
        key=key,
        type=kind,
        at=at,
        contact_id=leg.contact_id,
        worker_sid=leg.worker_sid,
        queue=leg.queue,
        reservation_sid=leg.reservation_sid,
        data=data or {},
    )
