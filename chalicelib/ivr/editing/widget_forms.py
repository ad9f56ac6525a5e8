"""What the editor's form for each type of widget asks for: the catalogue with words and choices."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from chalicelib.ivr.catalogue import CATALOGUE, REFUSED, WidgetType
from chalicelib.ivr.conditions import CONDITIONS
from chalicelib.ivr.editing import widget_words as words
from chalicelib.ivr.editing.semantic_diff import Text
from chalicelib.ivr.widgets import BEHAVIOURS
from chalicelib.ivr.widgets.channels import CHANNELS

_GROUPS = {
    "flow": "trigger split-based-on set-variables run-subflow add-twiml-redirect",
    "voice": "say-play gather-input-on-call connect-call-to record-voicemail record-call"
    " make-outgoing-call-v1 make-outgoing-call-v2 fork-stream",
    "queue": "enqueue-call send-to-flex",
    "message": "send-message send-and-wait-for-reply",
    "data": "run-function make-http-request",
}
_GROUP_OF = {kind: group for group, kinds in _GROUPS.items() for kind in kinds.split()}
_LONG = {"say", "body", "task_attributes", "attributes", "hints", "welcome_greeting", "description"}


@dataclass(frozen=True)
class Choice:
    """One value that a property may have."""

    value: str
    title: Text


@dataclass(frozen=True)
class PropertyForm:
    """One field of a form."""

    name: str
    kind: str
    is_required: bool
    is_template: bool
    choices: tuple[Choice, ...]
    default: Any
    title: Text


@dataclass(frozen=True)
class EventForm:
    """One way out of a widget."""

    name: str
    title: Text


@dataclass(frozen=True)
class WidgetForm:
    """A type of widget as the editor offers it."""

    type: str
    group: str
    title: Text
    channels: tuple[str, ...]
    is_supported: bool
    refusal: Text | None
    properties: tuple[PropertyForm, ...]
    events: tuple[EventForm, ...]


@lru_cache(maxsize=1)
def widget_forms() -> tuple[WidgetForm, ...]:
    """Every type, in the order of the catalogue."""
    return tuple(_form(kind, known) for kind, known in CATALOGUE.items())


@lru_cache(maxsize=1)
def conditions() -> tuple[Choice, ...]:
    """The tests of a split."""
    titles = _titles(words.CONDITIONS)
    return tuple(Choice(kind, titles[kind]) for kind in CONDITIONS)


@lru_cache(maxsize=1)
def groups() -> tuple[Choice, ...]:
    """The groups of the palette, in order."""
    return tuple(Choice(name, title) for name, title in _titles(words.GROUPS).items())


def _form(kind: str, known: WidgetType) -> WidgetForm:
    titles, events = _titles(words.PROPERTIES), _titles(words.EVENTS)
    refusal = REFUSED.get(kind)
    properties = (
        _property(kind, name, shape, known, titles)
        for name, shape in known.properties.items()
        if name != "offset"
    )
    return WidgetForm(
        type=kind,
        group=_GROUP_OF.get(kind, "other"),
        title=_titles(words.WIDGETS)[kind],
        channels=CHANNELS.get(kind, ("voice", "message")),
        is_supported=kind in BEHAVIOURS,
        refusal=Text(en=refusal[0], zh=refusal[1]) if refusal else None,
        properties=tuple(properties),
        events=tuple(EventForm(name, events[name]) for name in known.events),
    )


def _property(
    kind: str, name: str, shape: str, known: WidgetType, titles: Mapping[str, Text]
) -> PropertyForm:
    choices, default = _choices().get(f"{kind}.{name}") or _choices().get(f"*.{name}") or ((), None)
    control = "choice" if choices else _control(name, shape)
    return PropertyForm(
        name=name,
        kind=control,
        is_required=name in known.required,
        is_template=control in {"text", "long_text", "url", "pairs", "text_or_whole"},
        choices=choices,
        default=words.DEFAULTS.get((kind, name), default),
        title=titles[name],
    )


def _control(name: str, shape: str) -> str:
    if name == "flow_sid":
        return "flow"
    if shape == "text":
        is_address = name in {"url", "play"} or name.endswith(("_url", "Url", "callback"))
        return "url" if is_address else "long_text" if name in _LONG else "text"
    return {"object": "json", "text or flag": "flag", "text or whole": "text_or_whole"}.get(shape, shape)


@lru_cache(maxsize=1)
def _choices() -> Mapping[str, tuple[tuple[Choice, ...], str]]:
    found: dict[str, tuple[tuple[Choice, ...], str]] = {}
    for line in words.CHOICES.split("\n"):
        if line:
            place, values, default = line.split("|")
            found[place] = tuple(Choice(v, Text(v, v)) for v in values.split()), default
    return found


@lru_cache(maxsize=8)
def _titles(lines: str) -> Mapping[str, Text]:
    rows = (line.split("|") for line in lines.split("\n") if line)
    return {name: Text(zh, en) for name, zh, en in rows}
