"""TwiML verbs, one after another, with a caller made of memory and a fast clock."""

from __future__ import annotations

import io
import wave

import numpy as np
import pytest
from aiohttp import web

from sandbox.carrier.leg import LegState
from sandbox.carrier.media import SAMPLE_RATE, dominant_frequency, rms, tone
from tests.sandbox.carrier.conftest import Lab, until


async def test_the_caller_hears_ringing_until_the_first_media_verb_answers(lab: Lab) -> None:
    lab.app.on("/voice", '<Pause length="2"/><Say>hello there</Say>')
    leg, call = await lab.call()
    await lab.app.form("/voice")
    assert leg.was_ringing
    assert leg.state is LegState.RINGING
    await lab.said(call, "hello there")
    assert leg.state is LegState.ANSWERED
    await call.ended.wait()
    assert dominant_frequency(leg.port.heard_pcm()) == pytest.approx(500, abs=20)


async def test_say_repeats_as_often_as_asked(lab: Lab) -> None:
    lab.app.on("/voice", '<Say loop="3">one two</Say>')
    leg, call = await lab.call()
    await call.ended.wait()
    seconds = sum(1 for frame in leg.port.heard if rms(frame) > 100) * 0.02
    assert seconds == pytest.approx(0.6, abs=0.1)


async def test_play_fetches_a_sound_and_plays_it(lab: Lab) -> None:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16000)
        at = np.arange(16000) / 16000
        file.writeframes((8000 * np.sin(2 * np.pi * 700 * at)).astype("<i2").tobytes())
    lab.app.on("/tune.wav", lambda *_: web.Response(body=out.getvalue(), content_type="audio/wav"))
    lab.app.on("/voice", "<Play>/tune.wav</Play><Say>after</Say>")
    leg, call = await lab.call()
    await lab.said(call, "after")
    assert dominant_frequency(leg.port.heard_pcm()) == pytest.approx(700, abs=5)


async def test_a_sound_that_is_missing_is_a_warning_and_the_call_goes_on(lab: Lab) -> None:
    lab.app.on("/none.wav", lambda *_: web.Response(status=404))
    lab.app.on("/voice", "<Play>/none.wav</Play><Say>still here</Say>")
    _, call = await lab.call()
    await lab.said(call, "still here")
    assert lab.notices() == [11200]


async def test_play_digits_presses_keys_towards_the_caller(lab: Lab) -> None:
    lab.app.on("/voice", '<Say>x</Say><Play digits="1w2"/>')
    leg, call = await lab.call()
    await call.ended.wait()
    assert leg.pressed_at_me == "1w2"


async def test_gather_posts_the_digits_when_the_finish_key_comes(lab: Lab) -> None:
    lab.app.on("/voice", '<Gather action="/got"><Say>your number please</Say></Gather><Say>nothing</Say>')
    leg, call = await lab.call()
    await lab.said(call, "your number")
    leg.press("1234#")
    form = await lab.app.form("/got")
    assert (form["Digits"], form["FinishedOnKey"]) == ("1234", "#")
    assert form["CallStatus"] == "in-progress"
    assert not any(line.text == "nothing" for line in call.transcript)


async def test_the_first_digit_cuts_the_prompts_short(lab: Lab) -> None:
    long = " ".join(["word"] * 200)
    lab.app.on("/voice", f'<Gather action="/got" numDigits="1"><Say>{long}</Say><Say>second</Say></Gather>')
    leg, call = await lab.call()
    await lab.said(call, "word")
    leg.press("5")
    assert (await lab.app.form("/got"))["Digits"] == "5"
    await call.ended.wait()
    assert len(leg.port.heard) * 0.02 < 10
    assert not any(line.text == "second" for line in call.transcript)


async def test_gather_without_an_action_posts_to_its_own_document(lab: Lab) -> None:
    lab.app.on("/voice", lambda _, form: _xml("<Hangup/>" if "Digits" in form else '<Gather numDigits="2"/>'))
    leg, call = await lab.call()
    await until(lambda: leg.state is LegState.ANSWERED)
    leg.press("42")
    assert (await lab.app.form("/voice", 2))["Digits"] == "42"
    await call.ended.wait()


async def test_nothing_pressed_falls_through_after_the_timeout(lab: Lab) -> None:
    lab.app.on("/voice", '<Gather action="/got" timeout="3"/><Say>too late</Say>')
    _, call = await lab.call()
    started = lab.exchange.clock.monotonic()
    await lab.said(call, "too late")
    assert 2.5 < lab.exchange.clock.monotonic() - started < 6
    assert not lab.app.forms("/got")


async def test_nothing_pressed_is_posted_when_the_action_wants_empty_results(lab: Lab) -> None:
    lab.app.on("/voice", '<Gather action="/got" timeout="1" actionOnEmptyResult="true"/>')
    await lab.call()
    assert (await lab.app.form("/got"))["Digits"] == ""


async def test_what_was_pressed_before_the_timeout_is_posted(lab: Lab) -> None:
    lab.app.on("/voice", '<Gather action="/got" timeout="2" numDigits="9" finishOnKey=""/>')
    leg, _ = await lab.call()
    await until(lambda: leg.state is LegState.ANSWERED)
    leg.press("1#2")
    assert (await lab.app.form("/got"))["Digits"] == "1#2"


