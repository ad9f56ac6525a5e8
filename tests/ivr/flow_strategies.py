"""Hypothesis strategies: any valid flow, and anything that a carrier may tell it."""

import json
from typing import Any

from hypothesis import strategies as st

from chalicelib.ivr.catalogue import CATALOGUE, REFUSED
from chalicelib.ivr.conditions import CONDITIONS
from chalicelib.ivr.execution import InputKind
from tests.ivr.widget_examples import PROPERTIES

# A trigger is met once, at the beginning.
TYPES = sorted(set(CATALOGUE) - set(REFUSED) - {"trigger"})
NAMES = ("menu", "回答", "a b", "card_pin", "x-y", "it's", "Widget.7", "z")
_TEXTS = st.sampled_from(
    (
        "",
        "您好",
        "bell\u0007",
        "1 < 2 & \"x\" 'y' </Say>",
        "{{trigger.call.From}}",
        "{{widgets.menu.Digits}}",
        "{{widgets['a b'].parsed.list[0].name | default: 'none' | upcase}}",
        "{{flow.variables.count | plus: 1}}",
        "{{ 'now' | date: '%H' }}",
        "{% if flow.variables.count == '1' %}one{% else %}many{% endif %}",
        "{% for n in (1..3) %}{{ n }}{% endfor %}",
        "{{ widgets | to_json }}",
        "{{ 1 | divided_by: flow.variables.zero }}",
    )
)
_NUMBERS = st.sampled_from((-1, 0, 1, 5, 10**6))
_VALUES: dict[str, st.SearchStrategy[Any]] = {
    "text": _TEXTS,
    "whole": _NUMBERS,
    "flag": st.booleans(),
    "pairs": st.lists(
        st.fixed_dictionaries({"key": st.sampled_from(("count", "zero", "a")), "value": _TEXTS})
    ),
    "texts": st.lists(_TEXTS, max_size=2),
    "object": st.just({"x": 0, "y": 0}),
    "text or whole": st.one_of(_TEXTS, _NUMBERS),
    "text or flag": st.one_of(_TEXTS, st.booleans()),
}
KEYED = st.sampled_from(("", "1", "2", "9", "#", "*", "138001380001234567", "你好", "</Gather>", "\u0000"))


@st.composite
def documents(draw: st.DrawFn, types: list[str] | None = None) -> str:
    """A flow definition that `validate` passes: every type of widget, odd names, connections anywhere."""
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=6, unique=True))
    following = st.one_of(st.sampled_from(names), st.none(), st.just(""))
    states = [_trigger(draw, following), *(draw(_states(name, following, types or TYPES)) for name in names)]
    made: dict[str, Any] = {"states": states, "initial_state": "Trigger"}
    if draw(st.booleans()):
        made |= {"description": draw(_TEXTS), "flags": {"allow_concurrent_calls": draw(st.booleans())}}
    return json.dumps(made, ensure_ascii=draw(st.booleans()))


@st.composite
def news(draw: st.DrawFn) -> tuple[InputKind, dict[str, Any]]:
    """Something that comes in: keys, speech, silence, a status of anything, an answer, the end."""
    kind = draw(st.sampled_from((*[InputKind.POST] * 6, InputKind.HANGUP)))
    fields = {
        "Digits": KEYED,
        "SpeechResult": KEYED,
        "QueueResult": st.sampled_from(("leave", "hangup", "error", "bridged", "")),
        "DialCallStatus": st.sampled_from(("completed", "busy", "no-answer")),
        "RecordingUrl": st.just("https://example.com/RE1"),
        "CallStatus": st.sampled_from(("in-progress", "busy", "no-answer", "completed", "weird")),
        "Result": st.sampled_from(("success", "payment-connector-error", "")),
        "FlowEvent": st.sampled_from(("return", "timeout", "fail", "x")),
        "Body": KEYED,
        "MessageStatus": st.sampled_from(("sent", "undelivered")),
    }
    chosen = draw(st.lists(st.sampled_from(sorted(fields)), max_size=2, unique=True))
    return kind, {name: draw(fields[name]) for name in chosen}


@st.composite
def answers(draw: st.DrawFn) -> dict[str, Any]:
    """What a function, a service or the carrier's REST answers, well or badly."""
    body = draw(
        st.sampled_from(
            ('{"CallSid": "CA9"}', '{"list": [{"name": "x"}]}', "[]", '"text"', "nonsense", "", "null", "7")
        )
    )
    status = draw(st.sampled_from((0, 200, 201, 302, 404, 500)))
    return {
        "status_code": status,
        "content_type": draw(st.sampled_from(("application/json", "", "text/html"))),
        "body": body,
    }


def _trigger(draw: st.DrawFn, following: st.SearchStrategy[Any]) -> dict[str, Any]:
    events = CATALOGUE["trigger"].events
    transitions = [{"event": event, "next": draw(following)} for event in events]
    return {"name": "Trigger", "type": "trigger", "transitions": transitions}


@st.composite
def _states(
    draw: st.DrawFn, name: str, following: st.SearchStrategy[Any], types: list[str]
) -> dict[str, Any]:
    kind = draw(st.sampled_from(types))
    known = CATALOGUE[kind]
    events = draw(st.lists(st.sampled_from(known.events), unique=True)) if known.events else []
    transitions = [_transition(draw, event, following) for event in events]
    made = {"name": name, "type": kind, "transitions": transitions, "properties": draw(_properties(kind))}
    if draw(st.booleans()):
        made["properties"]["offset"] = {"x": 1, "y": -1}
    return made


@st.composite
def _properties(draw: st.DrawFn, kind: str) -> dict[str, Any]:
    """An example's, some of them changed; what is required stays there."""
    known = CATALOGUE[kind]
    made = dict(PROPERTIES.get(kind, {}))
    free = sorted(set(known.properties) - known.required - {"offset", "queue_name", "workflow_sid"})
    for name in draw(st.lists(st.sampled_from(free), max_size=4, unique=True)) if free else ():
        made[name] = draw(st.one_of(_VALUES[known.properties[name]], st.none()))
    return made


def _transition(draw: st.DrawFn, event: str, following: st.SearchStrategy[Any]) -> dict[str, Any]:
    made: dict[str, Any] = {"event": event}
    if (goes := draw(following)) is not None or draw(st.booleans()):
        made["next"] = goes
    if event == "match":
        made["conditions"] = draw(st.lists(_conditions(), min_size=1, max_size=2))
    return made


@st.composite
def _conditions(draw: st.DrawFn) -> dict[str, Any]:
    return {
        "friendly_name": draw(_TEXTS),
        "arguments": draw(st.lists(_TEXTS, max_size=2)),
        "type": draw(st.sampled_from(sorted(CONDITIONS))),
        "value": draw(st.sampled_from(("1", "1,2", "", "[", "09:00", "2026-05-11", "(a+)+$"))),
    }
