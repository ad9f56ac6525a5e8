"""record-voicemail: let the caller leave a message."""

from chalicelib.carrier import Record, Redirect
from chalicelib.ivr.execution import Awaits, InputKind
from chalicelib.ivr.widgets.behaviour import Behaviour, Ended, Go, News, NodeKind, Outcome, Visit, Wait


def enter(visit: Visit) -> Outcome:
    record = Record(
        action=visit.return_url,
        max_seconds=visit.whole("max_length", 3600),
        timeout_seconds=visit.whole("timeout", 5),
        finish_on_key=visit.text("finish_on_key", "#"),
        play_beep=visit.text("play_beep", "true").lower() == "true",
        trim=visit.text("trim") or None,
        status_callback=visit.addresses.recording("voicemail"),
        transcribe=visit.flag("transcribe"),
        transcribe_callback=visit.text("transcription_callback_url") or None,
    )
    # A recording of silence does not post its action: the carrier goes on to the next verb.
    return Wait((record, Redirect(visit.return_url)), awaits=Awaits.RECORDING)


def resume(visit: Visit) -> Outcome:
    given = visit.given
    if given.kind is InputKind.HANGUP:
        return Go("hangup", given.params, ended=Ended.USER_HANGUP)
    is_taken = bool(given.params.get("RecordingUrl")) and given.params.get("RecordingDuration") != "0"
    # Hanging up is how most people end a message: it is taken all the same.
    has_hung_up = given.params.get("Digits") == "hangup"
    ended = Ended.PROMPT_COMPLETE if is_taken else Ended.USER_HANGUP if has_hung_up else Ended.KEY_TIMEOUT
    event = "hangup" if has_hung_up else "recordingComplete" if is_taken else "noAudio"
    return Go(event, given.params, ended=ended)


NEWS = {
    "recordingComplete": News({"RecordingUrl": "https://example.com/RE1", "RecordingDuration": "5"}),
    "noAudio": News(),
    "hangup": News({"RecordingUrl": "https://example.com/RE1", "RecordingDuration": "5", "Digits": "hangup"}),
}
BEHAVIOUR = Behaviour(NodeKind.FUNCTION, enter, resume, is_answer=True, news=NEWS)
