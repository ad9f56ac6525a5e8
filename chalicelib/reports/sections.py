"""Lays journeys and figures out as sections in the reader's language; no figure is computed here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from chalicelib.contacts import Event, EventType
from chalicelib.reports.agent_figures import AgentFigures
from chalicelib.reports.journeys import Journey
from chalicelib.reports.queue_figures import QueueFigures, QueueTargets, share
from chalicelib.reports.sheets import Chart, Column, FormulaNote, Section, Series, Unit
from chalicelib.reports.texts import Language, formula, text
from chalicelib.reports.traffic import (
    NONE,
    Dimension,
    Granularity,
    TrafficRow,
    node_entries,
    slot_of,
    traffic,
)

_SHARES = ("abandonment_rate", "service_level_of_talks", "service_level_of_inbound", "connection_rate")
OPERATIONS = frozenset(
    {
        EventType.AGENT_SIGNED_IN,
        EventType.AGENT_SIGNED_OUT,
        EventType.AGENT_ACTIVITY,
        EventType.RESERVATION_CREATED,
        EventType.RESERVATION_ACCEPTED,
        EventType.RESERVATION_REJECTED,
        EventType.RESERVATION_TIMEOUT,
        EventType.RESERVATION_CANCELED,
        EventType.RESERVATION_WRAPPING,
        EventType.RESERVATION_COMPLETED,
        EventType.HOLD_STARTED,
        EventType.HOLD_ENDED,
    }
)


@dataclass(frozen=True)
class Names:
    """How the reader knows queues and agents, and the center's zone."""

    language: Language
    zone: ZoneInfo
    queues: Mapping[str, str]
    agents: Mapping[str, str]

    def of(self, dimension: Dimension, member: str) -> str:
        """A member of a dimension in the reader's words."""
        if dimension is Dimension.QUEUE:
            return self.queues.get(member, member)
        if dimension is Dimension.AGENT:
            return self.agents.get(member, member)
        return member

    def clock(self, at: datetime | None) -> str | None:
        """An instant in the center's zone."""
        return at.astimezone(self.zone).strftime("%Y-%m-%d %H:%M:%S") if at else None


def queue_section(
    figures: Mapping[str, QueueFigures], targets: Mapping[str, QueueTargets], names: Names
) -> Section:
    """One row per queue (RPT-03 to RPT-15)."""
    rows = [{"queue": names.queues.get(queue, queue), **asdict(one)} for queue, one in figures.items()]
    keys = ["queue", *QueueFigures.__dataclass_fields__]
    charts = [
        _chart("queue_chart", "bar", "queue", ["inbound", "talks", "abandoned"], names),
        _chart("wait_chart", "bar", "queue", ["average_wait_seconds", "longest_wait_seconds"], names),
    ]
    shared = next(iter(targets.values()), QueueTargets())
    return _section("queues", keys, rows, names, charts, shared)


def agent_section(figures: Sequence[AgentFigures], names: Names) -> Section:
    """One row per agent (RPT-16 to RPT-21)."""
    rows = []
    for one in figures:
        values = asdict(one)
        sid = values.pop("worker_sid")
        rows.append({"agent": names.agents.get(sid, sid), **values})
    keys = ["agent", *(name for name in AgentFigures.__dataclass_fields__ if name != "worker_sid")]
    parts = ["inbound_seconds", "outbound_seconds", "aux_seconds", "idle_seconds"]
    return _section("agents", keys, rows, names, [_chart("agent_chart", "bar", "agent", parts, names)])


def summary_section(journeys: Sequence[Journey], names: Names) -> Section:
    """The day in one row, and how callers left (IVR-28)."""
    queued, answered = (
        sum(one.is_queued for one in journeys),
        sum(one.answered is not None for one in journeys),
    )
    leaves = dict.fromkeys(("self_served", "served_by_agent", "abandoned", "unfinished"), 0)
    for one in journeys:
        leaves[one.leave_type if one.leave_type in leaves else "unfinished"] += 1
    rows = [{"leave_type": _left_as(kind, names), "calls_count": n} for kind, n in leaves.items()]
    total = {"leave_type": text("total", names.language), "calls_count": len(journeys)}
    total |= {"queued": queued, "answered": answered, "connection_rate": share(answered, queued)}
    keys = ["leave_type", "calls_count", "queued", "answered", "connection_rate"]
    section = _section(
        "summary", keys, rows, names, [_chart("leave_chart", "pie", "leave_type", ["calls_count"], names)]
    )
    return section.model_copy(update={"total": total})


def hour_section(journeys: Sequence[Journey], names: Names) -> Section:
    """Calls by hour of the period."""
    rows: dict[str, dict[str, Any]] = {}
    for one in journeys:
        slot = slot_of(one.started_at, Granularity.HOUR, names.zone)
        row = rows.setdefault(slot, {"slot": slot, "calls_count": 0, "queued": 0, "answered": 0})
        row["calls_count"] += 1
        row["queued"] += one.is_queued
        row["answered"] += one.answered is not None
    keys = ["slot", "calls_count", "queued", "answered"]
    chart = _chart("hour_chart", "line", "slot", keys[1:], names)
    return _section("hours", keys, [rows[slot] for slot in sorted(rows)], names, [chart])


def node_section(journeys: Sequence[Journey], names: Names) -> Section:
    """Entries into each flow widget (IVR-26)."""
    rows = [{"node": node, "entries": count} for node, count in node_entries(journeys).most_common()]
    return _section(
        "nodes", ["node", "entries"], rows, names, [_chart("nodes", "bar", "node", ["entries"], names)]
    )


