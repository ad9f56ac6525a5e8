"""What each widget tells the carrier, and where it goes from there."""

import pytest

from chalicelib.carrier import (
    Hangup,
    Play,
    Redirect,
    Say,
)
from chalicelib.ivr.execution import FunctionCall, HttpCall, InputKind
from chalicelib.ivr.interpreter import FlowError
from tests.ivr.caller import Caller
from tests.ivr.flows import flow, match, split, state

END = state("end", "say-play", {"audioComplete": None}, say="bye")


def answering(body: str, kind: str = "application/json", status: int = 200):
    return lambda request: {"status_code": status, "content_type": kind, "body": body}


def test_an_announcement_is_said_in_its_language_and_voice_and_then_the_flow_goes_on():
    greet = state(
        "greet",
        "say-play",
        {"audioComplete": "end"},
        say="您好",
        language="zh-CN",
        voice="Polly.Zhiyu",
        loop=2,
    )
    caller = Caller(flow(greet, END))
    caller.take(InputKind.START, **caller.call)
    assert caller.instructions == (Say("您好", "zh-CN", "Polly.Zhiyu", 2), Redirect("/voice/flow?n=1"))


@pytest.mark.covers("IVR-07")
def test_a_prompt_is_a_recording_or_a_text_with_values_from_a_record():
    play = state("tune", "say-play", {"audioComplete": "ask"}, play="https://files.example/a.mp3")
    ask = state("ask", "run-function", {"success": "tell", "fail": None}, url="https://data.example/parcel")
    tell = state(
        "tell",
        "gather-input-on-call",
        {"keypress": None, "speech": None, "timeout": None},
        say="Your parcel is {{widgets.ask.parsed.status}}.",
    )
    caller = Caller(flow(play, ask, tell), answer=answering('{"status": "in transit"}'))
    caller.take(InputKind.START, **caller.call)
    assert caller.instructions[0] == Play("https://files.example/a.mp3")
    caller.post()
    assert caller.gather.prompts == (Say("Your parcel is in transit."),)


def test_tones_are_played_and_an_empty_announcement_is_passed_over():
    tones = state("tones", "say-play", {"audioComplete": "silent"}, digits="1w2")
    silent = state("silent", "say-play", {"audioComplete": "end"})
    caller = Caller(flow(tones, silent, END)).dial()
    assert caller.heard == ["tones 1w2", "bye"]


def test_a_gather_listens_for_keys_only_unless_the_flow_goes_on_with_speech():
    keys = state(
        "ask",
        "gather-input-on-call",
        {"keypress": "end", "speech": None, "timeout": None},
        say="?",
        gather_language="en",
        stop_gather=True,
        finish_on_key="*",
        number_of_digits=4,
        timeout=7,
    )
    gather = Caller(flow(keys, END)).dial().gather
    assert (gather.input, gather.language, gather.finish_on_key) == ("dtmf", None, "*")
    assert (gather.num_digits, gather.timeout_seconds, gather.action) == (4, 7, "/voice/flow?n=1")
    assert gather.action_on_empty_result

    spoken = state(
        "ask",
        "gather-input-on-call",
        {"keypress": "end", "speech": "end", "timeout": None},
        say="?",
        gather_language="en",
        hints="yes,no",
        speech_timeout="auto",
        profanity_filter="true",
    )
    gather = Caller(flow(spoken, END)).dial().gather
    assert (gather.input, gather.language, gather.hints) == ("dtmf speech", "en", "yes,no")
    assert (gather.finish_on_key, gather.profanity_filter) == ("", True)


def test_a_gather_ends_with_keys_speech_or_silence():
    ask = state("ask", "gather-input-on-call", {"keypress": "k", "speech": "s", "timeout": "t"}, say="?")
    ends = [
        state(name, "say-play", {"audioComplete": None}, say=said)
        for name, said in (
            ("k", "{{widgets.ask.Digits}}"),
            ("s", "{{widgets.ask.SpeechResult}}"),
            ("t", "nothing"),
        )
    ]
    assert Caller(flow(ask, *ends)).dial().press("42").heard[-1] == "42"
    assert Caller(flow(ask, *ends)).dial().post(SpeechResult="投诉").heard[-1] == "投诉"
    assert Caller(flow(ask, *ends)).dial().silence().heard[-1] == "nothing"


def test_the_first_matching_transition_wins_and_else_no_match():
    ask = state(
        "ask", "gather-input-on-call", {"keypress": "which", "speech": None, "timeout": None}, say="?"
    )
    which = split(
        "which",
        "{{widgets.ask.Digits}}",
        match("{{widgets.ask.Digits}}", "starts_with", "1", "a"),
        match("{{widgets.ask.Digits}}", "equal_to", "12", "b"),
        otherwise="c",
    )
    ends = [state(name, "say-play", {"audioComplete": None}, say=name) for name in "abc"]
    assert Caller(flow(ask, which, *ends)).dial().press("12").heard[-1] == "a"
    assert Caller(flow(ask, which, *ends)).dial().press("2").heard[-1] == "c"


