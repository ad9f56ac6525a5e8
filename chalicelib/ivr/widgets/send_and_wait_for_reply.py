"""send-and-wait-for-reply: send a message and wait for what the contact writes back."""

from chalicelib.ivr.execution import Awaits, InputKind
from chalicelib.ivr.widgets.answers import succeeded
from chalicelib.ivr.widgets.behaviour import Ask, Behaviour, Ended, Go, News, NodeKind, Outcome, Visit, Wait
from chalicelib.ivr.widgets.messages import message_of, outbound_of

_FAILED = {"failed", "undelivered"}
# Studio's own, when the widget does not say.
_LONGEST_SECONDS = 3600


def enter(visit: Visit) -> Outcome:
    return Ask(message_of(visit, status_url=visit.addresses.message_status(visit.state.position + 1)))


def resume(visit: Visit) -> Outcome:
    given = visit.given
    if given.kind is InputKind.ANSWER:
        if succeeded(given, limit=300):
            seconds = max(1, visit.whole("timeout", _LONGEST_SECONDS))
            return Wait((), awaits=Awaits.REPLY, outputs=outbound_of(given), timeout_seconds=seconds)
        return Go("deliveryFailure", outbound_of(given), ended=Ended.ERROR_PROMPT)
    if given.params.get("MessageStatus") in _FAILED:
        return Go("deliveryFailure", given.params, ended=Ended.ERROR_PROMPT)
    if "Body" in given.params:
        words = str(given.params["Body"])
        return Go(
            "incomingMessage",
            {"inbound": given.params},
            visit.saved(words),
            keys=words,
            ended=Ended.DIGITS_COMPLETE,
        )
    return Go("timeout", ended=Ended.KEY_TIMEOUT)


NEWS = {
    "incomingMessage": News({"Body": "1"}),
    "timeout": News({"FlowEvent": "timeout"}),
    "deliveryFailure": News({"MessageStatus": "undelivered"}),
}
BEHAVIOUR = Behaviour(NodeKind.FUNCTION_CONNECTION, enter, resume, waits_apart=True, news=NEWS)
