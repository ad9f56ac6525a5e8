"""What happens to a call that comes in: which flow answers, or a queue, an announcement, a refusal. Pure.

A black-listed caller is refused before anything is asked: no number's own flow may let them in.
Then four questions are asked in an order that the center may change; the first that decides, decides:

    number_kind     a freephone (800) number does not take calls from mobiles: they hear why; a trunk, or a
                    kind of number, may have a flow of its own
    called_number   a number with one flow for all times
    caller          white list: to its queue at once; VIP and enterprise: to their flow
    calendar        the flow of the period: work time, after hours, holiday
"""

import re
from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum

from chalicelib.ivr.entry import Number, NumberKind, Period
from chalicelib.values import dataclass

# The group that white-listed callers are served by, unless their entry names another.
VIP_QUEUE = "vip"
_MOBILE = re.compile(r"(?:\+?86)?1[3-9]\d{9}")


class Question(StrEnum):
    """What may decide."""

    NUMBER_KIND = "number_kind"
    CALLED_NUMBER = "called_number"
    CALLER = "caller"
    CALENDAR = "calendar"


DEFAULT_ORDER = tuple(Question)


class ListKind(StrEnum):
    """Which list a caller stands on."""

    BLACK = "black"
    WHITE = "white"
    VIP = "vip"
    ENTERPRISE = "enterprise"


@dataclass(frozen=True)
class ListedCaller:
    """A caller the center knows. `number` may end in `*` for all that begin so, as a company's extensions.
    White-listed callers name a queue; VIP and enterprise callers may name a flow."""

    number: str
    kind: ListKind
    queue: str | None = None
    flow: str | None = None
    note: str = ""


@dataclass(frozen=True)
class RunFlow:
    name: str


@dataclass(frozen=True)
class JoinQueue:
    queue: str


@dataclass(frozen=True)
class Refuse:
    """End the call without answering it."""


@dataclass(frozen=True)
class Announce:
    """Say why the call cannot be taken, and end it."""


Decision = RunFlow | JoinQueue | Refuse | Announce


@dataclass(frozen=True)
class Incoming:
    """A call as it comes in: who calls which number, by which trunk, at what time by its calendar."""

    number: Number
    caller: str
    period: Period
    listed: ListedCaller | None = None
    trunk: str | None = None


@dataclass(frozen=True)
class EntryPlan:
    """What a center sets: the order of the questions, and the flows of whole trunks and kinds of numbers."""

    order: tuple[Question, ...] = DEFAULT_ORDER
    by_trunk: Mapping[str, str] = field(default_factory=dict)
    by_kind: Mapping[NumberKind, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Entry:
    """What happens, and which question decided it; none did where the caller is on the black list."""

    decision: Decision
    by: Question | None


USUAL_PLAN = EntryPlan()


def decide(call: Incoming, plan: EntryPlan = USUAL_PLAN) -> Entry | None:
    """What happens to the call; None when nothing answers."""
    if call.listed and call.listed.kind is ListKind.BLACK:
        return Entry(Refuse(), None)
    for question in plan.order:
        if decision := _answer(question, call, plan):
            return Entry(decision, question)
    return None


def _answer(question: Question, call: Incoming, plan: EntryPlan) -> Decision | None:
    match question:
        case Question.NUMBER_KIND:
            return _of_kind(call, plan)
        case Question.CALLED_NUMBER:
            flows = call.number.flows
            return RunFlow(flows[Period.WORK_TIME]) if set(flows) == {Period.WORK_TIME} else None
        case Question.CALLER:
            return _of_caller(call.listed)
        case Question.CALENDAR:
            name = call.number.flow_for(call.period)
            return RunFlow(name) if name else None


def _of_kind(call: Incoming, plan: EntryPlan) -> Decision | None:
    if call.number.kind is NumberKind.N800 and is_mobile(call.caller):
        return Announce()
    name = plan.by_trunk.get(call.trunk or "") or plan.by_kind.get(call.number.kind)
    return RunFlow(name) if name else None


def _of_caller(listed: ListedCaller | None) -> Decision | None:
    match listed:
        case ListedCaller(kind=ListKind.WHITE, queue=str(queue)):
            return JoinQueue(queue)
        case ListedCaller(flow=str(flow)):
            return RunFlow(flow)
    return None


def is_mobile(caller: str) -> bool:
    """Whether a number is a Chinese mobile's, with or without the country code."""
    return _MOBILE.fullmatch(caller) is not None
