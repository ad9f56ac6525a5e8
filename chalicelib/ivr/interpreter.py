"""Runs a flow: pure. The same flow and inputs always give the same state, TwiML and journal.

`replay` is all of it: feed every input since a known state, get the last turn. Nothing here reads a clock,
waits or calls out; what a flow wants from the world is handed back as a request, and its answer comes in as
one more input.
"""

from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import Any

from chalicelib.carrier import Gather, Hangup, Instruction, Play, Say
from chalicelib.ivr.definition import Flow, Widget
from chalicelib.ivr.execution import (
    Awaits,
    ExecutionState,
    Input,
    InputKind,
    Mark,
    MarkKind,
    Status,
    Turn,
)
from chalicelib.ivr.node_kinds import kind_of
from chalicelib.ivr.widgets import BEHAVIOURS
from chalicelib.ivr.widgets.behaviour import Addresses, Ask, Behaviour, Ended, Enter, Go, Outcome, Visit, Wait
from chalicelib.values import dataclass, replace

MOST_STEPS_PER_TURN = 100
MOST_STEPS = 1000
MOST_SUBFLOWS = 10
HIDDEN = "****"
# What a flow may wait for without a call. A queue refuses one who has no call, and the flow goes on there.
_NEED_NO_CALL = {Awaits.REPLY, Awaits.CALLEE}
_REFUSED_LATER = {Awaits.QUEUE}


class FlowError(Exception):
    """The flow cannot go on: it runs in a circle, or a template fails."""


def replay(flow: Flow, state: ExecutionState, inputs: Iterable[Input], addresses: Addresses) -> Turn:
    """The turn of the last of `inputs`, with the marks of all of them."""
    turn = Turn(state)
    marks: list[Mark] = []
    for given in inputs:
        turn = advance(flow, turn.state, given, addresses)
        marks.extend(turn.marks)
    return replace(turn, marks=tuple(marks))


def advance(flow: Flow, state: ExecutionState, given: Input, addresses: Addresses) -> Turn:
    """What `given` leads to."""
    if state.status is Status.ENDED:
        return Turn(replace(state, position=state.position + 1), (Hangup(),))
    return _Walk(flow, replace(state, position=state.position + 1), given, addresses).run()


