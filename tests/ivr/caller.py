"""A caller on paper: walks a flow through the pure interpreter, answering its requests from a table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

from chalicelib.carrier import Gather, Hangup, Instruction, Redirect, render
from chalicelib.ivr.definition import Flow
from chalicelib.ivr.execution import ExecutionState, Input, InputKind, Turn
from chalicelib.ivr.interpreter import advance
from chalicelib.ivr.journal import NodeVisit, path_of
from chalicelib.ivr.widgets.behaviour import Addresses

CONTACT = "CT" + "1" * 32
START = datetime(2026, 5, 11, 2, 0, tzinfo=UTC)
CALL = {"CallSid": "CA" + "1" * 32, "From": "+8613800138000", "To": "4008888888", "CallStatus": "ringing"}
NO_ANSWER = {"status_code": 0, "content_type": "", "body": ""}


class Paper:
    """Addresses that are easy to read in a test."""

    def step(self, position: int, *, is_secret: bool = False) -> str:
        return f"/voice/flow?n={position}"

    def queue_wait(self) -> str:
        return "/voice/queue/wait"

    def callee(self, position: int) -> str:
        return f"/voice/callee?n={position}"

    def callee_status(self, position: int) -> str:
        return f"/voice/callee-status?n={position}"

    def message_status(self, position: int) -> str:
        return f"/message/status?n={position}"

    def recording(self, kind: str) -> str:
        return f"/voice/recording?kind={kind}"


@dataclass
class Caller:
    """One call. Each thing done takes a second; announcements are heard to the end by themselves."""

    flow: Flow
    answer: Callable[[Any], Mapping[str, Any]] = lambda request: NO_ANSWER
    call: Mapping[str, str] = field(default_factory=lambda: dict(CALL))
    state: ExecutionState = field(default_factory=lambda: ExecutionState(CONTACT))
    inputs: list[Input] = field(default_factory=list)
    turn: Turn | None = None
    heard: list[str] = field(default_factory=list)
    enqueued: list[Any] = field(default_factory=list)
    addresses: Addresses = field(default_factory=Paper)

    def dial(self) -> "Caller":
        return self.give(InputKind.START, **self.call)

    def press(self, keys: str) -> "Caller":
        return self.give(InputKind.POST, Digits=keys)

    def silence(self) -> "Caller":
        return self.give(InputKind.POST, Digits="")

    def post(self, **params: str) -> "Caller":
        return self.give(InputKind.POST, **params)

    def hang_up(self) -> "Caller":
        return self.give(InputKind.HANGUP, CallStatus="completed")

    def give(self, kind: InputKind, **params: Any) -> "Caller":
        self.take(kind, **params)
        while self.is_hearing_only:
            self.take(InputKind.POST)
        return self

    def take(self, kind: InputKind, **params: Any) -> None:
        """One input alone; what is announced is not heard to the end."""
        self._take(Input(kind, START + timedelta(seconds=len(self.inputs)), params))

    def _take(self, given: Input) -> None:
        self.inputs.append(given)
        # Through JSON each time, as between two webhooks.
        state = ExecutionState.from_json(self.state.as_json())
        self.turn = advance(self.flow, state, given, self.addresses)
        self.state = self.turn.state
        if self.turn.request:
            answer = dict(self.answer(self.turn.request))
            self._take(Input(InputKind.ANSWER, given.at, answer))
            return
        if self.turn.enqueue:
            self.enqueued.append(self.turn.enqueue)
        self.heard += [mark.value for mark in self.turn.marks if mark.kind == "prompt"]
        ElementTree.fromstring(render(self.instructions))

    @property
    def instructions(self) -> tuple[Instruction, ...]:
        assert self.turn is not None
        return self.turn.instructions

    @property
    def is_hearing_only(self) -> bool:
        """An announcement and nothing to answer."""
        kinds = {type(each) for each in self.instructions}
        return Redirect in kinds and kinds.isdisjoint({Gather}) and not self.records

    @property
    def records(self) -> bool:
        return any(type(each).__name__ == "Record" for each in self.instructions)

    @property
    def gather(self) -> Gather:
        return next(each for each in self.instructions if isinstance(each, Gather))

    @property
    def is_over(self) -> bool:
        return any(isinstance(each, Hangup) for each in self.instructions)

    @property
    def at(self) -> str | None:
        return self.state.waiting_at

    @property
    def path(self) -> list[NodeVisit]:
        return path_of(self.flow, CONTACT, self.inputs)
