"""send-message: send a text message, and go on at once."""

from chalicelib.ivr.widgets.answers import answered, succeeded
from chalicelib.ivr.widgets.behaviour import Ask, Behaviour, Ended, Go, NodeKind, Outcome, Visit
from chalicelib.ivr.widgets.messages import message_of, outbound_of


def enter(visit: Visit) -> Outcome:
    return Ask(message_of(visit, visit.text("to")))


def resume(visit: Visit) -> Outcome:
    if succeeded(visit.given, limit=300):
        return Go("sent", outbound_of(visit.given))
    return Go("failed", outbound_of(visit.given), ended=Ended.ERROR_PROMPT)


NEWS = {"sent": answered(201, {"Sid": "SM1", "Status": "queued"}), "failed": answered(400)}
BEHAVIOUR = Behaviour(NodeKind.FUNCTION, enter, resume, news=NEWS)
