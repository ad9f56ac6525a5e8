"""Is a document a Studio flow definition that can run here? Each problem names its place in the document."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.ivr import functions, liquid
from chalicelib.ivr.catalogue import CATALOGUE, JSON_TYPES, WidgetType
from chalicelib.ivr.conditions import CONDITIONS
from chalicelib.ivr.widgets import BEHAVIOURS

MOST_STATES = 1000
_SCHEMA = "https://schemas.twilio.com/studio/draft/2019-09/flow-definition"
_TOP = {"description", "states", "initial_state", "flags", "$schema"}
_STATE = {"name", "type", "transitions", "properties"}
_TRANSITION = {"event", "next", "conditions"}
_CONDITION = ("friendly_name", "arguments", "type", "value")


@dataclass(frozen=True)
class FlowProblem:
    """`path` is a JSON pointer into the document, such as `#/states/3/transitions/0/next`."""

    path: str
    message: str


Problems = Iterator[FlowProblem]


def validate(document: str) -> list[FlowProblem]:
    """Everything that keeps the document from being published, in document order; empty when it is good."""
    try:
        content = json.loads(document)
    except ValueError as error:
        return [FlowProblem("#", f"this is not JSON: {error}")]
    if not isinstance(content, dict):
        return [FlowProblem("#", "a flow definition is a JSON object")]
    return list(_flow(content))


def _flow(content: dict[str, Any]) -> Problems:
    yield from _unknown("#", content, _TOP)
    if "$schema" in content and content["$schema"] != _SCHEMA:
        yield FlowProblem("#/$schema", f"the only schema is {_SCHEMA}")
    yield from _typed("#/description", content.get("description", ""), "text")
    yield from _flags(content)
    states = content.get("states")
    if not isinstance(states, list) or not 1 <= len(states) <= MOST_STATES:
        yield FlowProblem("#/states", f"a flow has a list of 1 to {MOST_STATES} states")
        return
    names = [_name(state) for state in states]
    yield from _initial(content, names)
    seen: Counter[str] = Counter()
    for index, state in enumerate(states):
        path = f"#/states/{index}"
        if not isinstance(state, dict):
            yield FlowProblem(path, "a state is an object")
            continue
        if (name := names[index]) and seen[name]:
            yield FlowProblem(f"{path}/name", f"another widget is named '{name}' already; names are unique")
        seen[name] += 1
        yield from _state(path, state, set(names))


def _flags(content: Mapping[str, Any]) -> Problems:
    if "flags" not in content:
        return
    flags = content["flags"]
    if not isinstance(flags, dict) or not isinstance(flags.get("allow_concurrent_calls"), bool):
        yield FlowProblem("#/flags", "flags hold allow_concurrent_calls, true or false")
    elif len(flags) > 1:
        yield from _unknown("#/flags", flags, {"allow_concurrent_calls"})


def _initial(content: Mapping[str, Any], names: list[str]) -> Problems:
    initial = content.get("initial_state")
    if not isinstance(initial, str) or not initial:
        yield FlowProblem(
            "#/initial_state", "initial_state is missing: it names the widget that starts the flow"
        )
    elif initial not in names:
        yield FlowProblem("#/initial_state", f"there is no widget named '{initial}'")


def _state(path: str, state: dict[str, Any], names: set[str]) -> Problems:
    yield from _unknown(path, state, _STATE)
    kind = state.get("type")
    if not isinstance(kind, str) or kind not in CATALOGUE:
        yield FlowProblem(f"{path}/type", f"Studio has no widget of type {kind!r}")
        return
    if kind != "trigger" and not (isinstance(state.get("name"), str) and state["name"]):
        yield FlowProblem(f"{path}/name", "a widget needs a name")
    if kind not in BEHAVIOURS:
        yield FlowProblem(
            f"{path}/type",
            f"'{kind}' is a Studio widget that Trunkline cannot run yet, so no call may reach it",
        )
    yield from _properties(f"{path}/properties", state, CATALOGUE[kind])
    transitions = state.get("transitions")
    if not isinstance(transitions, list):
        yield FlowProblem(f"{path}/transitions", "a widget has a list of transitions")
        return
    for index, transition in enumerate(transitions):
        yield from _transition(f"{path}/transitions/{index}", transition, CATALOGUE[kind], names)


def _properties(path: str, state: Mapping[str, Any], known: WidgetType) -> Problems:
    properties = state.get("properties", {})
    if not isinstance(properties, dict):
        yield FlowProblem(path, "properties are an object")
        return
    for name, value in properties.items():
        if name not in known.properties:
            yield FlowProblem(f"{path}/{name}", f"a {state['type']} widget has no property '{name}'")
        elif value is not None:
            yield from _typed(f"{path}/{name}", value, known.properties[name])
    for name in sorted(known.required):
        if properties.get(name) in (None, ""):
            yield FlowProblem(f"{path}/{name}", f"a {state['type']} widget needs the property '{name}'")
    if state["type"] == "run-function":
        yield from _function(path, properties)
    if state["type"] == "enqueue-call" and not (
        properties.get("queue_name") or properties.get("workflow_sid")
    ):
        yield FlowProblem(f"{path}/workflow_sid", "an enqueue-call widget needs workflow_sid or queue_name")


def _function(path: str, properties: Mapping[str, Any]) -> Problems:
    url = properties.get("url")
    if isinstance(url, str) and url.startswith(functions.SCHEME):
        pairs = properties.get("parameters") or []
        given = [pair["key"] for pair in pairs if isinstance(pair, dict) and isinstance(pair.get("key"), str)]
        message = functions.problem_with(url, given)
        if message:
            yield FlowProblem(f"{path}/url", message)


def _transition(path: str, transition: Any, known: WidgetType, names: set[str]) -> Problems:
    if not isinstance(transition, dict):
        yield FlowProblem(path, "a transition is an object")
        return
    yield from _unknown(path, transition, _TRANSITION)
    event = transition.get("event")
    if event not in known.events:
        yield FlowProblem(f"{path}/event", f"this widget never ends with {event!r}; it may end with "
                          + ", ".join(sorted(known.events)))  # fmt: skip
    following = transition.get("next")
    if following is not None and not isinstance(following, str):
        yield FlowProblem(f"{path}/next", "next is the name of a widget")
    elif following and following not in names:
        yield FlowProblem(f"{path}/next", f"there is no widget named '{following}'")
    yield from _conditions(path, transition)


def _conditions(path: str, transition: Mapping[str, Any]) -> Problems:
    conditions = transition.get("conditions") or []
    if transition.get("event") == "match" and not conditions:
        yield FlowProblem(f"{path}/conditions", "a match needs at least one condition")
    elif conditions and transition.get("event") != "match":
        yield FlowProblem(f"{path}/conditions", "only a match has conditions")
    if not isinstance(conditions, list):
        yield FlowProblem(f"{path}/conditions", "conditions are a list")
        return
    for index, condition in enumerate(conditions):
        yield from _condition(f"{path}/conditions/{index}", condition)


def _condition(path: str, condition: Any) -> Problems:
    if not isinstance(condition, dict):
        yield FlowProblem(path, "a condition is an object")
        return
    yield from _unknown(path, condition, set(_CONDITION))
    for name in _CONDITION:
        yield from _typed(f"{path}/{name}", condition.get(name), "texts" if name == "arguments" else "text")
    kind = condition.get("type")
    if isinstance(kind, str) and kind not in CONDITIONS:
        yield FlowProblem(f"{path}/type", f"there is no condition '{kind}'")


def _typed(path: str, value: Any, kind: str) -> Problems:
    """The value is of its JSON type, and every text in it is good Liquid."""
    allowed = JSON_TYPES[kind]
    # To Python true is a whole number; to JSON it is not.
    if not isinstance(value, allowed) or (isinstance(value, bool) and bool not in allowed):
        yield FlowProblem(
            path, f"this must be {_said(kind)}, not {json.dumps(value, ensure_ascii=False)[:60]}"
        )
        return
    if isinstance(value, str) and (message := liquid.check(value)):
        yield FlowProblem(path, f"the template is wrong: {message}")
    if kind in {"pairs", "texts"}:
        for index, item in enumerate(value):
            yield from (
                _pair(f"{path}/{index}", item) if kind == "pairs" else _typed(f"{path}/{index}", item, "text")
            )


def _pair(path: str, item: Any) -> Problems:
    if not isinstance(item, dict):
        yield FlowProblem(path, "this must be an object with key and value")
        return
    yield from _unknown(path, item, {"key", "value", "type", "parse_as_json"})
    for name in ("key", "value"):
        yield from _typed(f"{path}/{name}", item.get(name), "text")


def _unknown(path: str, content: Mapping[str, Any], known: set[str]) -> Problems:
    for name in content:
        if name not in known:
            yield FlowProblem(f"{path}/{name}", f"there is no '{name}' here in a Studio definition")


def _name(state: Any) -> str:
    if not isinstance(state, dict):
        return ""
    name = state.get("name") or (state.get("type") if state.get("type") == "trigger" else "")
    return name if isinstance(name, str) else ""


def _said(kind: str) -> str:
    return {
        "text": "a text",
        "whole": "a whole number",
        "flag": "true or false",
        "pairs": "a list of key and value",
        "texts": "a list of texts",
        "list": "a list",
        "object": "an object",
        "text or whole": "a text or a whole number",
    }[kind]