async def test_a_speech_gather_behaves_as_if_nothing_was_said(lab: Lab) -> None:
    lab.app.on("/voice", '<Gather input="speech" action="/got" timeout="1"/><Say>no words</Say>')
    leg, call = await lab.call()
    await until(lambda: leg.state is LegState.ANSWERED)
    leg.press("1")
    await lab.said(call, "no words")
    assert not lab.app.forms("/got")


async def test_record_ends_with_a_key_and_posts_where_the_recording_is(lab: Lab) -> None:
    lab.app.on(
        "/voice",
        '<Record action="/done" finishOnKey="#" recordingStatusCallback="/recorded" trim="do-not-trim"/>',
    )
    leg, call = await lab.call()
    await until(lambda: any(line.kind == "record" for line in call.transcript))
    leg.port.say(tone(600, 3.0))
    await until(lambda: not leg.port.saying)
    leg.press("#")
    form = await lab.app.form("/done")
    assert form["Digits"] == "#"
    assert form["RecordingDuration"] in ("3", "4")
    told = await lab.app.form("/recorded")
    assert (told["RecordingStatus"], told["RecordingSid"]) == ("completed", form["RecordingSid"])
    assert told["RecordingSource"] == "RecordVerb"
    recording = lab.exchange.recordings.get(form["RecordingSid"])
    assert recording is not None
    with wave.open(str(recording.path), "rb") as file:
        pcm = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    assert dominant_frequency(pcm[-2 * SAMPLE_RATE : -SAMPLE_RATE]) == pytest.approx(600, abs=5)


async def test_record_ends_with_silence_after_speech(lab: Lab) -> None:
    lab.app.on("/voice", '<Record action="/done" timeout="2" playBeep="false"/>')
    leg, call = await lab.call()
    await until(lambda: any(line.kind == "record" for line in call.transcript))
    leg.port.say(tone(600, 2.0))
    form = await lab.app.form("/done")
    assert form["Digits"] == ""
    # A busy machine begins to speak late; the two seconds of silence at the end would make it four.
    assert form["RecordingDuration"] in ("2", "3"), "silence at the end is cut"


async def test_a_recording_in_which_nobody_speaks_is_dropped_and_the_next_verb_runs(lab: Lab) -> None:
    lab.app.on("/voice", '<Record action="/done" timeout="1"/><Say>nobody there</Say>')
    _, call = await lab.call()
    await lab.said(call, "nobody there")
    assert not lab.app.forms("/done")


async def test_hanging_up_while_recording_posts_the_recording_before_the_call_is_completed(lab: Lab) -> None:
    lab.app.on("/voice", '<Record action="/done" playBeep="false" maxLength="60"/>')
    leg, call = await lab.call()
    await until(lambda: any(line.kind == "record" for line in call.transcript))
    leg.port.say(tone(600, 1.0))
    await until(lambda: not leg.port.saying)
    leg.hang_up_myself()
    form = await lab.app.form("/done")
    assert (form["Digits"], form["CallStatus"]) == ("hangup", "completed")
    await lab.app.form("/status")
    assert [path for path, _ in lab.app.requests] == ["/voice", "/done", "/status"]


async def test_redirect_goes_on_elsewhere_and_drops_the_rest(lab: Lab) -> None:
    lab.app.on("/voice", "<Redirect>/next</Redirect><Say>never</Say>")
    lab.app.on("/next", "<Say>here</Say>")
    _, call = await lab.call()
    await call.ended.wait()
    assert [line.text for line in call.transcript if line.kind == "say"] == ["here"]


@pytest.mark.parametrize(
    ("twiml", "status", "code"),
    [('<Reject reason="busy"/>', "busy", 486), ("<Reject/>", "no-answer", 404)],
)
async def test_reject_refuses_without_answering(lab: Lab, twiml: str, status: str, code: int) -> None:
    lab.app.on("/voice", twiml)
    leg, call = await lab.call()
    await call.ended.wait()
    assert (call.status, leg.status_code, call.answered_at) == (status, code, None)


async def test_an_unknown_number_is_refused_with_404(lab: Lab) -> None:
    with pytest.raises(AssertionError):
        await lab.call(number="12345")
    assert lab.notices() == [13223]


async def test_hangup_answers_first_and_then_ends_the_call(lab: Lab) -> None:
    lab.app.on("/voice", "<Hangup/>")
    _, call = await lab.call()
    await call.ended.wait()
    assert (call.status, call.answered_at is not None) == ("completed", True)


async def test_a_caller_who_gives_up_before_the_answer_is_canceled(lab: Lab) -> None:
    lab.app.on("/voice", '<Pause length="60"/>')
    leg, call = await lab.call()
    await lab.app.form("/voice")
    leg.hang_up_myself()
    assert (await lab.app.form("/status"))["CallStatus"] == "canceled"
    assert call.duration_seconds == 0


async def test_hanging_up_during_a_gather_s_prompt_plays_no_further_prompt(lab: Lab) -> None:
    lab.app.on("/voice", "<Gather><Say>one of two prompts</Say><Say>the other</Say></Gather>")
    leg, call = await lab.call()
    await lab.said(call, "one of two")
    leg.hang_up_myself()
    await call.ended.wait()
    assert not any(line.text == "the other" for line in call.transcript)


def _xml(inner: str) -> web.Response:
    return web.Response(text=f"<Response>{inner}</Response>", content_type="text/xml")
