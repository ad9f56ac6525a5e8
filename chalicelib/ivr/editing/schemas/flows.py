"""Flows, their drafts, revisions and faults."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from chalicelib.ivr.editing.schemas.words import LONGEST_DEFINITION, Definition, Words


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
