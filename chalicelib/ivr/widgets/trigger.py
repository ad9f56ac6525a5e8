"""trigger: where an incoming call enters the flow."""

from chalicelib.ivr.widgets.behaviour import Behaviour, Go, NodeKind, Outcome, Visit


def enter(_: Visit) -> Outcome:
    return Go("incomingCall")


BEHAVIOUR = Behaviour(NodeKind.FUNCTION, enter)
