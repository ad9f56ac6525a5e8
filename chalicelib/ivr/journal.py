"""The path a caller took through a flow: worked out from the flow and what came in, and never stored.

One entry for each visit to a widget, in order, with when it was entered and left, what was heard, what was
keyed (hidden where it is a secret), which branch was taken, and how the visit ended.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field, replace
from datetime import datetime

from chalicelib.ivr.definition import Flow
from chalicelib.ivr.execution import ExecutionState, Input, Mark, MarkKind
from chalicelib.ivr.interpreter import FlowError, advance
from chalicelib.ivr.liquid import TemplateError
from chalicelib.ivr.node_kinds import reads_answer
from chalicelib.ivr.widgets import BEHAVIOURS
from chalicelib.ivr.widgets.behaviour import Addresses, Ended, NodeKind
from chalicelib.values import dataclass


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

    def step(self, position: int, *, is_secret: bool = False) -> str:  # noqa: ARG002 (as Addresses asks)
        return f"#{position}"

    def queue_wait(self) -> str:
        return "#wait"

    def callee(self, position: int) -> str:
        return f"#callee-{position}"

    def callee_status(self, position: int) -> str:
        return f"#callee-status-{position}"

    def message_status(self, position: int) -> str:
        return f"#message-status-{position}"

    def recording(self, kind: str) -> str:
        return f"#{kind}"

    def subflow(self, sid: str, revision: int) -> Flow:
        raise LookupError(f"no flow {sid} at revision {revision} on paper")


PAPER = _NoAddresses()


def path_of(
    flow: Flow, contact_id: str, inputs: Iterable[Input], addresses: Addresses = PAPER
) -> list[NodeVisit]:
    """Every visit, in order; of a flow that failed, those before the input at which it did. A visit inside
    a subflow is named `widget/visit`."""
    visits: list[NodeVisit] = []
    for mark in _marks(flow, ExecutionState(contact_id), inputs, addresses):
        if mark.kind is MarkKind.ENTERED:
            visits.append(NodeVisit(mark.widget, mark.data["type"], NodeKind(mark.data["kind"]), mark.at))
        else:
            # After a subflow, the widget that ran it is not the last one entered.
            place = next(n for n in range(len(visits) - 1, -1, -1) if _is_about(visits[n], mark))
            visits[place] = _noted(visits[place], mark)
    return visits


def _marks(
    flow: Flow, state: ExecutionState, inputs: Iterable[Input], addresses: Addresses
) -> Iterator[Mark]:
    for given in inputs:
        try:
            turn = advance(flow, state, given, addresses)
        except (FlowError, TemplateError):
            return
        yield from turn.marks
        state = turn.state


def is_self_served(flow: Flow, visits: Iterable[NodeVisit]) -> bool:
    """Whether the caller got something out of the flow (IVR-29): having keyed something, they had a function
    answer, or heard an announcement that reads out an answer to its end, or left a message. Who hangs up
    while recording has left one: that news and the end of the call come in any order."""
    has_keyed = False
    for visit in visits:
        has_keyed = has_keyed or bool(visit.values("key"))
        is_answer = BEHAVIOURS[visit.type].is_answer or (
            visit.kind is NodeKind.ANNOUNCEMENT
            and visit.widget in flow.widgets
            and reads_answer(flow, flow.widgets[visit.widget])
        )
        is_message = visit.type == "record-voicemail"
        if is_message and visit.ended is Ended.USER_HANGUP:
            return True
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


def _is_about(visit: NodeVisit, mark: Mark) -> bool:
    return visit.widget == mark.widget and visit.left_at is None


def _noted(visit: NodeVisit, mark: Mark) -> NodeVisit:
    if mark.kind is MarkKind.LEFT:
        return replace(visit, left_at=mark.at, ended=Ended(mark.value))
    return replace(visit, entries=(*visit.entries, Entry(mark.kind.value, mark.at, mark.value)))
