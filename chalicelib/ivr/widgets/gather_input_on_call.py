"""gather-input-on-call: prompt, and collect keys or speech.

Speech is listened for only where the flow goes somewhere with it: recognition costs money per use, and a
cough must not interrupt a menu of keys.
"""

from chalicelib.carrier import Gather
from chalicelib.ivr.execution import Awaits
from chalicelib.ivr.widgets.behaviour import Behaviour, Ended, Go, News, NodeKind, Outcome, Visit, Wait


def enter(visit: Visit) -> Outcome:
    digits = visit.whole("number_of_digits", 0)
    has_speech = visit.widget.leads_on("speech")
    profanity = visit.text("profanity_filter")
    return Wait(
        (
            Gather(
                action=visit.return_url,
                prompts=visit.prompts(),
                input="dtmf speech" if has_speech else "dtmf",
                num_digits=digits or None,
                timeout_seconds=visit.whole("timeout", 5),
                # Studio: without stop_gather no key ends the input.
                finish_on_key=visit.text("finish_on_key", "#") if visit.flag("stop_gather") else "",
                language=visit.text("gather_language") or None if has_speech else None,
                hints=visit.text("hints") or None if has_speech else None,
                speech_timeout=visit.text("speech_timeout") or None if has_speech else None,
                speech_model=visit.text("speech_model") or None if has_speech else None,
                profanity_filter=profanity.lower() == "true" if profanity and has_speech else None,
            ),
        ),
        awaits=Awaits.KEYS,
    )


def resume(visit: Visit) -> Outcome:
    params = visit.given.params
    keys, speech = params.get("Digits", ""), params.get("SpeechResult", "")
    outputs = {"Digits": keys, "SpeechResult": speech, **params}
    if keys:
        return Go("keypress", outputs, visit.saved(keys), ended=Ended.DIGITS_COMPLETE, keys=keys)
    if speech:
        return Go("speech", outputs, visit.saved(speech), ended=Ended.DIGITS_COMPLETE, keys=speech)
    return Go("timeout", outputs, ended=Ended.KEY_TIMEOUT)


NEWS = {
    "keypress": News({"Digits": "1"}),
    "speech": News({"SpeechResult": "yes", "Confidence": "0.9"}),
    "timeout": News({"Digits": ""}),
}
BEHAVIOUR = Behaviour(NodeKind.CONNECTION, enter, resume, news=NEWS)
