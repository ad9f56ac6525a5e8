"""An execution of a flow: what came in, and what the flow knows after it. Values that survive JSON."""

from collections.abc import Mapping
from dataclasses import asdict, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from chalicelib.carrier import Instruction
from chalicelib.ivr.effects import FindSubflow, PlaceCall, RecordCall, SendMessage
from chalicelib.values import dataclass, replace


class InputKind(StrEnum):
    """A call began, the carrier asked what is next, a function answered, the caller is gone, or somebody
    ended the execution."""

    START = "start"
    POST = "post"
    ANSWER = "answer"
    HANGUP = "hangup"
    STOP = "stop"


@dataclass(frozen=True)
class Input:
    """One thing that happened to an execution. Its own `at` is the only clock a flow sees."""

    kind: InputKind
    at: datetime
    params: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {"kind": self.kind.value, "at": self.at.isoformat(), "params": dict(self.params)}

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Self:
        return cls(InputKind(content["kind"]), datetime.fromisoformat(content["at"]), content["params"])


class Status(StrEnum):
    ACTIVE = "active"
    ENDED = "ended"


@dataclass(frozen=True)
class ExecutionState:
    """What an execution knows after `position` inputs. `widgets` holds each widget's outputs. In a subflow,
    `flow_sid` and `revision` name it, `parameters` are what it was given, and `parents` remembers where each
    flow around it stands. `leg` is the call that the flow placed itself, and speaks on since its answer."""

    contact_id: str
    position: int = 0
    status: Status = Status.ACTIVE
    waiting_at: str | None = None
    entered: int = 0
    is_hung_up: bool = False
    trigger: Mapping[str, Any] = field(default_factory=dict)
    variables: Mapping[str, Any] = field(default_factory=dict)
    widgets: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    keys: tuple[str, ...] = ()
    flow_sid: str = ""
    revision: int = 0
    parameters: Mapping[str, str] = field(default_factory=dict)
    parents: tuple[Mapping[str, Any], ...] = ()
    leg: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"status": self.status.value}

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Self:
        known = {"status": Status(content["status"]), "keys": tuple(content["keys"])}
        return cls(**{**content, **known, "parents": tuple(content.get("parents", ()))})

    @property
    def channel(self) -> str:
        """What set the flow going: a `call`, a `message`, one of a `conversation`, a REST `request`, or a
        `parent` flow."""
        if self.parents or "ParentFlowSid" in self.trigger:
            return "parent"
        if "ConversationSid" in self.trigger:
            return "conversation"
        if "CallSid" in self.trigger:
            return "call"
        return "message" if "MessageSid" in self.trigger else "request"

    @property
    def call_sid(self) -> str:
        """The call that the flow speaks on: the one it placed, or the one that began it."""
        return self.leg or str(self.trigger.get("CallSid", ""))

    @property
    def has_call(self) -> bool:
        """Whether somebody is there to hear the flow."""
        return bool(self.call_sid) and not self.is_hung_up

    @property
    def our_address(self) -> str:
        """The center's side of the conversation. A REST request names whom to turn to as `To`."""
        return str(self.trigger.get("From" if self.is_request else "To", ""))

    @property
    def their_address(self) -> str:
        """The contact's side of the conversation."""
        return str(self.trigger.get("To" if self.is_request else "From", ""))

    @property
    def is_request(self) -> bool:
        """Whether the execution was started over REST."""
        return not any(sid in self.trigger for sid in ("CallSid", "MessageSid", "ConversationSid"))

    def entering(self, flow_sid: str, revision: int, parameters: Mapping[str, str]) -> Self:
        """The state at the beginning of a subflow."""
        here = {"flow_sid": self.flow_sid, "revision": self.revision, "waiting_at": self.waiting_at}
        known = {"variables": self.variables, "widgets": self.widgets, "parameters": self.parameters}
        return replace(
            self,
            flow_sid=flow_sid,
            revision=revision,
            parameters=dict(parameters),
            variables={},
            widgets={},
            parents=(*self.parents, {**here, **known}),
        )

    def leaving(self) -> Self:
        """The state back in the flow that ran this one."""
        return replace(self, **self.parents[-1], parents=self.parents[:-1])

    def with_outputs(self, widget: str, outputs: Mapping[str, Any]) -> Self:
        known = {**self.widgets.get(widget, {}), **outputs}
        return replace(self, widgets={**self.widgets, widget: known})


@dataclass(frozen=True)
class FunctionCall:
    """A registered Python function the flow wants answered."""

    name: str
    parameters: Mapping[str, str]

    @property
    def place(self) -> str:
        return f"function:{self.name}"

    @property
    def said(self) -> Mapping[str, str]:
        return self.parameters


@dataclass(frozen=True)
class HttpCall:
    """An HTTP request the flow wants answered. `is_signed` adds the carrier's signature of the form."""

    method: str
    url: str
    body: str = ""
    content_type: str = ""
    form: tuple[tuple[str, str], ...] = ()
    is_signed: bool = False
    has_account: bool = False

    @property
    def place(self) -> str:
        return self.url

    @property
    def said(self) -> Mapping[str, str]:
        return dict(self.form) or ({"body": self.body} if self.body else {})


@dataclass(frozen=True)
class EnqueueCall:
    """The contact is to wait for an agent. Answered only when it could not be queued."""

    queue: str | None
    workflow_sid: str | None
    attributes: Mapping[str, Any]
    priority: int
    timeout_seconds: int | None
    keys: str
    language: str | None


Request = FunctionCall | HttpCall | SendMessage | PlaceCall | RecordCall | FindSubflow


class Awaits(StrEnum):
    """What a widget that waits is waiting for."""

    HEARD = "heard"
    KEYS = "keys"
    QUEUE = "queue"
    DIAL = "dial"
    RECORDING = "recording"
    CALLEE = "callee"
    REPLY = "reply"
    SESSION = "session"


class MarkKind(StrEnum):
    ENTERED = "entered"
    PROMPT = "prompt"
    KEY = "key"
    BRANCH = "branch"
    LEFT = "left"


@dataclass(frozen=True)
class Mark:
    """One line of the journal's raw material, told by the interpreter as it walks."""

    kind: MarkKind
    widget: str
    at: datetime
    value: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Turn:
    """What one input led to: the new state, what to tell the carrier, and what to have done.

    A `request` must be answered with an input of kind `answer` before there is anything to tell the
    carrier. After `timeout_seconds` without news the flow is to be told so. `marks` are the journal's raw
    material.
    """

    state: ExecutionState
    instructions: tuple[Instruction, ...] = ()
    request: Request | None = None
    enqueue: EnqueueCall | None = None
    awaits: Awaits | None = None
    timeout_seconds: int | None = None
    marks: tuple[Mark, ...] = ()
