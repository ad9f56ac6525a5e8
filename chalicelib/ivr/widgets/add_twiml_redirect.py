"""add-twiml-redirect: hand the call to somebody else's TwiML, which hands it back.

Theirs ends with a Redirect to the address that we give it as `ReturnUrl`; whatever it posts there becomes
the widget's outputs. `FlowEvent=timeout` or `fail` in that address chooses another way out. With a `timeout`
the call is taken back after so many seconds.
"""

from urllib.parse import quote, urlsplit

from chalicelib.carrier import Redirect
from chalicelib.ivr.execution import Awaits
from chalicelib.ivr.widgets.behaviour import Behaviour, Ended, Go, News, NodeKind, Outcome, Visit, Wait

_ENDS = {"return": Ended.PROMPT_COMPLETE, "timeout": Ended.KEY_TIMEOUT, "fail": Ended.ERROR_PROMPT}


def enter(visit: Visit) -> Outcome:
    url = visit.flow.bound(visit.text("url"))
    if urlsplit(url).scheme not in {"http", "https"}:
        return Go("fail", {"url": url}, ended=Ended.ERROR_PROMPT)
    mark = "&" if urlsplit(url).query else "?"
    back = quote(visit.return_url.split("#")[0], safe="")
    method = visit.text("method", "POST").upper()
    there = Redirect(f"{url}{mark}ReturnUrl={back}", method)
    return Wait((there,), awaits=Awaits.SESSION, timeout_seconds=visit.whole("timeout", 0) or None)


def resume(visit: Visit) -> Outcome:
    event = str(visit.given.params.get("FlowEvent", "return"))
    event = event if event in _ENDS else "return"
    return Go(event, visit.given.params, ended=_ENDS[event])


NEWS = {event: News({"FlowEvent": event}) for event in _ENDS}
BEHAVIOUR = Behaviour(NodeKind.FUNCTION, enter, resume, news=NEWS)
