"""make-outgoing-call, both versions: ring somebody; the flow goes on with them when they answer."""

from chalicelib.ivr.effects import PlaceCall
from chalicelib.ivr.execution import Awaits, InputKind
from chalicelib.ivr.widgets.answers import outputs_of, succeeded
from chalicelib.ivr.widgets.behaviour import Ask, Behaviour, Ended, Go, News, NodeKind, Outcome, Visit, Wait

_OPTIONS = (
    "recording_channels recording_status_callback trim machine_detection_timeout"
    " machine_detection_speech_threshold machine_detection_speech_end_threshold"
    " machine_detection_silence_timeout send_digits sip_auth_username sip_auth_password"
)
_WHOLE = {name for name in _OPTIONS.split() if name.startswith("machine_")}
_STATUSES = {
    "in-progress": "answered",
    "answered": "answered",
    "completed": "answered",
    "busy": "busy",
    "no-answer": "noAnswer",
    "failed": "failed",
    "canceled": "failed",
}
_ENDS = {"answered": Ended.PROMPT_COMPLETE, "noAnswer": Ended.KEY_TIMEOUT}


def enter(visit: Visit) -> Outcome:
    options: dict[str, object] = {}
    for name in _OPTIONS.split():
        if value := visit.text(name):
            options[name] = int(value) if name in _WHOLE and value.isdigit() else value
    if visit.flag("record"):
        options["record"] = True
        options.setdefault("recording_status_callback", visit.addresses.recording("call"))
    if visit.flag("detect_answering_machine"):
        options["machine_detection"] = visit.text("machine_detection", "Enable")
    sender = visit.text("from") or str(visit.state.trigger.get("To", ""))
    to = visit.text("to") or str(visit.state.trigger.get("From", ""))
    # What follows belongs after the answer to this request.
    url = visit.addresses.step(visit.state.position + 1)
    return Ask(PlaceCall(sender, to, url, visit.whole("timeout", 60), options))


def resume(visit: Visit) -> Outcome:
    given = visit.given
    if given.kind is InputKind.ANSWER:
        outputs = outputs_of(given)
        if succeeded(given, limit=300):
            return Wait((), awaits=Awaits.CALLEE, outputs=outputs.get("parsed") or {})
        return Go("failed", {**outputs, "CallStatus": "failed"}, ended=Ended.ERROR_PROMPT)
    event = _STATUSES.get(str(given.params.get("CallStatus", "")), "failed")
    if event == "answered" and str(given.params.get("AnsweredBy", "")).startswith("machine"):
        is_told = visit.widget.leads_on("answeredByMachine")
        event = "answeredByMachine" if is_told else event
    return Go(event, given.params, ended=_ENDS.get(event, Ended.ERROR_PROMPT))


NEWS = {
    "answered": News({"CallStatus": "in-progress"}),
    "busy": News({"CallStatus": "busy"}),
    "noAnswer": News({"CallStatus": "no-answer"}),
    "failed": News({"CallStatus": "failed"}),
}
BEHAVIOUR = Behaviour(NodeKind.FUNCTION, enter, resume, news=NEWS)