@dataclass
class _Walk:
    """One turn in the making."""

    flow: Flow
    state: ExecutionState
    given: Input
    addresses: Addresses
    instructions: list[Instruction] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    steps: int = 0

    @property
    def here(self) -> Flow:
        """The flow that is running: the execution's own, or the subflow it is in."""
        if not self.state.parents:
            return self.flow
        return self.addresses.subflow(self.state.flow_sid, self.state.revision)

    def run(self) -> Turn:
        if self.given.kind is InputKind.HANGUP:
            self.state = replace(self.state, is_hung_up=True)
        if self.given.kind is InputKind.START:
            self.state = replace(self.state, trigger=dict(self.given.params))
            return self.follow(self.enter(self.flow.initial_state))
        widget = self.here.widgets[self.state.waiting_at or self.here.initial_state]
        if self.given.kind is InputKind.HANGUP and self.behaviour(widget).waits_apart:
            return Turn(self.state, awaits=Awaits.REPLY)
        if self.given.kind is InputKind.STOP:
            self.mark(MarkKind.LEFT, widget, Ended.SYSTEM_RELEASE)
            return self.end()
        if self.state.is_hung_up and not self.goes_on_after_hangup(widget):
            self.mark(MarkKind.LEFT, widget, Ended.USER_HANGUP)
            return self.end()
        return self.follow((widget, self.behaviour(widget).resume(self.visit(widget))))

    def goes_on_after_hangup(self, widget: Widget) -> bool:
        """A flow may go on without the caller, to report what happened, or with a reply; only where it says
        so."""
        waits_apart = self.behaviour(widget).waits_apart
        return self.given.kind is InputKind.ANSWER or waits_apart or widget.leads_on("hangup")

    def follow(self, step: tuple[Widget, Outcome]) -> Turn:
        widget, outcome = step
        while True:
            match outcome:
                case Wait() as wait:
                    return self.wait(widget, wait)
                case Ask(request):
                    state = replace(self.state, waiting_at=widget.name)
                    return Turn(state, request=request, marks=tuple(self.marks))
                case Enter() as sub:
                    widget, outcome = self.descend(sub)
                case Go() as go:
                    following = self.leave(widget, go)
                    if following is not None:
                        widget, outcome = self.enter(following)
                    elif self.state.parents:
                        widget, outcome = self.ascend()
                    else:
                        return self.end()

    def descend(self, sub: Enter) -> tuple[Widget, Outcome]:
        if len(self.state.parents) >= MOST_SUBFLOWS:
            raise FlowError(f"flow {self.flow.name} runs flows inside flows without end")
        self.state = self.state.entering(sub.flow_sid, sub.revision, sub.parameters)
        return self.enter(self.here.initial_state)

    def ascend(self) -> tuple[Widget, Outcome]:
        """A subflow is through: its variables are the outputs of the widget that ran it."""
        known = self.state.variables
        self.state = self.state.leaving()
        widget = self.here.widgets[self.state.waiting_at or ""]
        return widget, Go("completed", dict(known))

    def enter(self, name: str) -> tuple[Widget, Outcome]:
        widget = self.here.widgets[name]
        self.steps += 1
        self.state = replace(self.state, entered=self.state.entered + 1)
        if self.steps > MOST_STEPS_PER_TURN or self.state.entered > MOST_STEPS:
            raise FlowError(f"flow {self.flow.name} runs in a circle at {name}")
        told = {"type": widget.type, "kind": kind_of(self.here, widget).value}
        self.mark(MarkKind.ENTERED, widget, data=told)
        return widget, self.behaviour(widget).enter(self.visit(widget))

    def leave(self, widget: Widget, go: Go) -> str | None:
        self.note_keys(widget, go)
        taken = go.chosen or widget.taken_on(go.event)
        following = taken.next if taken else None
        place = widget.transitions.index(taken) if taken else None
        edge = {"event": go.event, "next": following, "transition": place}
        self.mark(MarkKind.BRANCH, widget, f"{go.branch or go.event} -> {following or 'end'}", edge)
        self.mark(MarkKind.LEFT, widget, go.ended)
        self.say(widget, go.instructions)
        self.state = self.state.with_outputs(widget.name, go.outputs)
        if go.variables:
            self.state = replace(self.state, variables={**self.state.variables, **go.variables})
        if go.leg:
            self.state = replace(self.state, leg=go.leg, is_hung_up=False)
        return following

    def wait(self, widget: Widget, wait: Wait) -> Turn:
        if not self.can_wait(wait.awaits):
            self.mark(MarkKind.LEFT, widget, self.without_call())
            return self.end()
        self.say(widget, wait.instructions)
        self.state = self.state.with_outputs(widget.name, wait.outputs)
        state = replace(self.state, waiting_at=widget.name)
        enqueue = replace(wait.enqueue, keys=",".join(state.keys)) if wait.enqueue else None
        return Turn(
            state,
            tuple(self.instructions),
            enqueue=enqueue,
            awaits=wait.awaits,
            timeout_seconds=wait.timeout_seconds,
            marks=tuple(self.marks),
        )

    def can_wait(self, awaits: Awaits) -> bool:
        """Whether what is waited for can come."""
        if awaits in _NEED_NO_CALL or self.state.has_call:
            return True
        return awaits in _REFUSED_LATER and not self.state.is_hung_up

    def without_call(self) -> Ended:
        """Why a widget that needs a call has none: its end, or a flow that never had one."""
        return Ended.USER_HANGUP if self.state.is_hung_up else Ended.ERROR_PROMPT

    def end(self) -> Turn:
        state = replace(self.state, status=Status.ENDED, waiting_at=None)
        return Turn(state, (*self.instructions, Hangup()), marks=tuple(self.marks))

    def say(self, widget: Widget, instructions: tuple[Instruction, ...]) -> None:
        self.instructions.extend(instructions)
        for prompt in prompts_of(instructions):
            self.mark(MarkKind.PROMPT, widget, self.without_secrets(said(prompt)), heard(prompt))

    def without_secrets(self, text: str) -> str:
        """A prompt that repeats a secret back must not put it into the journal."""
        for name in self.here.secrets:
            for value in self.state.widgets.get(name, {}).values():
                if isinstance(value, str) and value:
                    text = text.replace(value, HIDDEN)
        return text

    def note_keys(self, widget: Widget, go: Go) -> None:
        if not go.keys:
            return
        keys = HIDDEN if widget.name in self.here.secrets else go.keys
        self.mark(MarkKind.KEY, widget, keys)
        self.state = replace(self.state, keys=(*self.state.keys, keys))

    def behaviour(self, widget: Widget) -> Behaviour:
        return BEHAVIOURS[widget.type]

    def visit(self, widget: Widget) -> Visit:
        return Visit(self.here, widget, self.state, self.given, self.addresses)

    def mark(
        self, kind: MarkKind, widget: Widget, value: str = "", data: Mapping[str, Any] | None = None
    ) -> None:
        within = (str(parent["waiting_at"]) for parent in self.state.parents)
        name = "/".join((*within, widget.name))
        self.marks.append(Mark(kind, name, self.given.at, str(value), data or {}))


def prompts_of(instructions: Iterable[Instruction]) -> list[Say | Play]:
    """What the caller hears."""
    found: list[Say | Play] = []
    for instruction in instructions:
        match instruction:
            case Say() | Play():
                found.append(instruction)
            case Gather(prompts=prompts):
                found.extend(prompts_of(prompts))
    return found


def said(prompt: Say | Play) -> str:
    """A prompt as text or address."""
    return prompt.text if isinstance(prompt, Say) else prompt.url or f"tones {prompt.digits}"


def heard(prompt: Say | Play) -> dict[str, Any]:
    """How a prompt is heard: spoken in a language, played, or as tones."""
    if isinstance(prompt, Say):
        return {"kind": "say", "language": prompt.language}
    return {"kind": "play" if prompt.url else "tones", "language": None}
