"""split-based-on: branch on a value. See `conditions` for what decides between several matches."""

from chalicelib.ivr.conditions import holds
from chalicelib.ivr.definition import Condition, Transition
from chalicelib.ivr.widgets.behaviour import Behaviour, Ended, Go, NodeKind, Outcome, Visit


def enter(visit: Visit) -> Outcome:
    subject = visit.text("input")
    for transition in visit.widget.transitions:
        if transition.event == "match" and _matches(visit, transition):
            branch = transition.conditions[0].friendly_name or transition.conditions[0].type
            return Go("match", chosen=transition, branch=branch, ended=Ended.DIGITS_COMPLETE)
    ended = Ended.ERROR_PROMPT if subject else Ended.KEY_TIMEOUT
    return Go("noMatch", branch="noMatch", ended=ended)


def _matches(visit: Visit, transition: Transition) -> bool:
    return bool(transition.conditions) and all(_holds(visit, c) for c in transition.conditions)


def _holds(visit: Visit, condition: Condition) -> bool:
    template = condition.arguments[0] if condition.arguments else visit.widget.properties.get("input", "")
    return holds(condition.type, visit.fill(template), visit.fill(condition.value))


BEHAVIOUR = Behaviour(NodeKind.CONNECTION, enter)
