"""Is a document a Studio flow definition that can run here? Each problem names its place in the document."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from chalicelib.ivr import functions, liquid
from chalicelib.ivr.catalogue import CATALOGUE, JSON_TYPES, REFUSED, WidgetType
from chalicelib.ivr.conditions import CONDITIONS
from chalicelib.ivr.definition import read_flow
from chalicelib.ivr.faults import FlowProblem, fault
from chalicelib.ivr.reach import channel_problems
from chalicelib.ivr.widgets import BEHAVIOURS

MOST_STATES = 1000
_NOT_YET = ("it is not built", "尚未实现")
_SCHEMA = "https://schemas.twilio.com/studio/draft/2019-09/flow-definition"
_TOP = {"description", "states", "initial_state", "flags", "$schema"}
_STATE = {"name", "type", "transitions", "properties"}
_TRANSITION = {"event", "next", "conditions"}
# The schema has these as text, though they are numbers or truth values, and exports hold either.
_FLAGS_AS_TEXT = {"profanity_filter", "play_beep", "trim"}
_NUMBERS_AS_TEXT = {
    "speech_timeout", "time_limit", "timeout", "priority",
    "machine_detection_timeout", "machine_detection_silence_timeout", "machine_detection_speech_threshold",
    "machine_detection_speech_end_threshold",
}  # fmt: skip
_CONDITION = ("friendly_name", "arguments", "type", "value")


Problems = Iterator[FlowProblem]


def validate(document: str, channel: str | None = None) -> list[FlowProblem]:
    """Everything that keeps the document from being published, in document order; empty when it is good.
    With a channel (`voice` or `message`) also what keeps it from answering there."""
    try:
        content = json.loads(document)
        # Half of a surrogate pair is JSON, but no text: nothing could store or say it.
        json.dumps(content, ensure_ascii=False).encode()
    except ValueError as error:
        return [fault("#", "not_json", why=error)]
    if not isinstance(content, dict):
        return [fault("#", "not_object")]
    found = list(_flow(content))
    if channel and not found:
        found = list(channel_problems(read_flow(document), channel))
    return found


def place_of(document: str, path: str) -> tuple[str | None, str | None]:
    """The widget and the property that a problem's path is about, where it is about one."""
    parts = path.split("/")
    if len(parts) < 3 or parts[1] != "states":
        return None, parts[1] if len(parts) > 1 else None
    state = json.loads(document)["states"][int(parts[2])]
    rest = parts[4:] if parts[3:4] == ["properties"] else parts[3:]
    return _name(state) or None, "/".join(rest) or None


def _flow(content: dict[str, Any]) -> Problems:
    yield from _unknown("#", content, _TOP)
    if "$schema" in content and content["$schema"] != _SCHEMA:
        yield fault("#/$schema", "schema", schema=_SCHEMA)
    yield from _typed("#/description", content.get("description", ""), "text")
    yield from _flags(content)
    states = content.get("states")
    if not isinstance(states, list) or not 1 <= len(states) <= MOST_STATES:
        yield fault("#/states", "states", most=MOST_STATES)
        return
    names = [_name(state) for state in states]
    yield from _initial(content, names)
    seen: Counter[str] = Counter()
    for index, state in enumerate(states):
        path = f"#/states/{index}"
        if not isinstance(state, dict):
            yield fault(path, "state_object")
            continue
        if (name := names[index]) and seen[name]:
            yield fault(f"{path}/name", "name_twice", name=name)
        seen[name] += 1
        yield from _state(path, state, set(names))


def _flags(content: Mapping[str, Any]) -> Problems:
    if "flags" not in content:
        return
    flags = content["flags"]
    if not isinstance(flags, dict) or not isinstance(flags.get("allow_concurrent_calls"), bool):
        yield fault("#/flags", "flags")
    elif len(flags) > 1:
        yield from _unknown("#/flags", flags, {"allow_concurrent_calls"})


def _initial(content: Mapping[str, Any], names: list[str]) -> Problems:
    initial = content.get("initial_state")
    if not isinstance(initial, str) or not initial:
        yield fault("#/initial_state", "initial_missing")
    elif initial not in names:
        yield fault("#/initial_state", "no_widget", name=initial)


def _state(path: str, state: dict[str, Any], names: set[str]) -> Problems:
    yield from _unknown(path, state, _STATE)
    kind = state.get("type")
    if not isinstance(kind, str) or kind not in CATALOGUE:
        yield fault(f"{path}/type", "type", type=kind)
        return
    if kind != "trigger" and not (isinstance(state.get("name"), str) and state["name"]):
        yield fault(f"{path}/name", "name")
    if kind not in BEHAVIOURS:
        why, why_zh = REFUSED.get(kind, _NOT_YET)
        yield fault(f"{path}/type", "unsupported", type=kind, why=why, why_zh=why_zh)
    yield from _properties(f"{path}/properties", state, CATALOGUE[kind])
    transitions = state.get("transitions")
    if not isinstance(transitions, list):
        yield fault(f"{path}/transitions", "transitions")
        return
    for index, transition in enumerate(transitions):
        yield from _transition(f"{path}/transitions/{index}", transition, CATALOGUE[kind], names)


