"""trigger: where a call, a message, a REST request or a parent flow enters."""

from chalicelib.ivr.widgets.behaviour import Behaviour, Go, NodeKind, Outcome, Visit

_EVENTS = {
    "call": "incomingCall",
    "message": "incomingMessage",
    "conversation": "incomingConversationMessage",
    "request": "incomingRequest",
    "parent": "incomingParent",
}


def enter(visit: Visit) -> Outcome:
    return Go(_EVENTS[visit.state.channel])


BEHAVIOUR = Behaviour(NodeKind.FUNCTION, enter)
