"""One caller's journey, folded from the contact event log; every report counts journeys, never raw rows."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from chalicelib.contacts import Event, EventType


@dataclass(frozen=True)
class Visit:
    """One wait in one queue. `left_at` is None while the caller still waits."""

    queue: str
    entered_at: datetime
    left_at: datetime | None = None
    outcome: str | None = None

    @property
    def wait_seconds(self) -> float | None:
        """Seconds from entering the queue to leaving it."""
        return (self.left_at - self.entered_at).total_seconds() if self.left_at else None


@dataclass(frozen=True)
class Offer:
    """One reservation: the contact offered to one agent, and what came of it."""

    reservation_sid: str
    worker_sid: str
    queue: str
    offered_at: datetime
    ringing_at: datetime | None = None
    answered_at: datetime | None = None
    talk_started_at: datetime | None = None
    wrapping_at: datetime | None = None
    completed_at: datetime | None = None
    ended: str | None = None

    @property
    def is_rona(self) -> bool:
        """True when the agent let it ring out (Redirection On No Answer)."""
        return self.ended == EventType.RESERVATION_TIMEOUT

    @property
    def talk_seconds(self) -> float:
        """Seconds both parties were joined, hold included; 0 while unknown."""
        begun = self.talk_started_at or self.answered_at
        until = self.wrapping_at or self.completed_at
        return max((until - begun).total_seconds(), 0.0) if begun and until else 0.0


@dataclass(frozen=True)
class Hold:
    """One press of [Hold]; `ended_at` is None while the caller is still held."""

    worker_sid: str | None
    started_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True)
class Journey:
    """Everything the reports need to know of one contact."""

    contact_id: str
    started_at: datetime
    started: dict[str, Any] = field(default_factory=dict)
    visits: tuple[Visit, ...] = ()
    offers: tuple[Offer, ...] = ()
    holds: tuple[Hold, ...] = ()
    nodes: tuple[dict[str, Any], ...] = ()
    ended_at: datetime | None = None
    leave_type: str | None = None
    disposition: str | None = None
    tickets: int = 0

    @property
    def answered(self) -> Offer | None:
        """The first offer that an agent took."""
        return next((offer for offer in self.offers if offer.answered_at), None)

    @property
    def is_queued(self) -> bool:
        """True when the caller asked for a person."""
        return bool(self.visits)

    @property
    def is_abandoned(self) -> bool:
        """True when the caller gave up in the menu or in the queue (IVR-28, second leave type)."""
        return self.leave_type == "abandoned"


def fold(events: Iterable[Event]) -> list[Journey]:
    """Journeys by start time; contacts whose start is not among the events are left out."""
    by_contact: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        if event.contact_id:
            by_contact[event.contact_id].append(event)
    journeys = (_journey(contact_id, rows) for contact_id, rows in by_contact.items())
    return sorted((one for one in journeys if one), key=lambda one: (one.started_at, one.contact_id))


def _journey(contact_id: str, events: list[Event]) -> Journey | None:
    ordered = sorted(events, key=lambda event: event.at)
    start = next((event for event in ordered if event.type is EventType.CONTACT_STARTED), None)
    if start is None:
        return None
    journey = Journey(contact_id, start.at, dict(start.data))
    offers: dict[str, Offer] = {}
    for event in ordered:
        _note_offer(offers, event)
        journey = _note_contact(journey, event)
    return replace(
        journey,
        visits=_visits(ordered),
        holds=_holds(ordered),
        offers=tuple(sorted(offers.values(), key=lambda offer: offer.offered_at)),
    )


def _note_contact(journey: Journey, event: Event) -> Journey:
    match event.type:
        case EventType.CONTACT_ENDED:
            return replace(journey, ended_at=event.at, leave_type=str(event.data.get("leave_type")))
        case EventType.CONTACT_DISPOSED:
            return replace(journey, disposition=str(event.data.get("code")))
        case EventType.TICKET_FILED:
            return replace(journey, tickets=journey.tickets + 1)
        case EventType.FLOW_PATH:
            return replace(journey, nodes=(*journey.nodes, *event.data.get("nodes", ())))
        case _:
            return journey


_OFFER_TIMES = {
    EventType.AGENT_RINGING: "ringing_at",
    EventType.RESERVATION_ACCEPTED: "answered_at",
    EventType.TALK_STARTED: "talk_started_at",
    EventType.RESERVATION_WRAPPING: "wrapping_at",
    EventType.RESERVATION_COMPLETED: "completed_at",
}
_OFFER_ENDS = {
    EventType.RESERVATION_TIMEOUT,
    EventType.RESERVATION_REJECTED,
    EventType.RESERVATION_CANCELED,
    EventType.RESERVATION_COMPLETED,
}


def _note_offer(offers: dict[str, Offer], event: Event) -> None:
    sid = event.reservation_sid
    if not sid:
        return
    if event.type is EventType.RESERVATION_CREATED:
        offers[sid] = Offer(sid, event.worker_sid or "", event.queue or "", event.at)
    if sid not in offers:
        return
    if name := _OFFER_TIMES.get(event.type):
        seen: dict[str, Any] = {name: getattr(offers[sid], name) or event.at}
        offers[sid] = replace(offers[sid], **seen)
    if event.type in _OFFER_ENDS:
        offers[sid] = replace(offers[sid], ended=event.type.value)


def _visits(ordered: list[Event]) -> tuple[Visit, ...]:
    visits: list[Visit] = []
    for event in ordered:
        if event.type is EventType.QUEUE_ENTERED:
            visits.append(Visit(event.queue or "", event.at))
        elif event.type is EventType.QUEUE_LEFT and visits and visits[-1].left_at is None:
            visits[-1] = replace(visits[-1], left_at=event.at, outcome=str(event.data.get("outcome")))
    return tuple(visits)


def _holds(ordered: list[Event]) -> tuple[Hold, ...]:
    holds: list[Hold] = []
    for event in ordered:
        if event.type is EventType.HOLD_STARTED:
            holds.append(Hold(event.worker_sid, event.at))
        elif event.type in (EventType.HOLD_ENDED, EventType.CALL_ENDED) and holds and not holds[-1].ended_at:
            holds[-1] = replace(holds[-1], ended_at=event.at)
    return tuple(holds)
