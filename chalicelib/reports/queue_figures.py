"""The figures of a queue, each a pure function of the journeys (requirement rows RPT-04 to RPT-15)."""

from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.reports.journeys import Journey, Offer, Visit


@dataclass(frozen=True)
class QueueTargets:
    """The two parameters of the formulas, in seconds."""

    service_level_seconds: float = 20
    short_abandon_seconds: float = 5


@dataclass(frozen=True)
class QueueFigures:
    """Counts, seconds and shares (0 to 1) of one queue; None where there is nothing to divide by."""

    inbound: int
    talks: int
    average_wait_seconds: float | None
    longest_wait_seconds: float | None
    average_talk_seconds: float | None
    answer_speed_seconds: float | None
    abandoned: int
    counted_abandoned: int
    abandonment_rate: float | None
    average_abandon_seconds: float | None
    rona: int
    answered_in_time: int
    service_level_of_talks: float | None
    service_level_of_inbound: float | None
    left_message: int


def queue_figures(journeys: Sequence[Journey], queue: str, targets: QueueTargets) -> QueueFigures:
    """Figures of `queue` over the given journeys; the formulas stand in docs/algorithms/figures.md."""
    visits = [visit for one in journeys for visit in one.visits if visit.queue == queue]
    offers = [offer for one in journeys for offer in one.offers if offer.queue == queue]
    answered = [offer for offer in offers if offer.answered_at]
    waits = [seconds for visit in visits if (seconds := visit.wait_seconds) is not None]
    answered_waits = _waits(visits, "answered")
    abandon_waits = _waits(visits, "abandoned")
    counted = sum(seconds >= targets.short_abandon_seconds for seconds in abandon_waits)
    in_time = sum(seconds <= targets.service_level_seconds for seconds in answered_waits)
    return QueueFigures(
        inbound=len(visits),
        talks=len(answered),
        average_wait_seconds=mean(answered_waits),
        longest_wait_seconds=max(waits, default=None),
        average_talk_seconds=mean([offer.talk_seconds for offer in answered]),
        answer_speed_seconds=mean(answer_times(answered)),
        abandoned=len(abandon_waits),
        counted_abandoned=counted,
        abandonment_rate=share(counted, len(visits)),
        average_abandon_seconds=mean(abandon_waits),
        rona=sum(offer.is_rona for offer in offers),
        answered_in_time=in_time,
        service_level_of_talks=share(in_time, len(answered)),
        service_level_of_inbound=share(in_time, len(visits)),
        left_message=sum(visit.outcome == "left_message" for visit in visits),
    )


def answer_times(offers: Sequence[Offer]) -> list[float]:
    """Seconds from the agent's first ring to pick-up, of the offers that were picked up (RPT-09)."""
    return [
        (offer.answered_at - (offer.ringing_at or offer.offered_at)).total_seconds()
        for offer in offers
        if offer.answered_at
    ]


def mean(values: Sequence[float]) -> float | None:
    """The mean, or None of nothing."""
    return sum(values) / len(values) if values else None


def share(part: int, whole: int) -> float | None:
    """part / whole between 0 and 1, or None of nothing."""
    return part / whole if whole else None


def _waits(visits: Sequence[Visit], outcome: str) -> list[float]:
    return [
        seconds
        for visit in visits
        if visit.outcome == outcome and (seconds := visit.wait_seconds) is not None
    ]
