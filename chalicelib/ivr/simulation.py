"""A conversation with a flow on paper: pure but for the answers it is handed. Nothing is called or kept.

The whole conversation is replayed each time from a list of what the caller does. Announcements are heard to
their end by themselves; a function's answer is taken from the list when it stands there next, else asked for.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, replace
from datetime import datetime, timedelta
from typing import Any

from chalicelib.carrier import Gather, render
from chalicelib.ivr.definition import Flow
from chalicelib.ivr.execution import (
    Awaits,
    ExecutionState,
    FunctionCall,
    Input,
    InputKind,
    Mark,
    MarkKind,
    Request,
    Turn,
)
from chalicelib.ivr.interpreter import FlowError, advance
from chalicelib.ivr.journal import PAPER
from chalicelib.ivr.liquid import TemplateError
from chalicelib.ivr.widgets import BEHAVIOURS
from chalicelib.ivr.widgets.behaviour import Addresses, Ended, NodeKind
from chalicelib.values import dataclass

Answer = Mapping[str, Any]
FITS: Mapping[Awaits, tuple[str, ...]] = {
    Awaits.HEARD: (),
    Awaits.KEYS: ("digits", "speech", "timeout", "hangup"),
    Awaits.QUEUE: ("queue_result", "hangup"),
    Awaits.DIAL: ("dial_result", "hangup"),
    Awaits.RECORDING: ("recorded", "timeout", "hangup"),
    Awaits.CALLEE: ("event",),
    Awaits.REPLY: ("reply", "timeout"),
    Awaits.SESSION: ("event", "posted", "hangup"),
}


@dataclass(frozen=True)
class Given:
    """What happens next: see `schemas.SimulatedInput` for kinds and values."""

    kind: str
    value: Any = None


@dataclass
class Heard:
    """Something heard or read."""

    kind: str
    text: str
    language: str | None = None


@dataclass
class Step:
    """One widget entered, and the edge that left it."""

    widget: str
    type: str
    kind: NodeKind
    event: str | None = None
    transition: int | None = None
    next: str | None = None
    branch: str | None = None
    ended: Ended | None = None
    heard: list[Heard] = field(default_factory=list)
    keys: str | None = None
    input: int | None = None


@dataclass(frozen=True)
class Asked:
    """A request of the flow and its answer."""

    widget: str
    url: str
    parameters: Mapping[str, str]
    status_code: int
    answer: Any
    answered_by: str


@dataclass(frozen=True)
class WaitsFor:
    """What the flow waits for."""

    widget: str
    kinds: tuple[str, ...]
    num_digits: int | None = None
    finish_on_key: str | None = None
    timeout_seconds: int | None = None
    queue: str | None = None
    events: tuple[str, ...] = ()


class _DoesNotFit(ValueError):
    """An input that the flow does not wait for."""


@dataclass
class Rehearsal:
    """A conversation in the making, and what came of it."""

    flow: Flow
    now: datetime
    ask: Callable[[FunctionCall, datetime], Answer]
    state: ExecutionState = field(default_factory=lambda: ExecutionState("CT" + "0" * 32))
    steps: list[Step] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    turn: Turn | None = None
    error: str | None = None
    queue: str | None = None
    taken: int = 0
    clock: int = 0
    addresses: Addresses = PAPER

    def run(self, call: Mapping[str, Any], inputs: Sequence[Given], language: str | None = None) -> None:
        """The conversation from its beginning, as far as `inputs` go."""
        if language:
            self.state = replace(self.state, variables={"language": language})
        try:
            self.take(Input(InputKind.START, self.at, dict(call)), inputs)
            while self.taken < len(inputs) and self.is_waiting:
                given = self.fitting(inputs[self.taken])
                self.taken += 1
                self.take(given, inputs)
        except (FlowError, TemplateError, _DoesNotFit) as error:
            self.error = str(error)

    @property
    def here(self) -> Flow:
        """The flow that is running now."""
        if not self.state.parents:
            return self.flow
        return self.addresses.subflow(self.state.flow_sid, self.state.revision)

    @property
    def at(self) -> datetime:
        return self.now + timedelta(seconds=self.clock)

    @property
    def is_waiting(self) -> bool:
        return self.turn is not None and self.turn.awaits is not None

    @property
    def status(self) -> str:
        return "failed" if self.error else "waiting" if self.is_waiting else "ended"

    @property
    def waits_for(self) -> WaitsFor | None:
        """None when it is over."""
        turn = self.turn
        if turn is None or turn.awaits is None or self.error:
            return None
        widget = self.here.widgets[self.state.waiting_at or ""]
        gather = next((each for each in turn.instructions if isinstance(each, Gather)), None)
        return WaitsFor(
            widget=widget.name,
            kinds=FITS[turn.awaits],
            num_digits=gather.num_digits if gather else None,
            finish_on_key=gather.finish_on_key if gather else None,
            timeout_seconds=gather.timeout_seconds if gather else None,
            queue=self.queue if turn.awaits is Awaits.QUEUE else None,
            events=tuple(BEHAVIOURS[widget.type].news),
        )

    @property
    def twiml(self) -> str:
        return render(self.turn.instructions) if self.turn and not self.error else ""

    def take(self, given: Input, inputs: Sequence[Given]) -> None:
        """One input, with every answer and announcement that follows from it."""
        self.give(given)
        while self.turn and (self.turn.request or self.turn.awaits is Awaits.HEARD):
            if request := self.turn.request:
                self.give(Input(InputKind.ANSWER, self.at, dict(self.answer(request, inputs))))
            else:
                self.give(Input(InputKind.POST, self.at))

    def give(self, given: Input) -> None:
        self.clock += 1
        self.turn = advance(self.flow, self.state, given, self.addresses)
        self.state = self.turn.state
        if self.turn.enqueue:
            wanted = self.turn.enqueue
            # A workflow routes by the task's attributes; ours name the queue there.
            self.queue = wanted.queue or str(wanted.attributes.get("queue", "")) or wanted.workflow_sid
        for mark in self.turn.marks:
            self.note(mark)

    def note(self, mark: Mark) -> None:
        if mark.kind is MarkKind.ENTERED:
            self.steps.append(Step(mark.widget, mark.data["type"], NodeKind(mark.data["kind"])))
            return
        step = next(s for s in reversed(self.steps) if s.widget == mark.widget and s.ended is None)
        match mark.kind:
            case MarkKind.PROMPT:
                step.heard.append(Heard(mark.data["kind"], mark.value, mark.data["language"]))
            case MarkKind.KEY:
                step.keys = mark.value
            case MarkKind.BRANCH:
                step.event, step.next = mark.data["event"], mark.data["next"]
                step.transition, step.branch = mark.data["transition"], mark.value
            case MarkKind.LEFT:
                step.ended = Ended(mark.value)
        if step.input is None and self.taken:
            step.input = self.taken - 1

    def answer(self, request: Request, inputs: Sequence[Given]) -> Answer:
        """What the list says, else our own function; services are not asked."""
        given = inputs[self.taken] if self.taken < len(inputs) else None
        if given and given.kind == "function":
            self.taken += 1
            answer, by = _as_answer(given.value), "given"
        elif isinstance(request, FunctionCall):
            answer, by = self.ask(request, self.at), "function"
        else:
            answer, by = {"status_code": 0, "content_type": "", "body": ""}, "nobody"
        self.note_asked(request, answer, by)
        return answer

    def note_asked(self, request: Request, answer: Answer, by: str) -> None:
        url, parameters = request.place, request.said
        status = int(answer.get("status_code", 0))
        body = _body(str(answer.get("body", "")))
        self.asked.append(Asked(self.state.waiting_at or "", url, parameters, status, body, by))

    def fitting(self, given: Given) -> Input:
        """The carrier's news that an input stands for."""
        assert self.turn
        assert self.turn.awaits
        widget = self.here.widgets[self.state.waiting_at or ""]
        if given.kind == "event":
            news = BEHAVIOURS[widget.type].news.get(str(given.value))
            if news is None:
                raise _DoesNotFit(f"widget {widget.name} never ends with {given.value!r}")
            return Input(news.kind, self.at, dict(news.params))
        if given.kind not in (*FITS[self.turn.awaits], "posted", "hangup"):
            raise _DoesNotFit(f"widget {widget.name} does not wait for {given.kind}")
        if given.kind == "hangup":
            return Input(InputKind.HANGUP, self.at, {"CallStatus": "completed"})
        return Input(InputKind.POST, self.at, _params(given))


def _params(given: Given) -> dict[str, Any]:
    value = "" if given.value is None else given.value
    match given.kind:
        case "digits":
            return {"Digits": str(value)}
        case "speech":
            return {"SpeechResult": str(value), "Confidence": "0.9"}
        case "queue_result":
            return {"DialCallStatus": "completed"} if value == "bridged" else {"QueueResult": str(value)}
        case "dial_result":
            return {"DialCallStatus": str(value or "completed")}
        case "recorded":
            return {"RecordingUrl": "https://example.com/RE1", "RecordingDuration": str(value or 5)}
        case "reply":
            return {"Body": str(value), "MessageSid": "SM" + "0" * 32}
        case "posted":
            return dict(value) if isinstance(value, Mapping) else {}
    return {}


def _as_answer(value: Any) -> Answer:
    """A full answer, or the JSON that a function returns."""
    if isinstance(value, Mapping) and "status_code" in value:
        body = value.get("body", "")
        text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
        return {"content_type": "application/json", **value, "body": text}
    text = json.dumps({} if value is None else value, ensure_ascii=False)
    return {"status_code": 200, "content_type": "application/json", "body": text}


def _body(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
