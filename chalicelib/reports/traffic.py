"""Traffic by trunk, queue, agent or flow node, by hour, day, month or year (RPT-01, RPT-02, IVR-26)."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from chalicelib.reports.journeys import Journey

NONE = "-"


class Granularity(StrEnum):
    """How wide a slot is."""

    HOUR = "hour"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class Dimension(StrEnum):
    """What the traffic is split by."""

    TRUNK = "trunk"
    QUEUE = "queue"
    AGENT = "agent"
    NODE = "node"


_FORMATS = {
    Granularity.HOUR: "%Y-%m-%d %H:00",
    Granularity.DAY: "%Y-%m-%d",
    Granularity.MONTH: "%Y-%m",
    Granularity.YEAR: "%Y",
}


@dataclass(frozen=True)
class TrafficRow:
    """Calls of one member of the dimension in one slot. Every call is in exactly one row of a slot."""

    slot: str
    member: str
    calls: int
    queued: int
    answered: int
    abandoned: int
    self_served: int


def slot_of(at: datetime, granularity: Granularity, zone: ZoneInfo) -> str:
    """The slot's label in the center's time zone."""
    return at.astimezone(zone).strftime(_FORMATS[granularity])


def traffic(
    journeys: Sequence[Journey], dimension: Dimension, granularity: Granularity, zone: ZoneInfo
) -> list[TrafficRow]:
    """Rows by slot, then member; a call without a member of the dimension stands under "-"."""
    groups: dict[tuple[str, str], list[Journey]] = {}
    for journey in journeys:
        key = (slot_of(journey.started_at, granularity, zone), _MEMBER[dimension](journey))
        groups.setdefault(key, []).append(journey)
    return [_row(slot, member, calls) for (slot, member), calls in sorted(groups.items())]


def node_entries(journeys: Iterable[Journey]) -> Counter[str]:
    """How often each flow widget was entered (IVR-26)."""
    return Counter(str(node["widget"]) for journey in journeys for node in journey.nodes)


def _row(slot: str, member: str, calls: list[Journey]) -> TrafficRow:
    return TrafficRow(
        slot=slot,
        member=member,
        calls=len(calls),
        queued=sum(call.is_queued for call in calls),
        answered=sum(call.answered is not None for call in calls),
        abandoned=sum(call.is_abandoned for call in calls),
        self_served=sum(call.leave_type == "self_served" for call in calls),
    )


def _trunk(journey: Journey) -> str:
    gateway, span = journey.started.get("gateway"), journey.started.get("span")
    if gateway:
        return f"{gateway}/{span}" if span else str(gateway)
    return str(journey.started.get("access") or NONE)


def _queue(journey: Journey) -> str:
    return journey.visits[0].queue if journey.visits else NONE


def _agent(journey: Journey) -> str:
    return journey.answered.worker_sid if journey.answered else NONE


def _last_node(journey: Journey) -> str:
    return str(journey.nodes[-1]["widget"]) if journey.nodes else NONE


_MEMBER: dict[Dimension, Callable[[Journey], str]] = {
    Dimension.TRUNK: _trunk,
    Dimension.QUEUE: _queue,
    Dimension.AGENT: _agent,
    Dimension.NODE: _last_node,
}
