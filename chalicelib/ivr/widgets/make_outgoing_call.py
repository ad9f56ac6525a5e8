"""make-outgoing-call, both versions: ring somebody; the flow goes on with them when they answer."""

from chalicelib.carrier import Instruction, Pause
from chalicelib.ivr.effects import PlaceCall
from chalicelib.ivr.execution import Awaits, InputKind
from chalicelib.ivr.widgets.answers import fields_of, outputs_of, succeeded
from chalicelib.ivr.widgets.behaviour import Ask, Behaviour, Ended, Go, News, NodeKind, Outcome, Visit, Wait

_ALWAYS = ("send_digits", "sip_auth_username", "sip_auth_password")
# Studio writes these into every document, whether the call is recorded or listened to or not.
_RECORDING = ("recording_channels", "recording_status_callback", "trim")
_MACHINE = (
    "machine_detection_timeout",
    "machine_detection_speech_threshold",
    "machine_detection_speech_end_threshold",
    "machine_detection_silence_timeout",
)
# Studio's form has a box to tick where the carrier has two words.
_TRIM = {"true": "trim-silence", "false": "do-not-trim"}
_STATUSES = {
    "in-progress": "answered",
    "answered": "answered",
    "completed": "answered",
    "busy": "busy",
    "no-answer": "noAnswer",
    "failed": "failed",
    "canceled": "failed",
}
_ENDS = {"noAnswer": Ended.KEY_TIMEOUT}
_RING_SECONDS = 60


def enter(visit: Visit) -> Outcome:
    # What follows belongs after the answer to this request.
    position = visit.state.position + 1
    return Ask(
        PlaceCall(
            sender=visit.text("from") or visit.state.our_address,
            to=visit.text("to") or visit.state.their_address,
            url=visit.addresses.callee(position),
            status_url=visit.addresses.callee_status(position),
            timeout_seconds=visit.whole("timeout", _RING_SECONDS),
            options=_options(visit),
        )
    )


def _options(visit: Visit) -> dict[str, object]:
    known: dict[str, object] = {**_texts(visit, _ALWAYS)}
    if visit.flag("record"):
        recording = _texts(visit, _RECORDING)
        if trim := recording.get("trim"):
            recording["trim"] = _TRIM.get(trim, trim)
        callback = {"recording_status_callback": visit.addresses.recording("call")}
        known |= {"record": True, **callback, **recording}
    if visit.flag("detect_answering_machine"):
        seconds = {name: int(text) for name, text in _texts(visit, _MACHINE).items() if text.isdigit()}
        known |= {"machine_detection": visit.text("machine_detection", "Enable"), **seconds}
    return known


def _texts(visit: Visit, names: tuple[str, ...]) -> dict[str, str]:
    """The properties that say something."""
    found = {name: visit.text(name) for name in names}
    return {name: text for name, text in found.items() if text}


def resume(visit: Visit) -> Outcome:
    given = visit.given
    if given.kind is InputKind.ANSWER:
        if succeeded(given, limit=300):
            return Wait(_meanwhile(visit), awaits=Awaits.CALLEE, outputs=fields_of(given))
        return Go("failed", {**outputs_of(given), "CallStatus": "failed"}, ended=Ended.ERROR_PROMPT)
    event = _STATUSES.get(str(given.params.get("CallStatus", "")), "failed")
    if event == "answered" and str(given.params.get("AnsweredBy", "")).startswith("machine"):
        is_told = visit.widget.leads_on("answeredByMachine")
        event = "answeredByMachine" if is_told else event
    if event not in {"answered", "answeredByMachine"}:
        return Go(event, given.params, ended=_ENDS.get(event, Ended.ERROR_PROMPT))
    placed = visit.state.widgets.get(visit.widget.name, {}).get("CallSid", "")
    return Go(event, given.params, leg=str(given.params.get("CallSid") or placed))


def _meanwhile(visit: Visit) -> tuple[Instruction, ...]:
    """A caller who is there already is kept on the line while the other is rung."""
    return (Pause(visit.whole("timeout", _RING_SECONDS)),) if visit.state.has_call else ()


NEWS = {
    "answered": News({"CallStatus": "in-progress", "CallSid": "CA" + "9" * 32}),
    "busy": News({"CallStatus": "busy"}),
    "noAnswer": News({"CallStatus": "no-answer"}),
    "failed": News({"CallStatus": "failed"}),
}
BEHAVIOUR = Behaviour(NodeKind.FUNCTION, enter, resume, news=NEWS)
