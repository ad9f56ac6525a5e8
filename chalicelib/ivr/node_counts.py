"""How many callers entered each node of each flow in a period (IVR-26)."""

from collections import Counter
from datetime import datetime

from chalicelib.ivr import flow_store, store
from chalicelib.ivr.journal import path_of
from chalicelib.ivr.telling import FlowAddresses
from chalicelib.ivr.widgets.behaviour import NodeKind
from chalicelib.values import dataclass


@dataclass(frozen=True)
class NodeCount:
    """`entries` counts visits, also several in one call."""

    flow: str
    widget: str
    type: str
    kind: NodeKind
    entries: int


def node_counts(start: datetime, end: datetime) -> list[NodeCount]:
    """The nodes entered by calls that began in [start, end), most entered first within each flow."""
    counts: Counter[tuple[str, str, str, NodeKind]] = Counter()
    for execution in store.executions_between(start, end):
        flow = flow_store.flow_at(execution.flow_sid, execution.revision)
        for visit in path_of(
            flow, execution.contact_id, execution.inputs, FlowAddresses(execution.contact_id, is_secret=False)
        ):
            counts[(flow.name, visit.widget, visit.type, visit.kind)] += 1
    ordered = sorted(counts.items(), key=lambda item: (item[0][0], -item[1], item[0][1]))
    return [NodeCount(*key, entries=entries) for key, entries in ordered]
