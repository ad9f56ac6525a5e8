"""When the bank's agents were there for a caller, and for whom: the record has no log of them.

What it tells is this. Whoever waited, waited because no agent who served the kind was free. So between two of
an agent's services nobody can have been waiting for it while it was free: it was busy with something else up
to the last moment at which somebody waited whom it serves. If nobody did, nothing is known of the time.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from bench.acd.bank_calls import NOBODY, Call

LONGEST_AFTER_SECONDS = 600.0
LONGEST_IDLE_SECONDS = 60.0
Span = tuple[float, float]


@dataclass(frozen=True)
class Agent:
    """One agent's day: the kinds of call it serves, and when it was there. Seconds of the day."""

    serves: frozenset[str]
    spans: tuple[Span, ...]


def skills(calls: Iterable[Call]) -> dict[str, frozenset[str]]:
    """The kinds that each agent served on this day; who had no name is told apart by nothing."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for call in calls:
        if call.service_seconds is not None:
            found[call.server].add(call.kind)
    return {name: frozenset(kinds) for name, kinds in found.items()}


def with_after_work(calls: Sequence[Call]) -> list[Call]:
    """A day's calls, with what their agents did after them as far as those who waited show it.

    What took longer than ten minutes is a break, not work on the call.
    """
    able, lines = skills(calls), _lines(calls)
    following: dict[int, float] = {}
    for name, own in _by_agent(calls).items():
        for (number, call), (_, later) in pairwise(own):
            seconds = _busy_until(call, later, able[name], lines) - call.ends_at
            if 0 < seconds <= LONGEST_AFTER_SECONDS:
                following[number] = seconds
    return [replace(call, after_seconds=following.get(n, 0.0)) for n, call in enumerate(calls)]


def agents(calls: Sequence[Call], longest_idle: float = LONGEST_IDLE_SECONDS) -> dict[str, Agent]:
    """Who was there on a day, from its calls with their after-call work: while it had something to do with
    them, and between two of them unless that is too long. Services without a name are somebody each."""
    able = skills(calls)
    found = {
        name: Agent(able[name], tuple(_joined([call for _, call in own], longest_idle)))
        for name, own in _by_agent(calls).items()
    }
    unnamed = [call for call in calls if call.service_seconds is not None and call.server == NOBODY]
    return found | {
        f"unknown-{number}": Agent(able[NOBODY], tuple(spans))
        for number, spans in enumerate(_unknown(unnamed), 1)
    }


def _by_agent(calls: Sequence[Call]) -> dict[str, list[tuple[int, Call]]]:
    """The services of each agent who has a name, in order, with their numbers."""
    found: defaultdict[str, list[tuple[int, Call]]] = defaultdict(list)
    for number, call in sorted(enumerate(calls), key=lambda each: each[1].service_starts_at):
        if call.service_seconds is not None and call.server != NOBODY:
            found[call.server].append((number, call))
    return dict(found)


def _lines(calls: Iterable[Call]) -> dict[str, list[Span]]:
    """By kind, when somebody waited: spans that do not overlap, in order."""
    found: defaultdict[str, list[Span]] = defaultdict(list)
    for call in sorted(calls, key=lambda call: call.came_at):
        if call.waited > 0:
            _add(found[call.kind], (call.came_at, call.came_at + call.waited))
    return dict(found)


def _busy_until(call: Call, later: Call, serves: frozenset[str], lines: dict[str, list[Span]]) -> float:
    """Up to when somebody waited for the agent between these services; their beginning when nobody did."""
    latest = call.ends_at
    for kind in serves:
        spans = lines.get(kind, [])
        before = bisect_left(spans, (later.service_starts_at, 0.0))
        if before:
            latest = max(latest, min(spans[before - 1][1], later.service_starts_at))
    return latest


def _joined(calls: Iterable[Call], longest_idle: float) -> Iterator[Span]:
    spans: list[Span] = []
    for call in calls:
        _add(spans, (call.service_starts_at, call.ends_at + call.after_seconds), longest_idle)
    return iter(spans)


def _unknown(calls: Iterable[Call]) -> list[list[Span]]:
    """As few as can have given these services."""
    found: list[list[Span]] = []
    for call in sorted(calls, key=lambda call: call.service_starts_at):
        free = (spans for spans in found if spans[-1][1] < call.service_starts_at)
        spans = next(free, None)
        if spans is None:
            found.append(spans := [])
        spans.append((call.service_starts_at, call.ends_at))
    return found


def _add(spans: list[Span], span: Span, gap: float = 0.0) -> None:
    """Put a span behind the others; it goes on with the last one when it begins soon enough after that."""
    if spans and span[0] - spans[-1][1] <= gap:
        spans[-1] = (spans[-1][0], max(spans[-1][1], span[1]))
    else:
        spans.append(span)
