"""Small flow documents for tests, written as Studio writes them."""

import json
from typing import Any

from chalicelib.ivr.definition import Flow, read_flow
from chalicelib.ivr.validation import validate

Json = dict[str, Any]


def state(name: str, type: str, events: dict[str, str | None] | None = None, **properties: Any) -> Json:
    transitions = [{"event": e, **({"next": n} if n else {})} for e, n in (events or {}).items()]
    return {"name": name, "type": type, "transitions": transitions, "properties": properties}


def match(argument: str, kind: str, value: str, following: str) -> Json:
    condition = {"friendly_name": value, "arguments": [argument], "type": kind, "value": value}
    return {"event": "match", "next": following, "conditions": [condition]}


def split(name: str, argument: str, *matches: Json, otherwise: str | None = None) -> Json:
    made = state(name, "split-based-on", {"noMatch": otherwise}, input=argument)
    made["transitions"] += matches
    return made


def document(*states: Json) -> str:
    trigger = state("Trigger", "trigger", {"incomingCall": states[0]["name"] if states else None})
    return json.dumps(
        {
            "description": "",
            "states": [trigger, *states],
            "initial_state": "Trigger",
            "flags": {"allow_concurrent_calls": True},
        }
    )


def flow(*states: Json, **known: Any) -> Flow:
    made = document(*states)
    assert validate(made) == []
    return read_flow(made, name="test", sid="FW" + "0" * 32, revision=1, **known)
