"""make-http-request: ask any HTTP service."""

from chalicelib.ivr.execution import HttpCall
from chalicelib.ivr.widgets.answers import answered, outputs_of, succeeded
from chalicelib.ivr.widgets.behaviour import Ask, Behaviour, Ended, Go, NodeKind, Outcome, Visit


def enter(visit: Visit) -> Outcome:
    return Ask(
        HttpCall(
            method=visit.text("method", "GET").upper(),
            url=visit.flow.bound(visit.text("url")),
            body=visit.text("body"),
            content_type=visit.text("content_type"),
            form=tuple(visit.pairs("parameters")),
            has_account=visit.flag("add_twilio_auth"),
        )
    )


def resume(visit: Visit) -> Outcome:
    if succeeded(visit.given, limit=300):
        return Go("success", outputs_of(visit.given))
    return Go("failed", outputs_of(visit.given), ended=Ended.ERROR_PROMPT)


NEWS = {"success": answered(200), "failed": answered(500)}
BEHAVIOUR = Behaviour(NodeKind.FUNCTION, enter, resume, is_answer=True, news=NEWS)
