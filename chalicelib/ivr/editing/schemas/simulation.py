"""A conversation on paper."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from chalicelib.ivr.widgets.behaviour import Ended, NodeKind


class SimulatedInput(BaseModel):
    """What happens next to the simulated caller. `value` by kind: digits and speech a text; queue_result
    one of `bridged`, `leave`, `hangup`, `error`; dial_result a DialCallStatus; function and http an answer
    {status_code, body} or the JSON body itself, for the request that is asked next; recorded the seconds;
    reply the text of a message; posted a map of parameters; event the name of the edge to take, for
    widgets that wait for something else."""

    kind: Literal[
        "digits", "speech", "timeout", "hangup", "function", "queue_result", "dial_result", "recorded",
        "reply", "posted", "event",
    ]  # fmt: skip
    value: Any = None


class SimulateIn(BaseModel):
    """A caller on paper. The whole conversation is given each time; nothing is kept. `flow_sid` lends the
    published flow's bindings and secrets."""

    definition: str | dict[str, Any]
    caller: str = Field(default="+8613800138000", alias="from")
    called: str = Field(default="4008888888", alias="to")
    now: datetime | None = None
    channel: Literal["voice", "message"] = "voice"
    language: str | None = None
    body: str = Field(default="", description="The text of the first message, on the message channel.")
    inputs: list[SimulatedInput] = Field(default=[], max_length=500)
    flow_sid: str | None = None

    @field_validator("now")
    @classmethod
    def _aware(cls, at: datetime | None) -> datetime | None:
        if at is not None and at.tzinfo is None:
            raise ValueError("say the time zone, as in 2026-05-11T10:00:00+08:00")
        return at


class HeardOut(BaseModel):
    """Something the caller hears or reads at a step."""

    model_config = ConfigDict(from_attributes=True)

    kind: Literal["say", "play", "tones", "message"]
    text: str
    language: str | None = None


class SimulatedStepOut(BaseModel):
    """One widget entered. `event`, `transition` (its place in the widget's list) and `next` are the edge
    taken, None while the caller is there; `input` is the place in `inputs` that it took."""

    model_config = ConfigDict(from_attributes=True)

    widget: str
    type: str
    kind: NodeKind
    event: str | None
    transition: int | None
    next: str | None
    branch: str | None
    ended: Ended | None
    heard: list[HeardOut]
    keys: str | None
    input: int | None


class WaitsForOut(BaseModel):
    """What the flow waits for now; `kinds` are the inputs it would take."""

    model_config = ConfigDict(from_attributes=True)

    widget: str
    kinds: list[str]
    num_digits: int | None = None
    finish_on_key: str | None = None
    timeout_seconds: int | None = None
    queue: str | None = None
    events: list[str] = []


class AskedOut(BaseModel):
    """A function or service the flow asked. `answered_by`: `given` in the inputs, the `function` itself,
    or `nobody`: services are not asked in a simulation, which has no effect on the world."""

    model_config = ConfigDict(from_attributes=True)

    widget: str
    url: str
    parameters: dict[str, str]
    status_code: int
    answer: Any
    answered_by: Literal["given", "function", "nobody"]


class SimulationOut(BaseModel):
    """The conversation so far. `status` is waiting, ended, or failed (then `error` says why);
    `unused_inputs` came after the end."""

    model_config = ConfigDict(from_attributes=True)

    status: Literal["waiting", "ended", "failed"]
    steps: list[SimulatedStepOut]
    waits_for: WaitsForOut | None
    variables: dict[str, Any]
    widgets: dict[str, Any]
    asked: list[AskedOut]
    queue: str | None
    error: str | None
    unused_inputs: int
    twiml: str
