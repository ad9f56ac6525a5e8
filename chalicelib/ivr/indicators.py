"""How a flow does with its callers: per node, per call, and the ways they took (IVR-26, -33, -34). Pure.

timeout rate    visits that ended because nothing was keyed
error rate      visits that ended in an error: a wrong key, a service that failed
hang-up rate    visits in which the caller hung up
success rate    visits that ended as they should: digits complete, or heard to the end
transfer rate   calls that reached an agent's queue; self-service rate: calls the flow served (IVR-29)
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import field

from chalicelib.ivr.definition import Flow
from chalicelib.ivr.journal import NodeVisit, is_self_served
from chalicelib.ivr.node_kinds import kind_of
from chalicelib.ivr.widgets.behaviour import Ended, NodeKind
from chalicelib.values import dataclass

MOST_PATHS = 20
_QUEUES = {"enqueue-call", "send-to-flex"}
_SUCCESS = {Ended.DIGITS_COMPLETE, Ended.PROMPT_COMPLETE}


@dataclass(frozen=True)
class NodeIndicator:
    """How one node does; rates are shares of its entries."""

    widget: str
    type: str
    kind: NodeKind
    entries: int
    calls: int
    average_dwell_seconds: float | None
    timeout_rate: float | None
    error_rate: float | None
    hangup_rate: float | None
    success_rate: float | None


@dataclass(frozen=True)
class EdgeIndicator:
    """How often an edge was taken."""

    source: str
    event: str
    target: str | None
    count: int


@dataclass(frozen=True)
class TopPath:
    """A way through the flow."""

    widgets: tuple[str, ...]
    calls: int
    share: float


@dataclass(frozen=True)
class Indicators:
    """A flow in a period."""

    flow: str
    revision: int
    calls: int
    self_served: int
    abandoned: int
    transferred: int
    average_seconds: float | None
    self_service_rate: float | None
    transfer_rate: float | None
    nodes: tuple[NodeIndicator, ...]
    edges: tuple[EdgeIndicator, ...]
    paths: tuple[TopPath, ...]


@dataclass
class _Node:
    type: str
    kind: NodeKind
    calls: int = 0
    ends: Counter[Ended | None] = field(default_factory=Counter)
    dwells: list[float] = field(default_factory=list)


def indicators(flow: Flow, journeys: Iterable[Sequence[NodeVisit]]) -> Indicators:
    """The indicators of `flow` over the paths of its calls; nodes that nobody entered are listed too."""
    nodes = {w.name: _Node(w.type, kind_of(flow, w)) for w in flow.widgets.values()}
    edges: Counter[tuple[str, str, str | None]] = Counter()
    paths: Counter[tuple[str, ...]] = Counter()
    calls: Counter[str] = Counter()
    seconds: list[float] = []
    for visits in journeys:
        if not visits:
            continue
        calls[_fate(flow, visits)] += 1
        paths[tuple(visit.widget for visit in visits)] += 1
        if visits[-1].left_at:
            seconds.append((visits[-1].left_at - visits[0].entered_at).total_seconds())
        _count(nodes, edges, visits)
    total = calls.total()
    return Indicators(
        flow=flow.name,
        revision=flow.revision,
        calls=total,
        self_served=calls["self_served"],
        abandoned=calls["abandoned"],
        transferred=calls["transferred"],
        average_seconds=_average(seconds),
        self_service_rate=_share(calls["self_served"], total),
        transfer_rate=_share(calls["transferred"], total),
        nodes=tuple(_indicator(name, node) for name, node in nodes.items()),
        edges=tuple(EdgeIndicator(*edge, count=count) for edge, count in edges.most_common()),
        paths=tuple(TopPath(p, n, round(n / total, 4)) for p, n in paths.most_common(MOST_PATHS)),
    )


def _count(
    nodes: dict[str, _Node], edges: Counter[tuple[str, str, str | None]], visits: Sequence[NodeVisit]
) -> None:
    for visit in visits:
        # A widget that the newest revision no longer has is still counted under its name.
        node = nodes.setdefault(visit.widget, _Node(visit.type, visit.kind))
        node.ends[visit.ended] += 1
        if visit.left_at:
            node.dwells.append((visit.left_at - visit.entered_at).total_seconds())
        for branch in visit.values("branch"):
            event, _, target = branch.rpartition(" -> ")
            edges[(visit.widget, event, None if target == "end" else target)] += 1
    for name in {visit.widget for visit in visits}:
        nodes[name].calls += 1


def _fate(flow: Flow, visits: Sequence[NodeVisit]) -> str:
    if any(visit.type in _QUEUES for visit in visits):
        return "transferred"
    return "self_served" if is_self_served(flow, visits) else "abandoned"


def _indicator(name: str, node: _Node) -> NodeIndicator:
    entries = node.ends.total()
    return NodeIndicator(
        widget=name,
        type=node.type,
        kind=node.kind,
        entries=entries,
        calls=node.calls,
        average_dwell_seconds=_average(node.dwells),
        timeout_rate=_share(node.ends[Ended.KEY_TIMEOUT], entries),
        error_rate=_share(node.ends[Ended.ERROR_PROMPT], entries),
        hangup_rate=_share(node.ends[Ended.USER_HANGUP], entries),
        success_rate=_share(sum(node.ends[end] for end in _SUCCESS), entries),
    )


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _average(values: Sequence[float]) -> float | None:
    return round(sum(values) / len(values), 3) if values else None
