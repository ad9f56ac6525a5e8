"""The figures of an agent over a period (requirement rows RPT-16 to RPT-22).

After-contact work counts with the call it follows, so idle time is
login - inbound - outbound - AUX and can be recomputed from the log alone.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from chalicelib.contacts import Event, EventType
from chalicelib.reports.journeys import Hold, Journey, Offer
from chalicelib.reports.queue_figures import answer_times, mean

AUX_ACTIVITIES = frozenset({"busy", "short_break", "meeting"})


@dataclass(frozen=True)
class Span:
    """A stretch of time; `end` is exclusive."""

    start: datetime
    end: datetime

    @property
    def seconds(self) -> float:
        """Length in seconds."""
        return (self.end - self.start).total_seconds()

    def clip(self, to: "Span") -> "Span | None":
        """The part inside `to`, or None."""
        start, end = max(self.start, to.start), min(self.end, to.end)
        return Span(start, end) if start < end else None


@dataclass(frozen=True)
class AgentFigures:
    """Counts and seconds of one agent within the period."""

    worker_sid: str
    login_seconds: float
    inbound_seconds: float
    outbound_seconds: float
    aux_seconds: float
    idle_seconds: float
    offers: int
    talks: int
    rona: int
    average_talk_seconds: float | None
    answer_speed_seconds: float | None
    holds: int
    average_hold_seconds: float | None
    wrap_ups: int
    average_wrap_up_seconds: float | None
    aux_count: int


def agent_figures(
    worker_sid: str, journeys: Sequence[Journey], events: Sequence[Event], period: Span
) -> AgentFigures:
    """Figures of one agent; `events` are that agent's sign-ins and activities, `period` may end now."""
    offers = [offer for one in journeys for offer in one.offers if offer.worker_sid == worker_sid]
    answered = [offer for offer in offers if offer.answered_at]
    holds = [hold for one in journeys for hold in one.holds if _held_by(hold, one, worker_sid)]
    wraps = [
        (offer.completed_at - offer.wrapping_at).total_seconds()
        for offer in answered
        if offer.wrapping_at and offer.completed_at
    ]
    login = total(sessions(events, period.end), period)
    aux_spans = pauses(events, period.end)
    aux = total(aux_spans, period)
    by_direction = {
        direction: total(
            [
                span
                for one in journeys
                if one.started.get("direction", "inbound") == direction
                for span in _work(one.offers, worker_sid, period.end)
            ],
            period,
        )
        for direction in ("inbound", "outbound")
    }
    inbound, outbound = by_direction["inbound"], by_direction["outbound"]
    return AgentFigures(
        worker_sid=worker_sid,
        login_seconds=login,
        inbound_seconds=inbound,
        outbound_seconds=outbound,
        aux_seconds=aux,
        idle_seconds=max(login - inbound - outbound - aux, 0.0),
        offers=len(offers),
        talks=len(answered),
        rona=sum(offer.is_rona for offer in offers),
        average_talk_seconds=mean([offer.talk_seconds for offer in answered]),
        answer_speed_seconds=mean(answer_times(answered)),
        holds=len(holds),
        average_hold_seconds=mean(
            [(hold.ended_at - hold.started_at).total_seconds() for hold in holds if hold.ended_at]
        ),
        wrap_ups=len(wraps),
        average_wrap_up_seconds=mean(wraps),
        aux_count=sum(span.clip(period) is not None for span in aux_spans),
    )


def sessions(events: Iterable[Event], until: datetime) -> list[Span]:
    """Signed-in stretches; one still open ends at `until`."""
    return _stretches(events, until, begins=lambda e: e.type is EventType.AGENT_SIGNED_IN, ends=_is_sign_out)


def pauses(events: Iterable[Event], until: datetime) -> list[Span]:
    """Not-ready stretches by reason (AUX); after-call work is not among them."""
    return _stretches(
        events,
        until,
        begins=lambda e: _activity(e) in AUX_ACTIVITIES,
        ends=lambda e: _is_sign_out(e) or _activity(e) is not None,
    )


def total(spans: Iterable[Span], period: Span) -> float:
    """Seconds of the spans inside the period."""
    return sum(part.seconds for span in spans if (part := span.clip(period)))


def _stretches(
    events: Iterable[Event],
    until: datetime,
    *,
    begins: Callable[[Event], bool],
    ends: Callable[[Event], bool],
) -> list[Span]:
    spans: list[Span] = []
    opened: datetime | None = None
    for event in sorted(events, key=lambda event: event.at):
        if opened is not None and ends(event):
            spans.append(Span(opened, event.at))
            opened = None
        if opened is None and begins(event):
            opened = event.at
    if opened is not None and opened < until:
        spans.append(Span(opened, until))
    return spans


def _activity(event: Event) -> str | None:
    return str(event.data.get("activity")) if event.type is EventType.AGENT_ACTIVITY else None


def _is_sign_out(event: Event) -> bool:
    return event.type is EventType.AGENT_SIGNED_OUT


def _work(offers: Sequence[Offer], worker_sid: str, until: datetime) -> list[Span]:
    return [
        Span(offer.answered_at, offer.completed_at or until)
        for offer in offers
        if offer.worker_sid == worker_sid and offer.answered_at
    ]


def _held_by(hold: Hold, journey: Journey, worker_sid: str) -> bool:
    if hold.worker_sid:
        return hold.worker_sid == worker_sid
    return bool(journey.answered and journey.answered.worker_sid == worker_sid)
