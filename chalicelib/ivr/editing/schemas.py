"""The shapes of the flow editor's API. A definition is a text, kept to the byte."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from chalicelib.ivr.widgets.behaviour import Ended, NodeKind

LONGEST_DEFINITION = 2_000_000
Definition = str


class Words(BaseModel):
    """A text in both languages."""

    model_config = ConfigDict(from_attributes=True)

    zh: str
    en: str


class FlowLineOut(BaseModel):
    """A flow in the list. `revision` is 0 while it was never published."""

    model_config = ConfigDict(from_attributes=True)

    sid: str
    name: str
    revision: int
    published_at: datetime | None
    published_by: str | None
    has_draft: bool
    draft_saved_at: datetime | None
    draft_saved_by: str | None


class FlowProblemOut(BaseModel):
    """One problem: its place as Studio writes it, and the widget and property it is about."""

    property_path: str
    state: str | None
    property: str | None
    message: str
    message_zh: str


class DraftOut(BaseModel):
    """What is being worked on. `version` grows with each save; give it back to notice another's save."""

    model_config = ConfigDict(from_attributes=True)

    definition: Definition
    note: str
    version: int
    saved_at: datetime
    saved_by: str | None
    problems: list[FlowProblemOut]


class FlowOut(BaseModel):
    """A flow: what answers calls (`definition`, empty before the first publishing), and the draft if any."""

    sid: str
    name: str
    revision: int
    description: str
    bindings: dict[str, str]
    secrets: list[str]
    definition: Definition
    draft: DraftOut | None


class FlowIn(BaseModel):
    """A new flow; without a definition it starts with a trigger alone."""

    name: str = Field(min_length=1, max_length=64, pattern=r"^\S(.*\S)?$")
    definition: Definition | None = Field(default=None, max_length=LONGEST_DEFINITION)
    note: str = Field(default="", max_length=500)


class DraftIn(BaseModel):
    """Work to keep. It may have problems: they keep it from being published, not from being kept."""

    definition: Definition = Field(max_length=LONGEST_DEFINITION)
    note: str = Field(default="", max_length=500)
    version: int | None = Field(default=None, description="The version last read; 409 when it has moved on.")


class PublishIn(BaseModel):
    """Make the draft the next revision. Bindings and secrets stay as they are when not given."""

    note: str | None = Field(default=None, max_length=500)
    bindings: dict[str, str] | None = None
    secrets: list[str] | None = None


class RollbackIn(BaseModel):
    """Publish an old revision again, as a new one."""

    revision: int = Field(ge=1)
    note: str = Field(default="", max_length=500)


class RevisionLineOut(BaseModel):
    """A published revision in the list, newest first."""

    model_config = ConfigDict(from_attributes=True)

    revision: int
    published_at: datetime
    published_by: str | None
    note: str
    rolled_back_to: int | None
    is_current: bool


class RevisionOut(RevisionLineOut):
    """One revision with its definition, to the byte."""

    sid: str
    name: str
    bindings: dict[str, str]
    secrets: list[str]
    definition: Definition


class DiffQuery(BaseModel):
    """Revisions to compare: a number, or `draft`, or `current`."""

    before: str = Field(alias="from")
    after: str = Field(alias="to")


class ChangeOut(BaseModel):
    """One difference. `widget` is None for the document itself."""

    model_config = ConfigDict(from_attributes=True)

    kind: Literal[
        "widget_added", "widget_removed", "widget_renamed", "type_changed", "property_changed",
        "property_added", "property_removed", "transition_added", "transition_removed",
        "transition_changed", "moved", "document_changed",
    ]  # fmt: skip
    widget: str | None
    property: str | None
    before: Any = None
    after: Any = None
    text: Words


class DiffOut(BaseModel):
    """What changed, in document order; empty when only the way of writing differs."""

    before: str = Field(serialization_alias="from")
    after: str = Field(serialization_alias="to")
    changes: list[ChangeOut]


class ValidateIn(BaseModel):
    """A definition to check, as text (better: kept to the byte) or as JSON."""

    definition: str | dict[str, Any]
    channel: Literal["voice", "message"] | None = Field(
        default=None, description="Also say what keeps it from answering on this channel."
    )


