"""What each widget tells the carrier, and where it goes from there."""

import json

import pytest

from chalicelib.carrier import (
    ClientTarget,
    ConferenceTarget,
    Dial,
    Enqueue,
    Hangup,
    NumberTarget,
    Play,
    Record,
    Redirect,
    Say,
    SimTarget,
    SipTarget,
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


@pytest.mark.parametrize(
    ("properties", "targets"),
    [
        ({"noun": "number", "to": "+441234567890"}, (NumberTarget("+441234567890"),)),
        ({"noun": "number-multi", "to": "+441, +442"}, (NumberTarget("+441"), NumberTarget("+442"))),
        ({"noun": "client", "to": "agent1"}, (ClientTarget("agent1"),)),
        (
            {"noun": "sip", "sip_endpoint": "sip:a@b", "sip_username": "u", "sip_password": "p"},
            (SipTarget("sip:a@b", "u", "p"),),
        ),
        ({"noun": "sim", "to": "DE1"}, (SimTarget("DE1"),)),
        ({"noun": "conference", "to": "room"}, (ConferenceTarget("room", beep="true"),)),
    ],
)
def test_a_call_is_connected_to_every_kind_of_target(properties, targets):
    connect = state(
        "connect",
        "connect-call-to",
        {"callCompleted": "end", "hangup": None},
        caller_id="{{contact.channel.address}}",
        timeout=20,
        record=True,
        **properties,
    )
    caller = Caller(flow(connect, END)).dial()
    (dial,) = caller.instructions
    assert isinstance(dial, Dial)
    assert (dial.targets, dial.caller_id, dial.timeout_seconds) == (targets, "+8613800138000", 20)
    assert (dial.record, dial.recording_status_callback) == (
        "record-from-answer-dual",
        "/voice/recording?kind=call",
    )
    assert caller.post(DialCallStatus="completed").heard == ["bye"]


def test_a_connection_to_nobody_is_over_at_once():
    connect = state(
        "connect", "connect-call-to", {"callCompleted": "end"}, noun="number", to="{{widgets.none.body}}"
    )
    assert Caller(flow(connect, END)).dial().heard == ["bye"]


QUEUE = state(
    "queue",
    "enqueue-call",
    {"callComplete": "done", "failedToEnqueue": "failed", "callFailure": "gone"},
    queue_name="consult",
    task_attributes='{"city": "{{flow.variables.city}}"}',
    priority=7,
    timeout=60,
)
DONE = state("done", "say-play", {"audioComplete": None}, say="{{widgets.queue.QueueResult}}")
FAILED = state("failed", "say-play", {"audioComplete": None}, say="failed")
GONE = state("gone", "say-play", {"audioComplete": None}, say="gone")


def test_a_caller_is_queued_with_priority_attributes_and_keys_so_far():
    ask = state("ask", "gather-input-on-call", {"keypress": "city", "speech": None, "timeout": None}, say="?")
    city = state(
        "city",
        "set-variables",
        {"next": "queue"},
        variables=[{"key": "city", "value": "上海"}, {"key": "language", "value": "en"}],
    )
    caller = Caller(flow(ask, city, QUEUE, DONE, FAILED, GONE)).dial().press("2")
    assert caller.instructions == (Enqueue("consult", "/voice/queue/wait", "/voice/flow?n=2"),)
    (asked,) = caller.enqueued
    assert (asked.queue, asked.workflow_sid, asked.priority, asked.timeout_seconds) == (
        "consult",
        None,
        7,
        60,
    )
    assert (dict(asked.attributes), asked.keys, asked.language) == ({"city": "上海"}, "2", "en")


@pytest.mark.parametrize(
    ("posted", "heard"),
    [
        ({"QueueResult": "leave"}, ["leave"]),
        ({"DialCallStatus": "completed"}, ["bridged"]),
        ({"QueueResult": "queue-full"}, ["failed"]),
        ({"QueueResult": "system-error"}, ["failed"]),
        ({"QueueResult": "hangup"}, ["gone"]),
    ],
)
def test_a_caller_comes_back_from_the_queue_by_how_it_went(posted, heard):
    assert Caller(flow(QUEUE, DONE, FAILED, GONE)).dial().post(**posted).heard == heard


def test_a_queue_that_refuses_the_caller_is_a_failure_to_enqueue():
    caller = Caller(flow(QUEUE, DONE, FAILED, GONE)).dial().give(InputKind.ANSWER, status_code=404)
    assert caller.heard == ["failed"]


def test_attributes_that_are_no_object_are_a_failure_to_enqueue():
    bad = state("queue", "enqueue-call", QUEUE_EVENTS, queue_name="consult", task_attributes="[1]")
    assert Caller(flow(bad, DONE, FAILED, GONE)).dial().heard == ["failed"]


QUEUE_EVENTS = {"callComplete": "done", "failedToEnqueue": "failed", "callFailure": "gone"}


def test_send_to_flex_is_the_other_spelling_of_a_workflow():
    flex = state(
        "queue",
        "send-to-flex",
        QUEUE_EVENTS,
        workflow="WW1",
        channel="TC1",
        priority="3",
        attributes='{"a": 1}',
        timeout="30",
        waitUrl="https://music.example/a",
    )
    caller = Caller(flow(flex, DONE, FAILED, GONE)).dial()
    (asked,) = caller.enqueued
    assert (asked.queue, asked.workflow_sid, asked.priority, asked.timeout_seconds) == (None, "WW1", 3, 30)
    assert caller.instructions == (Enqueue("WW1", "https://music.example/a", "/voice/flow?n=1"),)


@pytest.mark.parametrize(
    ("posted", "heard"),
    [
        ({"RecordingUrl": "https://r", "RecordingDuration": "4"}, "done"),
        ({"RecordingUrl": "https://r", "RecordingDuration": "0"}, "quiet"),
        ({}, "quiet"),
        ({"RecordingUrl": "https://r", "Digits": "hangup"}, "left"),
    ],
)
def test_a_message_is_recorded(posted, heard):
    record = state(
        "message",
        "record-voicemail",
        {"recordingComplete": "done", "noAudio": "quiet", "hangup": "left"},
        timeout=3,
        finish_on_key="*",
        max_length=90,
        play_beep="false",
        trim="trim-silence",
    )
    ends = [state(name, "say-play", {"audioComplete": None}, say=name) for name in ("done", "quiet", "left")]
    caller = Caller(flow(record, *ends)).dial()
    assert caller.instructions == (
        Record("/voice/flow?n=1", 90, 3, "*", False, "trim-silence", "/voice/recording?kind=voicemail"),
        Redirect("/voice/flow?n=1"),
    )
    assert caller.post(**posted).heard == [heard]


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


def test_every_state_survives_json_and_json_only():
    caller = Caller(flow(QUEUE, DONE, FAILED, GONE)).dial()
    assert type(caller.state).from_json(json.loads(json.dumps(caller.state.as_json()))) == caller.state
