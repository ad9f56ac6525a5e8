"""A Twilio Studio flow definition, read into values. The document itself is kept to the byte."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import field
from functools import cached_property
from typing import Any

from chalicelib.values import dataclass


@dataclass(frozen=True)
class Condition:
    """One test of a split. `arguments` are templates; the first is what is tested."""

    type: str
    value: str
    arguments: tuple[str, ...] = ()
    friendly_name: str = ""


@dataclass(frozen=True)
class Transition:
    """Where to go when a widget ends with `event`; `next` None ends the branch."""

    event: str
    next: str | None = None
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Widget:
    """One state of the document."""

    name: str
    type: str
    transitions: tuple[Transition, ...] = ()
    properties: Mapping[str, Any] = field(default_factory=dict)

    def next_on(self, event: str) -> str | None:
        """The widget that follows `event`; None when the branch ends there."""
        taken = self.taken_on(event)
        return taken.next if taken else None

    def taken_on(self, event: str) -> Transition | None:
        """The transition that `event` takes: the first that leads somewhere, as Studio keeps empty ones."""
        found = [t for t in self.transitions if t.event == event]
        return next((t for t in found if t.next), found[0] if found else None)

    def leads_on(self, event: str) -> bool:
        """Whether `event` goes anywhere."""
        return self.next_on(event) is not None


@dataclass(frozen=True)
class Flow:
    """A flow that can run. `bindings` map the beginning of a URL to another, so that the same bytes run
    against other services; `secrets` names the widgets whose keys must never be seen."""

    document: str
    initial_state: str
    widgets: Mapping[str, Widget]
    description: str = ""
    sid: str = ""
    name: str = ""
    revision: int = 0
    bindings: Mapping[str, str] = field(default_factory=dict)
    secrets: frozenset[str] = frozenset()

    @cached_property
    def has_secrets(self) -> bool:
        """Whether what comes in must be sealed; a subflow may ask for a secret at any revision."""
        runs_others = any(widget.type == "run-subflow" for widget in self.widgets.values())
        return runs_others or not self.secrets.isdisjoint(self.widgets)

    def bound(self, url: str) -> str:
        """The address to use instead of `url`; the longest matching binding wins."""
        for prefix in sorted(self.bindings, key=len, reverse=True):
            if url.startswith(prefix):
                return self.bindings[prefix] + url[len(prefix) :]
        return url


def read_flow(document: str, **known: Any) -> Flow:
    """The flow in a document that `validation.validate` has passed; `known` are Flow's other fields."""
    content = json.loads(document)
    widgets = [_widget(state) for state in content["states"]]
    return Flow(
        document=document,
        initial_state=content["initial_state"],
        widgets={widget.name: widget for widget in widgets},
        description=content.get("description", ""),
        **known,
    )


def flow_sid(name: str) -> str:
    """The sid of the flow called `name`: the same name is the same flow in every center."""
    return "FW" + hashlib.sha256(name.encode()).hexdigest()[:32]


def _widget(state: Mapping[str, Any]) -> Widget:
    return Widget(
        # Studio lets the trigger go without a name.
        name=state.get("name") or state["type"],
        type=state["type"],
        transitions=tuple(_transition(t) for t in state.get("transitions", ())),
        properties=state.get("properties") or {},
    )


def _transition(transition: Mapping[str, Any]) -> Transition:
    return Transition(
        event=transition["event"],
        next=transition.get("next") or None,
        conditions=tuple(_condition(c) for c in transition.get("conditions") or ()),
    )


def _condition(condition: Mapping[str, Any]) -> Condition:
    return Condition(
        type=condition["type"],
        value=condition["value"],
        arguments=tuple(condition["arguments"]),
        friendly_name=condition.get("friendly_name", ""),
    )