class ValidateOut(BaseModel):
    """Whether the definition could be published, and why not."""

    valid: bool
    errors: list[FlowProblemOut]


class ChoiceOut(BaseModel):
    """One value that a property may have."""

    model_config = ConfigDict(from_attributes=True)

    value: str
    title: Words


class PropertyFormOut(BaseModel):
    """One field of a widget's form. `kind` is the control; a text may hold Liquid where `is_template`."""

    model_config = ConfigDict(from_attributes=True)

    name: str
    kind: Literal[
        "text", "long_text", "whole", "flag", "choice", "pairs", "texts", "text_or_whole", "flow", "url",
        "json",
    ]  # fmt: skip
    is_required: bool
    is_template: bool
    choices: list[ChoiceOut]
    default: Any = None
    title: Words


class EventFormOut(BaseModel):
    """One way out of a widget. `match` of a split is repeated, each with its conditions."""

    model_config = ConfigDict(from_attributes=True)

    name: str
    title: Words


class WidgetFormOut(BaseModel):
    """A type of widget. `refusal` says why it cannot be published here."""

    model_config = ConfigDict(from_attributes=True)

    type: str
    group: Literal["flow", "voice", "queue", "message", "data", "other"]
    title: Words
    channels: list[Literal["voice", "message"]]
    is_supported: bool
    refusal: Words | None
    properties: list[PropertyFormOut]
    events: list[EventFormOut]


class FunctionParameterOut(BaseModel):
    """One parameter of a function of ours."""

    model_config = ConfigDict(from_attributes=True)

    name: str
    kind: Literal["text", "whole", "flag"]
    is_required: bool
    default: Any = None


class FunctionOut(BaseModel):
    """A function a flow may ask with the URL `function:NAME`."""

    model_config = ConfigDict(from_attributes=True)

    name: str
    url: str
    summary: str
    parameters: list[FunctionParameterOut]


class CatalogueOut(BaseModel):
    """Everything the editor makes its forms from."""

    widgets: list[WidgetFormOut]
    conditions: list[ChoiceOut]
    groups: list[ChoiceOut]
    functions: list[FunctionOut]


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


class IndicatorsQuery(BaseModel):
    """A period in UTC or with an offset, at most 31 days; `revision` picks one, else the newest's picture
    with the calls of all."""

    start: datetime = Field(alias="from")
    end: datetime = Field(alias="to")
    revision: int | None = None

    @field_validator("start", "end")
    @classmethod
    def _aware(cls, at: datetime) -> datetime:
        if at.tzinfo is None:
            raise ValueError("say the time zone, as in 2026-05-11T00:00:00+08:00")
        return at


class NodeIndicatorOut(BaseModel):
    """How a node does. Rates are shares of its entries, 0 to 1; None when nobody came."""

    model_config = ConfigDict(from_attributes=True)

    widget: str
    type: str
    kind: NodeKind
    entries: int
    calls: int
    average_dwell_seconds: float | None
    timeout_rate: float | None
    error_rate: float | None
    hangup_rate: float | None
    success_rate: float | None


class EdgeIndicatorOut(BaseModel):
    """How often an edge was taken; `target` None is the end of the flow."""

    model_config = ConfigDict(from_attributes=True)

    source: str
    event: str
    target: str | None
    count: int


class TopPathOut(BaseModel):
    """A way through the flow that calls took."""

    model_config = ConfigDict(from_attributes=True)

    widgets: list[str]
    calls: int
    share: float


class IndicatorsOut(BaseModel):
    """Per node, per service (the queue or function reached), and per call (IVR-33)."""

    model_config = ConfigDict(from_attributes=True)

    flow: str
    revision: int
    calls: int
    self_served: int
    abandoned: int
    transferred: int
    average_seconds: float | None
    self_service_rate: float | None
    transfer_rate: float | None
    nodes: list[NodeIndicatorOut]
    edges: list[EdgeIndicatorOut]
    paths: list[TopPathOut]
