"""The path a caller took through a flow: worked out from the flow and what came in, and never stored.

One entry for each visit to a widget, in order, with when it was entered and left, what was heard, what was
keyed (hidden where it is a secret), which branch was taken, and how the visit ended.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from chalicelib.ivr.definition import Flow, Widget
from chalicelib.ivr.execution import ExecutionState, Input, Mark, MarkKind
from chalicelib.ivr.interpreter import FlowError, advance
from chalicelib.ivr.liquid import TemplateError
from chalicelib.ivr.widgets import BEHAVIOURS
from chalicelib.ivr.widgets.behaviour import Ended, NodeKind

_READS = re.compile(r"widgets(?:\.([\w-]+)|\[['\"](.+?)['\"]\])")


@dataclass(frozen=True)
class Entry:
    """One line of a visit's log: the caller keyed, an announcement was played, or the flow branched."""

    type: str
    at: datetime
    value: str


@dataclass(frozen=True)
class NodeVisit:
    """One visit to a widget; `left_at` and `ended` are None while the caller is there."""

    widget: str
    type: str
    kind: NodeKind
    entered_at: datetime
    left_at: datetime | None = None
    ended: Ended | None = None
    entries: tuple[Entry, ...] = field(default=())

    def values(self, kind: str) -> list[str]:
        """The values of one type of entry: `key`, `prompt` or `branch`."""
        return [entry.value for entry in self.entries if entry.type == kind]


class _NoAddresses:
    """Stands for our webhooks where nothing is called."""

    def step(self, position: int) -> str:
        return f"#{position}"

    def queue_wait(self) -> str:
        return "#wait"

    def recording(self, kind: str) -> str:
        return f"#{kind}"


PAPER = _NoAddresses()


def path_of(flow: Flow, contact_id: str, inputs: Iterable[Input]) -> list[NodeVisit]:
    """Every visit, in order; of a flow that failed, those before the input at which it did."""
    visits: list[NodeVisit] = []
    for mark in _marks(flow, ExecutionState(contact_id), inputs):
        if mark.kind is MarkKind.ENTERED:
            widget = flow.widgets[mark.widget]
            visits.append(NodeVisit(widget.name, widget.type, kind_of(flow, widget), mark.at))
        else:
            visits[-1] = _noted(visits[-1], mark)
    return visits


def _marks(flow: Flow, state: ExecutionState, inputs: Iterable[Input]) -> Iterator[Mark]:
    for given in inputs:
        try:
            turn = advance(flow, state, given, PAPER)
        except (FlowError, TemplateError):
            return
        yield from turn.marks
        state = turn.state


def kind_of(flow: Flow, widget: Widget) -> NodeKind:
    """The kind of node; a menu that reads out a function's answer is both function and connection."""
    kind = BEHAVIOURS[widget.type].kind
    if kind is NodeKind.CONNECTION and widget.type != "split-based-on" and _reads_answer(flow, widget):
        return NodeKind.FUNCTION_CONNECTION
    return kind


def is_self_served(flow: Flow, visits: Iterable[NodeVisit]) -> bool:
    """Whether the caller got something out of the flow (IVR-29): having keyed something, they had a function
    answer, or heard an announcement that reads out an answer to its end, or left a message."""
    has_keyed = False
    for visit in visits:
        has_keyed = has_keyed or bool(visit.values("key"))
        is_answer = BEHAVIOURS[visit.type].is_answer or (
            visit.kind is NodeKind.ANNOUNCEMENT and _reads_answer(flow, flow.widgets[visit.widget])
        )
        is_message = visit.type == "record-voicemail"
        if is_answer and visit.ended is Ended.PROMPT_COMPLETE and (has_keyed or is_message):
            return True
    return False


def closed(visits: Sequence[NodeVisit], ended_at: datetime | None) -> list[NodeVisit]:
    """The visits of a contact that ended without the carrier telling the flow, as after a crash: the last
    node was left then, by the system."""
    if not ended_at or not visits or visits[-1].left_at:
        return list(visits)
    return [*visits[:-1], replace(visits[-1], left_at=ended_at, ended=Ended.SYSTEM_RELEASE)]


def first_key(visits: Iterable[NodeVisit]) -> tuple[str, Entry] | None:
    """The first thing the caller keyed, and where."""
    return next(((v.widget, e) for v in visits for e in v.entries if e.type == "key"), None)


def _noted(visit: NodeVisit, mark: Mark) -> NodeVisit:
    if mark.kind is MarkKind.LEFT:
        return replace(visit, left_at=mark.at, ended=Ended(mark.value))
    return replace(visit, entries=(*visit.entries, Entry(mark.kind.value, mark.at, mark.value)))


def _reads_answer(flow: Flow, widget: Widget) -> bool:
    return any(
        source in flow.widgets and flow.widgets[source].type in {"run-function", "make-http-request"}
        for source in _sources(str(widget.properties.get("say") or ""))
    )


def _sources(template: str) -> Iterator[str]:
    for dotted, bracketed in _READS.findall(template):
        yield dotted or bracketed
