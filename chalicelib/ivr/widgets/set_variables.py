"""set-variables: remember values as `flow.variables.KEY`. A later variable may use an earlier one."""

import json
from dataclasses import replace
from typing import Any

from chalicelib.ivr.widgets.behaviour import Behaviour, Go, NodeKind, Outcome, Visit


def enter(visit: Visit) -> Outcome:
    known: dict[str, Any] = {}
    for variable in visit.widget.properties.get("variables") or []:
        seen = replace(visit, state=replace(visit.state, variables={**visit.state.variables, **known}))
        known[seen.fill(variable["key"])] = _value(seen.fill(variable["value"]), variable)
    return Go("next", outputs=known, variables=known)


def _value(text: str, variable: dict[str, Any]) -> Any:
    if not variable.get("parse_as_json"):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text


BEHAVIOUR = Behaviour(NodeKind.FUNCTION, enter)