def test_all_conditions_of_a_transition_must_hold():
    both = match("{{trigger.call.To}}", "starts_with", "400", "a")
    both["conditions"] += match("{{trigger.call.From}}", "starts_with", "+1", "a")["conditions"]
    ends = [state(name, "say-play", {"audioComplete": None}, say=name) for name in "ab"]
    assert Caller(flow(split("which", "x", both, otherwise="b"), *ends)).dial().heard == ["b"]


def test_variables_are_seen_by_those_after_them_and_may_be_json():
    one = state(
        "set",
        "set-variables",
        {"next": "tell"},
        variables=[
            {"key": "city", "value": "上海"},
            {"key": "hello", "value": "{{flow.variables.city}} {{widgets.set.city}}"},
            {"key": "data", "value": '{"n": 3}', "parse_as_json": True},
        ],
    )
    tell = state(
        "tell",
        "say-play",
        {"audioComplete": None},
        say="{{flow.variables.hello}}|{{widgets.set.city}}|{{flow.variables.data.n}}",
    )
    assert Caller(flow(one, tell)).dial().heard == ["上海 |上海|3"]


@pytest.mark.parametrize(("status", "heard"), [(200, "yes"), (302, "yes"), (404, "no"), (0, "no")])
def test_a_function_succeeds_below_400(status, heard):
    ask = state(
        "ask",
        "run-function",
        {"success": "yes", "fail": "no"},
        url="https://f.example/x",
        parameters=[{"key": "phone", "value": "{{contact.channel.address}}"}],
    )
    ends = [state(name, "say-play", {"audioComplete": None}, say=name) for name in ("yes", "no")]
    asked = []
    caller = Caller(
        flow(ask, *ends), answer=lambda request: (asked.append(request), answering("{}", status=status)(0))[1]
    )
    assert caller.dial().heard == [heard]
    assert asked == [
        HttpCall("POST", "https://f.example/x", form=(("phone", "+8613800138000"),), is_signed=True)
    ]


def test_a_function_of_ours_is_called_by_name():
    ask = state(
        "ask",
        "run-function",
        {"success": None, "fail": None},
        url="function:waybill_status",
        parameters=[{"key": "number", "value": "1234567890"}],
    )
    asked = []
    Caller(flow(ask), answer=lambda request: asked.append(request) or answering("{}")(0)).dial()
    assert asked == [FunctionCall("waybill_status", {"number": "1234567890"})]


def test_a_binding_sends_the_same_document_to_another_place():
    ask = state(
        "ask",
        "make-http-request",
        {"success": None, "failed": None},
        url="https://example.com/a/b",
        method="POST",
    )
    asked = []
    bound = flow(
        ask, bindings={"https://example.com": "http://a", "https://example.com/a": "http://127.0.0.1:9"}
    )
    Caller(bound, answer=lambda request: asked.append(request.url) or answering("{}")(0)).dial()
    assert asked == ["http://127.0.0.1:9/b"]


def test_an_http_request_succeeds_below_300_and_only_json_is_parsed():
    ask = state(
        "ask",
        "make-http-request",
        {"success": "yes", "failed": "no"},
        url="https://f.example/x",
        method="GET",
    )
    yes = state(
        "yes",
        "say-play",
        {"audioComplete": None},
        say="{{widgets.ask.status_code}} {{widgets.ask.body}} [{{widgets.ask.parsed.a}}]",
    )
    no = state("no", "say-play", {"audioComplete": None}, say="no")
    assert Caller(flow(ask, yes, no), answer=answering('{"a":1}')).dial().heard == ['200 {"a":1} [1]']
    assert Caller(flow(ask, yes, no), answer=answering('{"a":1}', "text/plain")).dial().heard == [
        '200 {"a":1} []'
    ]
    assert Caller(flow(ask, yes, no), answer=answering("", status=302)).dial().heard == ["no"]


def test_a_flow_ends_with_a_hangup_where_nothing_follows():
    caller = Caller(flow(END)).dial()
    assert caller.instructions == (Hangup(),)
    assert caller.press("1").instructions == (Hangup(),)


def test_after_the_caller_hung_up_the_flow_goes_on_only_where_it_says_so():
    record = state(
        "message", "record-voicemail", {"recordingComplete": None, "noAudio": None, "hangup": "tell"}
    )
    tell = state(
        "tell",
        "make-http-request",
        {"success": "end", "failed": None},
        url="https://crm.example",
        method="POST",
    )
    asked = []
    caller = Caller(flow(record, tell, END), answer=lambda r: asked.append(r.url) or answering("{}")(0))
    caller.dial().hang_up()
    assert asked == ["https://crm.example"]
    assert caller.heard == []
    assert caller.state.status == "ended"


def test_a_flow_that_runs_in_a_circle_is_stopped():
    one = state("one", "set-variables", {"next": "two"}, variables=[{"key": "a", "value": "1"}])
    two = state("two", "set-variables", {"next": "one"}, variables=[{"key": "a", "value": "2"}])
    with pytest.raises(FlowError, match="circle"):
        Caller(flow(one, two)).dial()
