"""What a kind of widget does: how it is entered, and what it makes of the news it waited for."""

from collections.abc import Callable, Mapping
from dataclasses import field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from chalicelib.carrier import Instruction, Play, Prompt, Say
from chalicelib.ivr import liquid
from chalicelib.ivr.definition import Flow, Transition, Widget
from chalicelib.ivr.execution import Awaits, EnqueueCall, ExecutionState, Input, InputKind, Request
from chalicelib.values import dataclass


class NodeKind(StrEnum):
    """The four kinds of node that IVR logs are read by (IVR-31)."""

    FUNCTION = "function"
    CONNECTION = "connection"
    ANNOUNCEMENT = "announcement"
    FUNCTION_CONNECTION = "function-connection"


class Ended(StrEnum):
    """How a visit to a node ended (IVR-32)."""

    DIGITS_COMPLETE = "digits_complete"
    PROMPT_COMPLETE = "prompt_complete"
    KEY_TIMEOUT = "key_timeout"
    USER_HANGUP = "user_hangup"
    SYSTEM_RELEASE = "system_release"
    ERROR_PROMPT = "error_prompt"


class Addresses(Protocol):
    """The addresses a flow hands to the carrier."""

    def step(self, position: int, *, is_secret: bool = False) -> str:
        """Where the carrier reports what follows input `position`."""

    def queue_wait(self) -> str:
        """What a waiting caller hears."""

    def callee(self, position: int) -> str:
        """Where the carrier asks what to tell the one whom the flow called, at input `position`."""

    def callee_status(self, position: int) -> str:
        """Where the carrier reports that a call which the flow placed was not answered, or is over."""

    def message_status(self, position: int) -> str:
        """Where the carrier reports what became of a message."""

    def recording(self, kind: str) -> str:
        """Where the carrier reports a finished recording; kind is `call` or `voicemail`."""

    def subflow(self, sid: str, revision: int) -> Flow:
        """A published revision of another flow: it never changes, so the same every time."""


@dataclass(frozen=True)
class Go:
    """Leave the widget by `event`, or by the very transition `chosen`. `keys` is what the caller keyed.
    With a `leg` the flow speaks on that call from now on."""

    event: str
    outputs: Mapping[str, Any] = field(default_factory=dict)
    variables: Mapping[str, Any] = field(default_factory=dict)
    instructions: tuple[Instruction, ...] = ()
    chosen: Transition | None = None
    branch: str = ""
    ended: Ended = Ended.PROMPT_COMPLETE
    keys: str = ""
    leg: str = ""


@dataclass(frozen=True)
class Wait:
    """Tell the carrier this and wait for its next request; after `timeout_seconds` that counts as news."""

    instructions: tuple[Instruction, ...]
    enqueue: EnqueueCall | None = None
    awaits: Awaits = Awaits.HEARD
    outputs: Mapping[str, Any] = field(default_factory=dict)
    timeout_seconds: int | None = None


@dataclass(frozen=True)
class Ask:
    """Have this answered before going on."""

    request: Request


@dataclass(frozen=True)
class Enter:
    """Run another flow, and come back with `completed` and its variables."""

    flow_sid: str
    revision: int
    parameters: Mapping[str, str]


Outcome = Go | Wait | Ask | Enter


