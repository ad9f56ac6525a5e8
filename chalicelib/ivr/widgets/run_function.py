"""run-function: ask a function and go on with its answer.

`function:NAME` is one of ours, a typed Python function; any other URL is posted a form, as Twilio does.
"""

from chalicelib.ivr.execution import FunctionCall, HttpCall
from chalicelib.ivr.functions.registry import SCHEME
from chalicelib.ivr.widgets.answers import answered, outputs_of, succeeded
from chalicelib.ivr.widgets.behaviour import Ask, Behaviour, Ended, Go, NodeKind, Outcome, Visit


def enter(visit: Visit) -> Outcome:
    url = visit.flow.bound(visit.text("url"))
    parameters = visit.pairs("parameters")
    if url.startswith(SCHEME):
        return Ask(FunctionCall(url.removeprefix(SCHEME), dict(parameters)))
    return Ask(HttpCall("POST", url, form=tuple(parameters), is_signed=True))


def resume(visit: Visit) -> Outcome:
    # Twilio counts a redirect as success here, though not for make-http-request.
    if succeeded(visit.given, limit=400):
        return Go("success", outputs_of(visit.given))
    return Go("fail", outputs_of(visit.given), ended=Ended.ERROR_PROMPT)


NEWS = {"success": answered(200), "fail": answered(500)}
BEHAVIOUR = Behaviour(NodeKind.FUNCTION, enter, resume, is_answer=True, news=NEWS)
