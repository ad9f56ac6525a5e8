"""connect-virtual-agent, both versions: let a bot of the carrier's connector talk to the caller."""

from chalicelib.carrier import VirtualAgent
from chalicelib.ivr.execution import Awaits, InputKind
from chalicelib.ivr.widgets.behaviour import (
    HANGUP,
    Behaviour,
    Ended,
    Go,
    News,
    NodeKind,
    Outcome,
    Visit,
    Wait,
)

_STATUSES = {
    "completed": "completed",
    "live-agent-handoff": "live-agent-handoff",
    "hangup": "hangup",
    "failed": "failed",
    "paused": "paused",
    "timeout": "timeout",
}


def enter(visit: Visit) -> Outcome:
    agent = VirtualAgent(
        connector=visit.text("connector"),
        action=visit.return_url,
        language=visit.text("language") or None,
        sentiment_analysis=visit.text("sentiment_analysis") or None,
        status_callback=visit.text("status_callback") or None,
    )
    return Wait((agent,), awaits=Awaits.SESSION)


def enter_v2(visit: Visit) -> Outcome:
    details = visit.widget.properties.get("connector_details") or {}
    agent = VirtualAgent(
        connector=visit.text("connector_name") or str(details.get("name", "")),
        action=visit.return_url,
        status_callback=visit.text("status_callback") or None,
        status_callback_method=visit.text("status_callback_method") or None,
        parameters=dict(visit.pairs("parameters")),
        configuration=dict(visit.pairs("configurations")),
    )
    return Wait((agent,), awaits=Awaits.SESSION)


def resume(visit: Visit) -> Outcome:
    if visit.given.kind is InputKind.HANGUP:
        return Go("hangup", ended=Ended.USER_HANGUP)
    return Go("return", visit.given.params)


def resume_v2(visit: Visit) -> Outcome:
    if visit.given.kind is InputKind.HANGUP:
        return Go("hangup", ended=Ended.USER_HANGUP)
    event = _STATUSES.get(str(visit.given.params.get("VirtualAgentStatus", "")).lower(), "failed")
    ended = {"failed": Ended.ERROR_PROMPT, "timeout": Ended.KEY_TIMEOUT, "hangup": Ended.USER_HANGUP}
    return Go(event, visit.given.params, ended=ended.get(event, Ended.PROMPT_COMPLETE))


_V1_NEWS = {"return": News({"VirtualAgentStatus": "completed"}), "hangup": HANGUP}
_V2_NEWS = {event: News({"VirtualAgentStatus": status}) for status, event in _STATUSES.items()}
V1 = Behaviour(NodeKind.FUNCTION_CONNECTION, enter, resume, is_answer=True, news=_V1_NEWS)
V2 = Behaviour(NodeKind.FUNCTION_CONNECTION, enter_v2, resume_v2, is_answer=True, news=_V2_NEWS)
