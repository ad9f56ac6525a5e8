"""record-call: start or stop recording the call, from here on."""

from chalicelib.ivr.effects import RecordCall
from chalicelib.ivr.widgets.answers import answered, fields_of, outputs_of, succeeded
from chalicelib.ivr.widgets.behaviour import Ask, Behaviour, Ended, Go, NodeKind, Outcome, Visit

_OPTIONS = {
    "recording_channels": "recording_channels",
    "trim": "trim",
    "recording_status_callback": "recording_status_callback",
    "recording_status_callback_method": "recording_status_callback_method",
    "recording_status_callback_events": "recording_status_callback_event",
}


def enter(visit: Visit) -> Outcome:
    is_start = visit.flag("record_call")
    options = {ours: visit.text(name) for name, ours in _OPTIONS.items() if visit.text(name)}
    if is_start:
        options.setdefault("recording_status_callback", visit.addresses.recording("call"))
    return Ask(RecordCall(visit.state.call_sid, is_start, options))


def resume(visit: Visit) -> Outcome:
    known = {**outputs_of(visit.given), **fields_of(visit.given)}
    if succeeded(visit.given, limit=300):
        return Go("success", known)
    return Go("failed", known, ended=Ended.ERROR_PROMPT)


NEWS = {"success": answered(201), "failed": answered(400)}
BEHAVIOUR = Behaviour(NodeKind.FUNCTION, enter, resume, news=NEWS)