@dataclass(frozen=True)
class Visit:
    """One visit to a widget: everything it may look at."""

    flow: Flow
    widget: Widget
    state: ExecutionState
    given: Input
    addresses: Addresses

    @property
    def return_url(self) -> str:
        """Where the carrier goes on with this flow."""
        # What is keyed at a secret is sealed from its first row on.
        return self.addresses.step(self.state.position, is_secret=self.widget.name in self.flow.secrets)

    def text(self, name: str, default: str = "") -> str:
        """A property with its template filled in; `default` when it is absent or empty."""
        value = self.widget.properties.get(name)
        if value is None or value == "":
            return default
        return self.fill(str(value))

    def saved(self, response: str) -> dict[str, str]:
        """The response under the name that `save_response_as` gives it, as a variable."""
        name = self.text("save_response_as")
        return {name: response} if name else {}

    def whole(self, name: str, default: int) -> int:
        """A property that is a whole number, also when written as text."""
        try:
            return int(self.text(name, str(default)))
        except ValueError:
            return default

    def flag(self, name: str) -> bool:
        """A property that is true or false, also when written as text, as Studio does in places."""
        return self.text(name).strip().lower() == "true"

    def pairs(self, name: str) -> list[tuple[str, str]]:
        """A list of key and value, templates filled in."""
        return [
            (self.fill(pair["key"]), self.fill(pair["value"]))
            for pair in self.widget.properties.get(name) or []
        ]

    def fill(self, template: str) -> str:
        """The template with what this execution knows."""
        if "{" not in template:
            return template
        return liquid.render(template, context_of(self.flow, self.state, self.given.at))

    def prompts(self) -> tuple[Prompt, ...]:
        """What `say`, `play` and `digits` ask to be heard."""
        loop = self.whole("loop", 1)
        if play := self.text("play"):
            return (Play(self.flow.bound(play), loop=loop),)
        if digits := self.text("digits"):
            return (Play(digits=digits),)
        if say := self.text("say"):
            return (Say(say, self.text("language") or None, self.text("voice") or None, loop),)
        return ()


def context_of(flow: Flow, state: ExecutionState, at: datetime) -> dict[str, Any]:
    """What templates can name (Studio's namespaces)."""
    given = state.trigger
    return {
        "trigger": _trigger(state),
        "flow": {
            "sid": f"FN{state.contact_id[2:]}",
            "flow_sid": flow.sid,
            "data": given.get("Parameters", {}),
            "variables": state.variables,
            "channel": {"address": state.our_address},
        },
        "contact": {"channel": {"address": state.their_address}},
        "widgets": state.widgets,
        liquid.NOW: at,
    }


def _trigger(state: ExecutionState) -> dict[str, Any]:
    """What set the flow going, under the name of its channel; a subflow sees its parent's channel too."""
    given = state.trigger
    known: dict[str, Any] = {"call": {}, "message": {}, "request": {}, "conversation": {}, "parent": {}}
    names = {"CallSid": "call", "MessageSid": "message", "ConversationSid": "conversation"}
    around = next((channel for sid, channel in names.items() if sid in given), "request")
    known[around] = given
    if around == "request":
        known["request"] = {
            "from": given.get("From", ""),
            "to": given.get("To", ""),
            "parameters": given.get("Parameters", {}),
        }
    if "ParentFlowSid" in given:
        known["parent"] = {"parameters": given.get("Parameters", {}), "flow_sid": given["ParentFlowSid"]}
    if state.parents:
        known["parent"] = {"parameters": state.parameters, "flow_sid": state.parents[-1]["flow_sid"]}
    return known


def _never_resumed(visit: Visit) -> Outcome:
    raise AssertionError(f"widget {visit.widget.name} does not wait")


@dataclass(frozen=True)
class News:
    """Something the carrier may report to a waiting widget."""

    params: Mapping[str, Any] = field(default_factory=dict)
    kind: InputKind = InputKind.POST


@dataclass(frozen=True)
class Behaviour:
    """`kind` is how the journal counts the widget; `is_answer` says that a caller who got through it was
    served: a function answered, or a message was taken. One that `waits_apart` waits for something else than
    the call, and goes on waiting when that is over. `news` holds, for each event that a waiting widget
    may end with, something that ends it so: rehearsals and walks are made of it."""

    kind: NodeKind
    enter: Callable[[Visit], Outcome]
    resume: Callable[[Visit], Outcome] = _never_resumed
    is_answer: bool = False
    waits_apart: bool = False
    news: Mapping[str, News] = field(default_factory=dict)


HANGUP = News({"CallStatus": "completed"}, InputKind.HANGUP)
