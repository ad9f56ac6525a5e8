"""The path of a call: nodes, times, keys, prompts, branches, endings."""

from datetime import timedelta

import pytest

from chalicelib.ivr.execution import InputKind
from chalicelib.ivr.journal import closed, first_key, is_self_served
from chalicelib.ivr.node_kinds import kind_of
from tests.ivr.caller import START, Caller
from tests.ivr.flows import flow, match, split, state

ASK = "{{widgets.ask.Digits}}"
FLOW = flow(
    state("hello", "say-play", {"audioComplete": "ask"}, say="hello"),
    state("ask", "gather-input-on-call", {"keypress": "which", "timeout": "ask"}, say="number?"),
    split("which", ASK, match(ASK, "regex", "\\d{3,}", "look"), otherwise="ask"),
    state("look", "run-function", {"success": "tell", "fail": "sorry"}, url="https://d.example"),
    state("tell", "gather-input-on-call", {"keypress": "ask"}, say="It is {{widgets.look.parsed.s}}. 1?"),
    state("sorry", "say-play", {"audioComplete": None}, say="sorry"),
)
FOUND = {"status_code": 200, "content_type": "application/json", "body": '{"s": "there"}'}


def caller(answer=FOUND):
    return Caller(FLOW, answer=lambda _: answer)


@pytest.mark.covers("IVR-30", "IVR-31")
def test_a_call_leaves_its_nodes_in_order_with_times_keys_prompts_and_branches():
    call = caller().dial().press("1").press("123").hang_up()
    second = timedelta(seconds=1)
    told = [(v.widget, v.kind, v.entered_at - START, v.left_at - START, v.ended) for v in call.path]
    assert told == [
        ("Trigger", "function", 0 * second, 0 * second, "prompt_complete"),
        ("hello", "announcement", 0 * second, 1 * second, "prompt_complete"),
        ("ask", "connection", 1 * second, 2 * second, "digits_complete"),
        ("which", "connection", 2 * second, 2 * second, "error_prompt"),
        ("ask", "connection", 2 * second, 3 * second, "digits_complete"),
        ("which", "connection", 3 * second, 3 * second, "digits_complete"),
        ("look", "function", 3 * second, 3 * second, "prompt_complete"),
        ("tell", "function-connection", 3 * second, 5 * second, "user_hangup"),
    ]
    asked = call.path[2]
    assert (asked.values("key"), asked.values("prompt"), asked.values("branch")) == (
        ["1"],
        ["number?"],
        ["keypress -> which"],
    )
    assert call.path[3].values("branch") == ["noMatch -> ask"]
    assert call.path[7].values("prompt") == ["It is there. 1?"]
    assert {entry.type for visit in call.path for entry in visit.entries} == {"key", "prompt", "branch"}


def test_silence_ends_a_node_by_timeout_and_a_failed_function_by_an_error():
    assert caller().dial().silence().path[2].ended == "key_timeout"
    failed = caller({"status_code": 500}).dial().press("123")
    assert next(v for v in failed.path if v.widget == "look").ended == "error_prompt"
    assert failed.path[-1].widget == "sorry"


def test_where_the_caller_is_now_has_no_end_yet():
    here = caller().dial().path[-1]
    assert (here.widget, here.left_at, here.ended) == ("ask", None, None)


def test_a_contact_that_ended_unheard_left_its_last_node_by_the_system():
    later = START + timedelta(minutes=1)
    assert closed(caller().dial().path, None)[-1].left_at is None
    last = closed(caller().dial().path, later)[-1]
    assert (last.widget, last.left_at, last.ended) == ("ask", later, "system_release")
    told = caller().dial().hang_up().path
    assert closed(told, later) == told


def test_a_secret_is_in_no_journal_prompt_queue_or_key():
    hidden = flow(
        state("pin", "gather-input-on-call", {"keypress": "echo"}, say="pin?"),
        state("echo", "say-play", {"audioComplete": "queue"}, say="You keyed {{widgets.pin.Digits}}."),
        state("queue", "enqueue-call", {"callComplete": None}, queue_name="consult"),
        secrets=frozenset({"pin"}),
    )
    call = Caller(hidden).dial().press("8642")
    assert "8642" not in repr(call.path)
    assert call.enqueued[0].keys == "****"
    assert call.path[2].values("prompt") == ["You keyed ****."]


def test_a_caller_is_served_only_by_an_answer_they_asked_for():
    assert not is_self_served(FLOW, caller().dial().hang_up().path)
    assert not is_self_served(FLOW, caller({"status_code": 0}).dial().press("123").hang_up().path)
    assert is_self_served(FLOW, caller().dial().press("123").hang_up().path)


def test_a_message_serves_a_caller_who_keyed_nothing():
    record = flow(state("message", "record-voicemail", {"recordingComplete": None, "noAudio": None}))
    left = Caller(record).dial().post(RecordingUrl="https://r", RecordingDuration="3")
    assert is_self_served(record, left.path)
    hung_up = Caller(record).dial().post(RecordingUrl="https://r", RecordingDuration="3", Digits="hangup")
    assert is_self_served(record, hung_up.path)
    assert not is_self_served(record, Caller(record).dial().post().path)


def test_the_first_thing_keyed_is_found_with_its_place():
    widget, entry = first_key(caller().dial().press("7").press("123").path)
    assert (widget, entry.value) == ("ask", "7")
    assert first_key(caller().dial().path) is None


def test_only_menus_that_read_out_an_answer_are_both_function_and_connection():
    kinds = {name: kind_of(FLOW, widget).value for name, widget in FLOW.widgets.items()}
    assert kinds["ask"] == "connection"
    assert kinds["tell"] == "function-connection"


def test_the_journal_is_the_same_however_often_it_is_worked_out():
    call = caller().dial().press("123").give(InputKind.HANGUP)
    assert call.path == call.path
