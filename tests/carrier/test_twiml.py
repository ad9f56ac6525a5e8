"""Instructions as TwiML."""

from xml.etree import ElementTree

import pytest

from chalicelib import carrier
from chalicelib.carrier import instructions as ask
from chalicelib.carrier import render


def _one(instruction):
    (element,) = ElementTree.fromstring(render([instruction]))
    return element.tag, element.attrib, element.text, [(each.tag, each.attrib, each.text) for each in element]


@pytest.mark.parametrize(
    ("instruction", "written"),
    [
        (
            ask.Say("您好 <&>", "zh-CN", "Polly.Zhiyu"),
            ("Say", {"language": "zh-CN", "voice": "Polly.Zhiyu"}, "您好 <&>", []),
        ),
        (ask.Say("a", loop=0), ("Say", {"loop": "0"}, "a", [])),
        (ask.Play("https://x/a.wav", loop=3), ("Play", {"loop": "3"}, "https://x/a.wav", [])),
        (ask.Play(digits="1w2"), ("Play", {"digits": "1w2"}, None, [])),
        (ask.Pause(2), ("Pause", {"length": "2"}, None, [])),
        (ask.Redirect("https://x/?a=1&b=2"), ("Redirect", {"method": "POST"}, "https://x/?a=1&b=2", [])),
        (ask.Hangup(), ("Hangup", {}, None, [])),
        (ask.Leave(), ("Leave", {}, None, [])),
        (ask.Reject("busy"), ("Reject", {"reason": "busy"}, None, [])),
        (
            ask.Gather(
                "https://x", (ask.Say("a"), ask.Pause(1)), num_digits=1, timeout_seconds=4, finish_on_key=""
            ),
            (
                "Gather",
                {
                    "action": "https://x",
                    "method": "POST",
                    "input": "dtmf",
                    "numDigits": "1",
                    "timeout": "4",
                    "finishOnKey": "",
                    "actionOnEmptyResult": "true",
                },
                None,
                [("Say", {}, "a"), ("Pause", {"length": "1"}, None)],
            ),
        ),
        (
            ask.Enqueue("consult", "https://wait", "https://done"),
            (
                "Enqueue",
                {
                    "action": "https://done",
                    "method": "POST",
                    "waitUrl": "https://wait",
                    "waitUrlMethod": "POST",
                },
                "consult",
                [],
            ),
        ),
        (
            ask.Record(
                "https://done", 60, 3, "*", False, "trim-silence", "https://status", True, "https://text"
            ),
            (
                "Record",
                {
                    "action": "https://done",
                    "method": "POST",
                    "maxLength": "60",
                    "timeout": "3",
                    "finishOnKey": "*",
                    "playBeep": "false",
                    "trim": "trim-silence",
                    "recordingStatusCallback": "https://status",
                    "transcribe": "true",
                    "transcribeCallback": "https://text",
                },
                None,
                [],
            ),
        ),
        (
            ask.Dial(
                (
                    ask.NumberTarget("+861"),
                    ask.SipTarget("sip:a@b", "u", "p"),
                    ask.SimTarget("DE1"),
                    ask.QueueTarget("q", "https://q"),
                ),
                "https://done",
                20,
                "+862",
                "record-from-answer-dual",
                600,
                "https://rec",
            ),
            (
                "Dial",
                {
                    "action": "https://done",
                    "method": "POST",
                    "timeout": "20",
                    "callerId": "+862",
                    "record": "record-from-answer-dual",
                    "timeLimit": "600",
                    "recordingStatusCallback": "https://rec",
                },
                None,
                [
                    ("Number", {}, "+861"),
                    ("Sip", {"username": "u", "password": "p"}, "sip:a@b"),
                    ("Sim", {}, "DE1"),
                    ("Queue", {"url": "https://q"}, "q"),
                ],
            ),
        ),
    ],
)
def test_each_instruction_has_its_verb_and_attributes(instruction, written):
    assert _one(instruction) == written


def test_a_softphone_is_dialled_with_its_parameters():
    xml = render([ask.Dial((ask.ClientTarget("agent1", {"contact_id": "CT1"}),))])
    client = ElementTree.fromstring(xml).find("Dial/Client")
    assert client.find("Identity").text == "agent1"
    assert client.find("Parameter").attrib == {"name": "contact_id", "value": "CT1"}


def test_a_conference_says_who_starts_and_ends_it_and_who_is_told():
    target = ask.ConferenceTarget(
        "CT1",
        False,
        True,
        "https://wait",
        "record-from-start",
        "https://status",
        ("start", "join"),
        "https://rec",
        True,
        "CA1",
        "agent",
    )
    room = ElementTree.fromstring(render([ask.Dial((target,))])).find("Dial/Conference")
    assert room.text == "CT1"
    assert room.attrib == {
        "startConferenceOnEnter": "false",
        "endConferenceOnExit": "true",
        "waitUrl": "https://wait",
        "record": "record-from-start",
        "statusCallback": "https://status",
        "statusCallbackEvent": "start join",
        "recordingStatusCallback": "https://rec",
        "muted": "true",
        "coach": "CA1",
        "participantLabel": "agent",
        "beep": "false",
    }


def test_no_instructions_are_an_empty_document():
    assert list(ElementTree.fromstring(render(()))) == []


def test_the_last_resort_speaks_both_languages_and_dials_the_fallback_number(monkeypatch):
    from chalicelib.aws.settings import settings

    assert [type(each).__name__ for each in carrier.apology()] == ["Say", "Say", "Hangup"]
    monkeypatch.setenv("TRUNKLINE_FALLBACK_NUMBER", "+861012345678")
    settings.cache_clear()
    try:
        dial = carrier.apology()[-1]
    finally:
        monkeypatch.undo()
        settings.cache_clear()
    assert dial == ask.Dial((ask.NumberTarget("+861012345678"),))


def test_what_xml_cannot_hold_is_left_out():
    gather = ask.Gather(action="https://x/\x00", prompts=(ask.Say("half \ud83d a sign"),))
    twiml = carrier.render((ask.Say("bell\x07", language="zh\x0b"), gather))
    said = [say.text for say in ElementTree.fromstring(twiml).iter("Say")]
    assert said == ["bell", "half  a sign"]