def _properties(path: str, state: Mapping[str, Any], known: WidgetType) -> Problems:
    properties = state.get("properties", {})
    if not isinstance(properties, dict):
        yield fault(path, "properties")
        return
    for name, value in properties.items():
        if name not in known.properties:
            yield fault(f"{path}/{name}", "unknown_property", type=state["type"], name=name)
        elif value is not None and not _is_number_as_text(name, value, known.properties[name]):
            yield from _typed(f"{path}/{name}", value, known.properties[name])
    for name in sorted(known.required):
        if properties.get(name) in (None, ""):
            yield fault(f"{path}/{name}", "required", type=state["type"], name=name)
    if state["type"] == "run-function":
        yield from _function(path, properties)
    if state["type"] == "enqueue-call" and not (
        properties.get("queue_name") or properties.get("workflow_sid")
    ):
        yield fault(f"{path}/workflow_sid", "enqueue_where")


def _function(path: str, properties: Mapping[str, Any]) -> Problems:
    url = properties.get("url")
    if isinstance(url, str) and url.startswith(functions.SCHEME):
        pairs = properties.get("parameters") or []
        given = [pair["key"] for pair in pairs if isinstance(pair, dict) and isinstance(pair.get("key"), str)]
        message = functions.problem_with(url, given)
        if message:
            yield fault(f"{path}/url", "function", why=message)


def _transition(path: str, transition: Any, known: WidgetType, names: set[str]) -> Problems:
    if not isinstance(transition, dict):
        yield fault(path, "transition_object")
        return
    yield from _unknown(path, transition, _TRANSITION)
    event = transition.get("event")
    # An end that Studio has and we do not know of is let be where nothing follows it.
    is_let_be = isinstance(event, str) and bool(event) and not transition.get("next")
    if event not in known.events and not is_let_be:
        yield fault(f"{path}/event", "event", event=event, events=", ".join(sorted(known.events)))
    following = transition.get("next")
    if following is not None and not isinstance(following, str):
        yield fault(f"{path}/next", "next")
    elif following and following not in names:
        yield fault(f"{path}/next", "no_widget", name=following)
    yield from _conditions(path, transition)


def _conditions(path: str, transition: Mapping[str, Any]) -> Problems:
    conditions = transition.get("conditions") or []
    if transition.get("event") == "match" and transition.get("next") and not conditions:
        yield fault(f"{path}/conditions", "match_bare")
    elif conditions and transition.get("event") != "match":
        yield fault(f"{path}/conditions", "match_only")
    if not isinstance(conditions, list):
        yield fault(f"{path}/conditions", "conditions")
        return
    for index, condition in enumerate(conditions):
        yield from _condition(f"{path}/conditions/{index}", condition)


def _condition(path: str, condition: Any) -> Problems:
    if not isinstance(condition, dict):
        yield fault(path, "condition_object")
        return
    yield from _unknown(path, condition, set(_CONDITION))
    for name in _CONDITION:
        yield from _typed(f"{path}/{name}", condition.get(name), "texts" if name == "arguments" else "text")
    kind = condition.get("type")
    if isinstance(kind, str) and kind not in CONDITIONS:
        yield fault(f"{path}/type", "condition", kind=kind)


def _typed(path: str, value: Any, kind: str) -> Problems:
    """The value is of its JSON type, and every text in it is good Liquid."""
    allowed = JSON_TYPES[kind]
    if isinstance(value, str) and _is_written(value, kind):
        allowed = (*allowed, str)
    # To Python true is a whole number; to JSON it is not.
    if not isinstance(value, allowed) or (isinstance(value, bool) and bool not in allowed):
        yield fault(
            path,
            "json_type",
            kind=_SAID[kind][0],
            kind_zh=_SAID[kind][1],
            value=json.dumps(value, ensure_ascii=False)[:60],
        )
        return
    if isinstance(value, str) and (message := liquid.check(value)):
        yield fault(path, "template", why=message)
    if kind in {"pairs", "texts"}:
        for index, item in enumerate(value):
            yield from (
                _pair(f"{path}/{index}", item) if kind == "pairs" else _typed(f"{path}/{index}", item, "text")
            )


def _is_number_as_text(name: str, value: Any, kind: str) -> bool:
    if isinstance(value, bool):
        return kind == "text" and name in _FLAGS_AS_TEXT
    return kind == "text" and name in _NUMBERS_AS_TEXT and isinstance(value, int)


def _is_written(value: str, kind: str) -> bool:
    """A number or a truth value as text, or worked out by a template: Studio's own exports do so."""
    if "{{" in value or "{%" in value:
        return kind in {"whole", "flag"}
    if kind == "flag":
        return value.lower() in {"true", "false"}
    return kind == "whole" and value.strip().removeprefix("-").isdecimal()


def _pair(path: str, item: Any) -> Problems:
    if not isinstance(item, dict):
        yield fault(path, "pair")
        return
    yield from _unknown(path, item, {"key", "value", "type", "parse_as_json"})
    for name in ("key", "value"):
        yield from _typed(f"{path}/{name}", item.get(name), "text")


def _unknown(path: str, content: Mapping[str, Any], known: set[str]) -> Problems:
    for name in content:
        if name not in known:
            yield fault(f"{path}/{name}", "unknown", name=name)


def _name(state: Any) -> str:
    if not isinstance(state, dict):
        return ""
    name = state.get("name") or (state.get("type") if state.get("type") == "trigger" else "")
    return name if isinstance(name, str) else ""


_SAID: Mapping[str, tuple[str, str]] = {
    "text": ("a text", "文本"),
    "whole": ("a whole number", "整数"),
    "flag": ("true or false", " true 或 false"),
    "pairs": ("a list of key and value", "键值列表"),
    "texts": ("a list of texts", "文本列表"),
    "object": ("an object", "对象"),
    "text or whole": ("a text or a whole number", "文本或整数"),
    "text or flag": ("a text, true or false", "文本、true 或 false"),
}
