"""Today's figures of each queue, added up from the log's lines that count (docs/events.md).

The rule of what an event adds is pure; the reports compute the same figures from the whole log.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from chalicelib.contacts import Event, EventType


@dataclass(frozen=True)
class DayFigures:
    """Counts of one day."""

    queue: str
    entered: int = 0
    answered: int = 0
    answered_in_time: int = 0
    answered_wait_seconds: float = 0.0
    abandoned: int = 0
    left_message: int = 0
    rona: int = 0

    @property
    def service_level_of_inbound(self) -> float | None:
        """Answered in time, of all who entered the queue: the same figure as in the reports."""
        return self.answered_in_time / self.entered if self.entered else None

    @property
    def average_wait_seconds(self) -> float | None:
        """Mean wait of the answered."""
        return self.answered_wait_seconds / self.answered if self.answered else None


@dataclass(frozen=True)
class Targets:
    """A queue's parameters, in seconds."""

    service_level_seconds: float = 20.0


def added_up(events: Iterable[Event], targets: Mapping[str, Targets]) -> dict[str, DayFigures]:
    """The figures of each queue that the events are of."""
    totals: dict[str, defaultdict[str, float]] = {}
    for event in events:
        total = totals.setdefault(event.queue or "", defaultdict(float))
        for name, value in added_by(event, targets.get(event.queue or "", Targets())).items():
            total[name] += value
    return {queue: _figures(queue, total) for queue, total in totals.items()}


def _figures(queue: str, total: Mapping[str, float]) -> DayFigures:
    seconds = total.get("answered_wait_seconds", 0.0)
    counts = {name: int(value) for name, value in total.items() if name != "answered_wait_seconds"}
    return DayFigures(queue, answered_wait_seconds=seconds, **counts)


def added_by(event: Event, targets: Targets) -> Mapping[str, float]:
    """What an event adds to its queue's figures; empty for most."""
    match event.type:
        case EventType.QUEUE_ENTERED:
            return {"entered": 1}
        case EventType.RESERVATION_TIMEOUT:
            return {"rona": 1}
        case EventType.QUEUE_LEFT:
            waited = float(event.data.get("waited_seconds") or 0)
            return _left(str(event.data.get("outcome")), waited, targets)
        case _:
            return {}


def _left(outcome: str, waited_seconds: float, targets: Targets) -> Mapping[str, float]:
    if outcome == "answered":
        in_time = waited_seconds <= targets.service_level_seconds
        return {"answered": 1, "answered_in_time": int(in_time), "answered_wait_seconds": waited_seconds}
    if outcome == "abandoned":
        return {"abandoned": 1}
    return {"left_message": 1} if outcome == "left_message" else {}
