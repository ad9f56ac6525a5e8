"""Walks every way through a flow with callers who are made up, and says what was reached. Pure.

The search goes on from whatever the flow waits for, giving each widget its turn: the one that was tried least
is tried next. It stops when every connection that leads somewhere was taken, or when the budget is spent.
"""

import heapq
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from chalicelib.carrier import render
from chalicelib.ivr.candidates import Candidates, beginnings, can_hold, candidates_of, news_of
from chalicelib.ivr.definition import Flow, Widget
from chalicelib.ivr.execution import ExecutionState, Input, InputKind, MarkKind, Turn
from chalicelib.ivr.interpreter import FlowError, advance
from chalicelib.ivr.journal import PAPER
from chalicelib.ivr.liquid import TemplateError
from chalicelib.ivr.liveness import live_widgets, read_variables
from chalicelib.ivr.reach import reachable
from chalicelib.ivr.widgets.behaviour import HANGUP, News
from chalicelib.values import dataclass

MOST_TRIES = 20_000
MOST_FRUITLESS = 5_000
MOST_INPUTS = 80
_MONDAY = datetime(2026, 5, 11, 2, 0, tzinfo=UTC)
# A working morning, a night, a Sunday, and each part of a day between.
_TIMES = tuple(_MONDAY + timedelta(hours=hours) for hours in (0, 4, 8, 12, 17, 144, 156))

Edge = tuple[str, int]


@dataclass(frozen=True)
class Missed:
    """A connection that no made-up caller took."""

    widget: str
    event: str
    next: str


@dataclass(frozen=True)
class Walk:
    """What was reached of what can be reached, and what failed on the way."""

    widgets: int
    widgets_reached: int
    transitions: int
    transitions_taken: int
    missed: tuple[Missed, ...]
    errors: tuple[str, ...]
    conversations: int

    @property
    def is_whole(self) -> bool:
        return not self.missed and not self.errors


def walk(flow: Flow, most_tries: int = MOST_TRIES) -> Walk:
    """Walk a flow that `validate` has passed."""
    search = _Search(flow, candidates_of(flow), most_tries)
    search.run()
    return search.result()


@dataclass(order=True)
class _Node:
    """A place in some conversation; the least tried widget comes first, then the shortest conversation."""

    rank: tuple[int, int, int]
    state: ExecutionState = field(compare=False)
    turn: Turn = field(compare=False)
    inputs: int = field(compare=False)


