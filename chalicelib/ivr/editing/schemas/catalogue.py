"""What the editor makes its forms from."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from chalicelib.ivr.editing.schemas.words import Words


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
