"""Waiting in a queue, talking in a conference, and dialling others."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.carrier.call import Call
from sandbox.carrier.conferences import Conference
from sandbox.carrier.media import dominant_frequency, rms, tone
from sandbox.carrier.twiml.request import Request
from tests.sandbox.carrier.conftest import Lab, MemoryLeg, until


async def test_a_waiting_caller_hears_the_wait_document_again_and_again_with_the_position(lab: Lab) -> None:
    lab.app.on("/voice", '<Enqueue waitUrl="/wait" action="/after">consult</Enqueue>')
    lab.app.on("/wait", '<Say>please wait</Say><Pause length="2"/>')
    leg, _ = await lab.call()
    second_leg, _ = await lab.call(from_user="+8613800138001")
    await lab.app.form("/wait", 4)
    forms = lab.app.forms("/wait")
    assert {form["QueuePosition"] for form in forms} == {"1", "2"}
    later = next(form for form in forms if form["QueuePosition"] == "2")
    assert later["CurrentQueueSize"] == "2"
    assert later["QueueSid"].startswith("QU")
    assert int(forms[-1]["QueueTime"]) >= 1
    leg.hang_up_myself()
    assert (await lab.app.form("/after"))["QueueResult"] == "hangup"
    await until(lambda: lab.app.forms("/wait")[-1]["QueuePosition"] == "1")
    second_leg.hang_up_myself()


async def test_leave_ends_the_waiting_and_the_action_goes_on(lab: Lab) -> None:
    lab.app.on("/voice", '<Enqueue waitUrl="/wait" action="/after">consult</Enqueue>')
    lab.app.on("/wait", '<Gather action="/choice" numDigits="1"><Say>press 1</Say></Gather>')
    lab.app.on("/choice", "<Leave/>")
    lab.app.on("/after", "<Say>leave a message</Say>")
    leg, call = await lab.call()
    await lab.said(call, "press 1")
    leg.press("1")
    assert (await lab.app.form("/choice"))["QueuePosition"] == "1"
    form = await lab.app.form("/after")
    assert form["QueueResult"] == "leave"
    await lab.said(call, "leave a message")


async def test_a_caller_redirected_out_of_the_queue_tells_the_action_and_runs_the_new_document(
    lab: Lab,
) -> None:
    lab.app.on("/voice", '<Enqueue waitUrl="/wait" action="/after">consult</Enqueue>')
    lab.app.on("/wait", '<Pause length="5"/>')
    lab.app.on("/after", "<Say>wrong</Say>")
    lab.app.on("/join", '<Say>joined</Say><Pause length="9"/>')
    _, call = await lab.call()
    await lab.app.form("/wait")
    assert call.session is not None
    await call.session.redirect(Request(lab.app.url("/join")))
    await lab.said(call, "joined")
    assert (await lab.app.form("/after"))["QueueResult"] == "redirected"
    assert not any(line.text == "wrong" for line in call.transcript)
    assert all(not queue.members for queue in lab.exchange.queues)


async def test_an_enqueue_without_action_falls_through_after_leave(lab: Lab) -> None:
    lab.app.on("/voice", '<Enqueue waitUrl="/wait">q</Enqueue><Say>next verb</Say>')
    lab.app.on("/wait", "<Leave/>")
    _, call = await lab.call()
    await lab.said(call, "next verb")


async def test_verbs_that_are_not_allowed_while_waiting_are_skipped_with_a_warning(lab: Lab) -> None:
    lab.app.on("/voice", '<Enqueue waitUrl="/wait">q</Enqueue><Say>out</Say>')
    lab.app.on("/wait", "<Dial>+8613900000000</Dial><Leave/>")
    _, call = await lab.call()
    await lab.said(call, "out")
    assert lab.notices() == [13000]


async def test_dialling_the_queue_takes_the_longest_waiting_and_both_hear_each_other(lab: Lab) -> None:
    lab.app.on("/voice", '<Enqueue waitUrl="/wait" action="/after">consult</Enqueue>')
    lab.app.on("/wait", '<Pause length="60"/>')
    lab.app.on("/other", '<Dial action="/dialled"><Queue>consult</Queue></Dial>')
    caller, _ = await lab.call()
    await lab.app.form("/wait")
    agent, agent_call = await lab.call(number="4009999999")
    await until(lambda: caller.party.room is not None)
    await _both_hear(caller, agent)
    caller.hang_up_myself()
    assert (await lab.app.form("/dialled"))["DialCallStatus"] == "completed"
    assert (await lab.app.form("/after"))["QueueResult"] == "bridged"
    await agent_call.ended.wait()


def _conference(lab: Lab, attributes: str = "", name: str = "room-1") -> str:
    events = f'statusCallback="{lab.app.url("/conf")}" statusCallbackEvent="start end join leave mute hold"'
    return f'<Dial action="/out"><Conference {events} {attributes}>{name}</Conference></Dial>'


def _events(lab: Lab) -> list[str]:
    return [form["StatusCallbackEvent"] for form in lab.app.forms("/conf")]


async def _two_in_conference(
    lab: Lab, first: str = "", second: str = ""
) -> tuple[MemoryLeg, Call, MemoryLeg, Call, Conference]:
    lab.app.on("/voice", _conference(lab, first))
    lab.app.on("/other", _conference(lab, second))
    a, call_a = await lab.call()
    await until(lambda: lab.exchange.conferences.live("room-1"))
    b, call_b = await lab.call(number="4009999999")
    conference: Any = lab.exchange.conferences.live("room-1")
    await until(lambda: len(conference.participants) == 2)
    return a, call_a, b, call_b, conference


async def _both_hear(a: MemoryLeg, b: MemoryLeg) -> None:
    for leg in (a, b):
        leg.port.heard.clear()
    a.port.say(tone(600, 2.0))
    b.port.say(tone(900, 2.0))
    await until(lambda: len(a.port.heard) > 75 and len(b.port.heard) > 75)
    assert dominant_frequency(a.port.heard_pcm()[-4000:]) == pytest.approx(900, abs=10)
    assert dominant_frequency(b.port.heard_pcm()[-4000:]) == pytest.approx(600, abs=10)


async def test_two_in_a_conference_hear_each_other_and_the_events_are_told_in_order(lab: Lab) -> None:
    a, _, b, call_b, conference = await _two_in_conference(lab, 'beep="false"', 'beep="false"')
    await _both_hear(a, b)
    b.hang_up_myself()
    await call_b.ended.wait()
    a.hang_up_myself()
    await until(lambda: "conference-end" in _events(lab))
    assert _events(lab) == [
        "participant-join", "participant-join", "conference-start",
        "participant-leave", "participant-leave", "conference-end",
    ]  # fmt: skip
    numbers = [int(form["SequenceNumber"]) for form in lab.app.forms("/conf")]
    assert numbers == sorted(numbers)
    assert lab.app.forms("/conf")[-1]["ReasonConferenceEnded"] == "last-participant-left"
    assert conference.status == "completed"


async def test_alone_in_a_conference_there_is_music_until_somebody_who_starts_it_comes(lab: Lab) -> None:
    lab.app.on("/voice", _conference(lab, 'startConferenceOnEnter="false"'))
    leg, call = await lab.call()
    await until(lambda: len(leg.port.heard) > 200)
    assert rms(leg.port.heard_pcm()[-8000:]) > 200
    conference: Any = lab.exchange.conferences.live("room-1")
    assert conference.status == "init"
    leg.hang_up_myself()
    await call.ended.wait()


async def test_who_ends_the_conference_on_exit_sends_the_others_to_their_action(lab: Lab) -> None:
    lab.app.on("/out", "<Say>thank you</Say>")
    a, call_a, b, _, _ = await _two_in_conference(lab, "", 'endConferenceOnExit="true"')
    b.hang_up_myself()
    await lab.said(call_a, "thank you")
    forms = lab.app.forms("/out")
    assert {form["DialCallStatus"] for form in forms} == {"answered"}
    await until(lambda: _events(lab)[-1:] == ["conference-end"])
    end = lab.app.forms("/conf")[-1]
    assert end["ReasonConferenceEnded"] == "participant-with-end-conference-on-exit-left"
    await until(lambda: a.state == "ended")


async def test_a_held_participant_hears_music_and_a_muted_one_is_not_heard(lab: Lab) -> None:
    a, call_a, b, call_b, conference = await _two_in_conference(lab, 'beep="false"', 'beep="false"')
    conference.hold(conference.participants[call_a.sid], tone(1200, 1.0))
    a.port.heard.clear()
    await until(lambda: len(a.port.heard) > 60)
    assert dominant_frequency(a.port.heard_pcm()[-4000:]) == pytest.approx(1200, abs=10)
    conference.unhold(conference.participants[call_a.sid])
    conference.mute(conference.participants[call_b.sid], True)
    a.port.heard.clear()
    b.port.say(tone(900, 2.0))
    await until(lambda: len(a.port.heard) > 60)
    assert rms(a.port.heard_pcm()) < 50
    await lab.exchange.callbacks.drain()
    assert _events(lab)[-3:] == ["participant-hold", "participant-unhold", "participant-mute"]


async def test_a_conference_is_recorded_from_its_start(lab: Lab) -> None:
    attributes = f'record="record-from-start" recordingStatusCallback="{lab.app.url("/rec")}"'
    a, _, b, call_b, conference = await _two_in_conference(lab, attributes, attributes)
    await _both_hear(a, b)
    b.hang_up_myself()
    a.hang_up_myself()
    form = await lab.app.form("/rec")
    assert form["ConferenceSid"] == conference.sid
    assert form["RecordingStatus"] == "completed"
    assert int(form["RecordingDuration"]) >= 1
    await call_b.ended.wait()


async def test_dialling_another_number_of_ours_connects_both(lab: Lab) -> None:
    lab.app.on("/voice", '<Dial action="/dialled" record="record-from-answer-dual">4009999999</Dial>')
    lab.app.on("/other", '<Say>one</Say><Pause length="3"/><Hangup/>')
    _, _ = await lab.call()
    form = await lab.app.form("/dialled")
    assert form["DialCallStatus"] == "completed"
    assert form["DialBridged"] == "true"
    assert int(form["DialCallDuration"]) >= 3
    recording = lab.exchange.recordings.get(form["RecordingSid"])
    assert recording is not None
    assert (recording.channels, recording.status) == (2, "completed")


async def test_a_number_that_nobody_answers_times_out(lab: Lab) -> None:
    events = 'statusCallback="/leg" statusCallbackEvent="initiated ringing answered completed"'
    lab.app.on(
        "/voice", f'<Dial action="/dialled" timeout="3"><Number {events}>+8613700000000</Number></Dial>'
    )
    _, call = await lab.call()
    form = await lab.app.form("/dialled")
    assert form["DialCallStatus"] == "no-answer"
    await lab.app.form("/leg", 3)
    told = [(f["CallStatus"], f["SequenceNumber"]) for f in lab.app.forms("/leg")]
    assert told == [("initiated", "0"), ("ringing", "1"), ("no-answer", "2")]
    assert lab.app.forms("/leg")[0]["ParentCallSid"] == call.sid
    assert lab.app.forms("/leg")[0]["Direction"] == "outbound-dial"


async def test_a_dial_without_action_falls_through(lab: Lab) -> None:
    lab.app.on("/voice", "<Dial><Client>nobody</Client></Dial><Say>no agent</Say>")
    _, call = await lab.call()
    await lab.said(call, "no agent")


async def test_a_caller_who_hangs_up_while_it_rings_stops_the_ringing(lab: Lab) -> None:
    lab.app.on("/voice", '<Dial action="/dialled" timeout="60">+8613700000000</Dial>')
    leg, call = await lab.call()
    await until(lambda: len(lab.exchange.calls) == 2)
    leg.hang_up_myself()
    assert (await lab.app.form("/dialled"))["DialCallStatus"] == "no-answer"
    await call.ended.wait()
    child = next(c for c in lab.exchange.calls.values() if c.parent_sid)
    await child.ended.wait()
    assert child.status == "canceled"


async def test_a_whisper_is_heard_by_the_called_party_before_both_are_connected(lab: Lab) -> None:
    lab.app.on("/voice", '<Dial><Number url="/whisper">4009999999</Number></Dial>')
    lab.app.on("/other", '<Say>x</Say><Pause length="30"/>')
    lab.app.on("/whisper", "<Say>a call for you</Say>")
    leg, call = await lab.call()
    form = await lab.app.form("/whisper")
    assert form["ParentCallSid"] == call.sid
    await until(lambda: leg.party.room is not None)
    leg.hang_up_myself()
    await call.ended.wait()


async def test_star_hangs_the_other_side_up_when_asked_for(lab: Lab) -> None:
    lab.app.on("/voice", '<Dial hangupOnStar="true" action="/dialled">4009999999</Dial>')
    lab.app.on("/other", '<Say>x</Say><Pause length="60"/>')
    leg, _ = await lab.call()
    await until(lambda: leg.party.room is not None)
    leg.press("1*")
    assert (await lab.app.form("/dialled"))["DialCallStatus"] == "completed"