@dataclass
class _Search:
    flow: Flow
    known: Candidates
    most_tries: int
    taken: set[Edge] = field(default_factory=set)
    entered: set[str] = field(default_factory=set)
    errors: dict[str, None] = field(default_factory=dict)
    queue: list[_Node] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    tried: Counter[str] = field(default_factory=Counter)
    made: dict[str, tuple[News, ...]] = field(default_factory=dict)
    tries: int = 0
    newest: int = 0
    over: int = 0
    wanted: set[Edge] = field(default_factory=set)
    live: Mapping[str, frozenset[str]] = field(default_factory=dict)
    variables: frozenset[str] = frozenset()

    def run(self) -> None:
        self.wanted = set(self.edges())
        self.live, self.variables = live_widgets(self.flow), read_variables(self.flow)
        times = _TIMES if self.known.reads_clock else _TIMES[:1]
        for begun in beginnings(self.flow, self.known):
            for at in times:
                self.go(ExecutionState("CT" + "0" * 32), Input(InputKind.START, at, begun), 0)
        while self.queue and self.tries < self.most_tries and not self.is_done:
            node = heapq.heappop(self.queue)
            widget = self.flow.widgets[node.state.waiting_at or ""]
            if node.rank[0] < self.tried[widget.name]:
                rank = (self.tried[widget.name], *node.rank[1:])
                heapq.heappush(self.queue, replace(node, rank=rank))
                continue
            self.tried[widget.name] += 1
            at = _MONDAY + timedelta(seconds=node.inputs)
            for news in self.news(widget, node.turn):
                self.go(node.state, Input(news.kind, at, dict(news.params)), node.inputs)

    @property
    def is_done(self) -> bool:
        """Everything was taken, or nothing new has come for long."""
        return self.wanted <= self.taken or self.tries - self.newest > MOST_FRUITLESS

    def news(self, widget: Widget, turn: Turn) -> Iterable[News]:
        """What can happen next: an answer where the flow asked, else anything but an answer."""
        is_asking = turn.request is not None
        known = self.made.setdefault(widget.name, tuple(news_of(widget, self.known)))
        fitting = [news for news in known if (news.kind is InputKind.ANSWER) == is_asking]
        yield from fitting
        if is_asking and not fitting:
            yield from _ANSWERS
        if not is_asking and widget.leads_on("hangup"):
            yield HANGUP

    def go(self, state: ExecutionState, given: Input, inputs: int) -> None:
        self.tries += 1
        try:
            turn = advance(self.flow, state, given, PAPER)
            render(turn.instructions)
        except (FlowError, TemplateError, LookupError, ValueError, TypeError) as error:
            self.errors[f"{state.waiting_at or self.flow.initial_state}: {error}"] = None
            return
        is_new = self.note(turn)
        if turn.awaits is None and turn.request is None:
            self.over += 1
            return
        key = self.key(turn)
        if inputs >= MOST_INPUTS or (key in self.seen and not is_new):
            return
        self.seen.add(key)
        at = turn.state.waiting_at or ""
        rank = (self.tried[at], inputs + 1, len(self.seen))
        heapq.heappush(self.queue, _Node(rank, turn.state, turn, inputs + 1))

    def key(self, turn: Turn) -> str:
        """What two conversations must have in common to go on alike: where they are, and what tests read."""
        state = turn.state
        live = self.live.get(state.waiting_at or "", ())
        roots = {"widgets": {name: known for name, known in state.widgets.items() if name in live}}
        read = [_at(roots, path) for path in self.known.values]
        variables = {name: value for name, value in state.variables.items() if name in self.variables}
        known: list[Any] = [state.waiting_at, turn.request is not None, variables, state.trigger, read]
        return json.dumps(known, sort_keys=True, default=str)

    def note(self, turn: Turn) -> bool:
        before = len(self.taken)
        for mark in turn.marks:
            if mark.kind is MarkKind.ENTERED:
                self.entered.add(mark.widget)
            elif mark.kind is MarkKind.BRANCH and mark.data["transition"] is not None:
                self.taken.add((mark.widget, mark.data["transition"]))
        if len(self.taken) > before:
            self.newest = self.tries
        return len(self.taken) > before

    def edges(self) -> Iterator[Edge]:
        """The connections that lead somewhere, of the widgets that can be reached."""
        for name in reachable(self.flow, self.flow.initial_state):
            for place, transition in enumerate(self.flow.widgets[name].transitions):
                widget = self.flow.widgets[name]
                if transition.next and all(
                    can_hold(self.flow, widget, test) for test in transition.conditions
                ):
                    yield name, place

    def result(self) -> Walk:
        names = reachable(self.flow, self.flow.initial_state)
        return Walk(
            widgets=len(names),
            widgets_reached=len(self.entered & set(names)),
            transitions=len(self.wanted),
            transitions_taken=len(self.wanted & self.taken),
            missed=tuple(self.missed()),
            errors=tuple(self.errors),
            conversations=self.over,
        )

    def missed(self) -> Iterator[Missed]:
        for name, place in sorted(self.wanted - self.taken):
            transition = self.flow.widgets[name].transitions[place]
            yield Missed(name, transition.event, transition.next or "")


_ANSWERS = tuple(
    News({"status_code": status, "content_type": "application/json", "body": "{}"}, InputKind.ANSWER)
    for status in (201, 400)
)


def _at(content: Any, path: Iterable[str]) -> Any:
    """The value at a path, None where there is none."""
    for part in path:
        if isinstance(content, list):
            content = content[0] if content else None
        elif isinstance(content, Mapping):
            content = content.get(part)
        else:
            return None
    return content
