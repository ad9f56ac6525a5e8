"""connect-call-to: connect the caller to a number, a softphone, a SIP address or a conference."""

from chalicelib.carrier import (
    ClientTarget,
    ConferenceTarget,
    Dial,
    NumberTarget,
    SimTarget,
    SipTarget,
    Target,
)
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


def enter(visit: Visit) -> Outcome:
    targets = _targets(visit)
    if not targets:
        return Go("callCompleted", {"DialCallStatus": "failed"}, ended=Ended.ERROR_PROMPT)
    is_recorded = visit.flag("record")
    dial = Dial(
        targets=targets,
        action=visit.return_url,
        timeout_seconds=visit.whole("timeout", 30),
        caller_id=visit.text("caller_id") or None,
        record="record-from-answer-dual" if is_recorded else None,
        time_limit_seconds=visit.whole("time_limit", 0) or None,
        recording_status_callback=visit.addresses.recording("call") if is_recorded else None,
    )
    return Wait((dial,), awaits=Awaits.DIAL)


def resume(visit: Visit) -> Outcome:
    if visit.given.kind is InputKind.HANGUP:
        return Go("hangup", ended=Ended.USER_HANGUP)
    return Go("callCompleted", visit.given.params, ended=Ended.SYSTEM_RELEASE)


def _targets(visit: Visit) -> tuple[Target, ...]:
    to = visit.text("to")
    match visit.text("noun"):
        case "sip":
            sip = visit.text("sip_endpoint") or to
            user = visit.text("sip_username") or None
            return (SipTarget(sip, user, visit.text("sip_password") or None),) if sip else ()
        case "number" | "number-multi":
            return tuple(NumberTarget(number.strip()) for number in to.split(",") if number.strip())
        case "client":
            return (ClientTarget(to),) if to else ()
        case "sim":
            return (SimTarget(to),) if to else ()
        case "conference":
            return (ConferenceTarget(to, beep="true"),) if to else ()
    return ()


NEWS = {"callCompleted": News({"DialCallStatus": "completed", "DialCallDuration": "30"}), "hangup": HANGUP}
BEHAVIOUR = Behaviour(NodeKind.FUNCTION, enter, resume, is_answer=True, news=NEWS)
