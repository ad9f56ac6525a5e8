"""Where a widget sends the caller: to a telephone, into a queue, to a mailbox."""

import json

import pytest

from chalicelib.carrier import (
    ClientTarget,
    ConferenceTarget,
    Dial,
    Enqueue,
    NumberTarget,
    Record,
    Redirect,
    SimTarget,
    SipTarget,
)
from chalicelib.ivr.execution import InputKind
from tests.ivr.caller import Caller
from tests.ivr.flows import flow, state

END = state("end", "say-play", {"audioComplete": None}, say="bye")


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


def test_every_state_survives_json_and_json_only():
    caller = Caller(flow(QUEUE, DONE, FAILED, GONE)).dial()
    assert type(caller.state).from_json(json.loads(json.dumps(caller.state.as_json()))) == caller.state
