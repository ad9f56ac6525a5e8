"""What happens to a call that comes in: which flow answers, or a queue, an announcement, a refusal. Pure.

Four questions are asked in an order that the center may change; the first that decides, decides:

    number_kind     a freephone (800) number does not take calls from mobiles: they hear why
    caller          black list: refused; white list: to its queue at once; VIP and enterprise: to their flow
    called_number   a number with one flow for all times
    calendar        the flow of the period: work time, after hours, holiday
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from chalicelib.ivr.entry import Number, NumberKind, Period

_MOBILE = re.compile(r"(?:\+?86)?1[3-9]\d{9}")


class Question(StrEnum):
    """What may decide."""

    NUMBER_KIND = "number_kind"
    CALLER = "caller"
    CALLED_NUMBER = "called_number"
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


def decide(
    number: Number,
    caller: str,
    listed: ListedCaller | None,
    period: Period,
    order: Sequence[Question] = DEFAULT_ORDER,
) -> Decision | None:
    """What happens to a call of `caller` to `number`; None when nothing answers."""
    for question in order:
        decision = _answer(question, number, caller, listed, period)
        if decision:
            return decision
    return None


def _answer(
    question: Question, number: Number, caller: str, listed: ListedCaller | None, period: Period
) -> Decision | None:
    match question:
        case Question.NUMBER_KIND:
            return Announce() if number.kind is NumberKind.N800 and is_mobile(caller) else None
        case Question.CALLER:
            return _of_caller(listed)
        case Question.CALLED_NUMBER:
            flows = set(number.flows)
            return RunFlow(number.flows[Period.WORK_TIME]) if flows == {Period.WORK_TIME} else None
        case Question.CALENDAR:
            name = number.flow_for(period)
            return RunFlow(name) if name else None


def _of_caller(listed: ListedCaller | None) -> Decision | None:
    match listed:
        case ListedCaller(kind=ListKind.BLACK):
            return Refuse()
        case ListedCaller(kind=ListKind.WHITE, queue=str(queue)):
            return JoinQueue(queue)
        case ListedCaller(flow=str(flow)):
            return RunFlow(flow)
    return None


def is_mobile(caller: str) -> bool:
    """Whether a number is a Chinese mobile's, with or without the country code."""
    return _MOBILE.fullmatch(caller) is not None