def call_section(journeys: Sequence[Journey], names: Names) -> Section:
    """Every call, one row each (RPT-23)."""
    keys = [
        "started_at",
        "from_number",
        "to_number",
        "trunk",
        "queue",
        "agent",
        "wait_seconds",
        "talk_seconds",
    ]
    keys += ["duration_seconds", "leave_type", "disposition", "contact_id"]
    return _section("calls", keys, [_call(one, names) for one in journeys], names)


def operation_section(events: Iterable[Event], names: Names) -> Section:
    """Each agent's operations in order (RPT-22)."""
    rows = [
        {
            "agent": names.agents.get(event.worker_sid or "", event.worker_sid),
            "at": names.clock(event.at),
            "operation": text(event.type.value, names.language),
            "detail": _detail(event, names),
            "contact_id": event.contact_id,
        }
        for event in sorted(events, key=lambda event: (event.worker_sid or "", event.at))
        if event.worker_sid and event.type in OPERATIONS
    ]
    return _section("operations", ["agent", "at", "operation", "detail", "contact_id"], rows, names)


def traffic_section(
    journeys: Sequence[Journey], dimension: Dimension, granularity: Granularity, names: Names
) -> Section:
    """Traffic by one dimension and slot, closed by a total that equals the raw calls (RPT-01, RPT-02)."""
    rows = [
        _traffic_row(row, dimension, names) for row in traffic(journeys, dimension, granularity, names.zone)
    ]
    counts = ["calls_count", "queued", "answered", "abandoned", "self_served_count"]
    keys = ["slot", dimension.value, *counts]
    total = {"slot": text("total", names.language), dimension.value: ""}
    total |= {key: sum(row[key] for row in rows) for key in counts}
    chart = _chart("traffic_chart", "bar", "slot", ["calls_count", "answered", "abandoned"], names)
    section = _section("traffic", keys, rows, names, [chart])
    return section.model_copy(update={"title": text(f"traffic_{dimension}", names.language), "total": total})


def _traffic_row(row: TrafficRow, dimension: Dimension, names: Names) -> dict[str, Any]:
    values = asdict(row)
    member = values.pop("member")
    return {
        "slot": values["slot"],
        dimension.value: member if member == NONE else names.of(dimension, member),
        "calls_count": values["calls"],
        "queued": values["queued"],
        "answered": values["answered"],
        "abandoned": values["abandoned"],
        "self_served_count": values["self_served"],
    }


def _call(one: Journey, names: Names) -> dict[str, Any]:
    visit = one.visits[0] if one.visits else None
    offer = one.answered
    gateway, span = one.started.get("gateway"), one.started.get("span")
    ended = one.ended_at
    return {
        "started_at": names.clock(one.started_at),
        "from_number": one.started.get("from_number"),
        "to_number": one.started.get("to_number"),
        "trunk": f"{gateway}/{span}" if gateway else one.started.get("access"),
        "queue": names.queues.get(visit.queue, visit.queue) if visit else None,
        "agent": names.agents.get(offer.worker_sid, offer.worker_sid) if offer else None,
        "wait_seconds": visit.wait_seconds if visit else None,
        "talk_seconds": offer.talk_seconds if offer else None,
        "duration_seconds": (ended - one.started_at).total_seconds() if ended else None,
        "leave_type": _left_as(one.leave_type or "unfinished", names),
        "disposition": one.disposition,
        "contact_id": one.contact_id,
    }


def _left_as(leave_type: str, names: Names) -> str:
    return text(f"left.{leave_type}", names.language)


def _detail(event: Event, names: Names) -> str | None:
    said = [
        event.data.get("activity"),
        event.data.get("reason"),
        event.queue and names.queues.get(event.queue),
    ]
    return " · ".join(text(str(word), names.language) for word in said if word) or None


def _unit(key: str) -> Unit:
    if key.endswith("_seconds"):
        return "seconds"
    if key in _SHARES:
        return "share"
    if key in ("started_at", "at"):
        return "time"
    texts = {
        "queue",
        "agent",
        "slot",
        "trunk",
        "node",
        "contact_id",
        "from_number",
        "to_number",
        "leave_type",
    }
    return "text" if key in texts | {"disposition", "operation", "detail"} else "count"


def _chart(chart: str, kind: Any, category: str, series: Sequence[str], names: Names) -> Chart:
    lines = [Series(key=key, title=text(key, names.language)) for key in series]
    return Chart(id=chart, title=text(chart, names.language), kind=kind, category_key=category, series=lines)


def _section(
    section: str,
    keys: Sequence[str],
    rows: list[dict[str, Any]],
    names: Names,
    charts: Sequence[Chart] = (),
    targets: QueueTargets | None = None,
) -> Section:
    shown = targets or QueueTargets()
    notes = [
        FormulaNote(key=key, name=text(key, names.language), formula=said)
        for key in keys
        if (
            said := formula(
                key,
                names.language,
                level=shown.service_level_seconds,
                short=shown.short_abandon_seconds,
            )
        )
    ]
    columns = [Column(key=key, title=text(key, names.language), unit=_unit(key)) for key in keys]
    title = text(section, names.language)
    return Section(
        id=section, title=title, columns=columns, rows=rows, charts=list(charts), formula_notes=notes
    )
