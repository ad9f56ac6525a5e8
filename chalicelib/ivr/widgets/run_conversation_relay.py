"""run-conversation-relay: the carrier turns speech to text and back for an application on a web socket."""

from chalicelib.carrier import ConversationRelay
from chalicelib.ivr.execution import Awaits
from chalicelib.ivr.widgets.behaviour import Behaviour, Ended, Go, News, NodeKind, Outcome, Visit, Wait


def enter(visit: Visit) -> Outcome:
    relay = ConversationRelay(
        url=visit.flow.bound(visit.text("url")),
        action=visit.return_url,
        welcome_greeting=visit.text("welcome_greeting") or None,
        language=visit.text("language") or None,
        tts_provider=visit.text("tts_provider") or None,
        voice=visit.text("voice") or None,
        transcription_provider=visit.text("transcription_provider") or None,
        speech_model=visit.text("speech_model") or None,
        interruptible=visit.text("interruptible") or None,
        detects_keys=visit.flag("dtmf_detection") or None,
        parameters=dict(visit.pairs("parameters")),
    )
    return Wait((relay,), awaits=Awaits.SESSION)


def resume(visit: Visit) -> Outcome:
    status = str(visit.given.params.get("SessionStatus", ""))
    if status in {"ended", "completed"}:
        return Go("success", visit.given.params)
    return Go("failed", visit.given.params, ended=Ended.ERROR_PROMPT)


NEWS = {"success": News({"SessionStatus": "ended"}), "failed": News({"SessionStatus": "failed"})}
BEHAVIOUR = Behaviour(NodeKind.FUNCTION_CONNECTION, enter, resume, is_answer=True, news=NEWS)
