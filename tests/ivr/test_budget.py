"""Questions that take their time: the caller hears something, and the answer is asked for once."""

import threading
from datetime import timedelta

import pytest

from chalicelib import ivr
from chalicelib.aws import jobs
from chalicelib.carrier import Pause, Play, Say
from chalicelib.ivr import budget as budgets
from chalicelib.ivr import store
from chalicelib.ivr.budget import Budget
from chalicelib.ivr.execution import FunctionCall, HttpCall, InputKind
from chalicelib.ivr.filler import filler
from chalicelib.ivr.functions import registry
from tests.ivr.conftest import WORK
from tests.ivr.flows import document, state

QUICK, LOOK = FunctionCall("waybill_status", {}), HttpCall("GET", "https://x")
ORDER, SIGNED = HttpCall("POST", "https://x"), HttpCall("POST", "https://x", is_signed=True)
CHANGE = FunctionCall("password_change", {})


@pytest.mark.parametrize(
    ("request_", "left", "seconds"),
    [
        (QUICK, 11, 4), (LOOK, 11, 4), (SIGNED, 11, 4), (QUICK, 3, 3), (QUICK, 0, 0), (QUICK, -1, 0),
        (ORDER, 11, 10), (ORDER, 9, 0), (CHANGE, 11, 10), (CHANGE, 9, 0),
    ],
)  # fmt: skip
def test_what_may_be_asked_again_is_waited_for_briefly_and_the_rest_is_not_begun_without_time(
    request_, left, seconds
):
    assert Budget(100 + left, 4.0, lambda: 100.0).seconds_for(request_) == seconds


def test_a_webhook_ends_before_the_carriers_fifteen_seconds_and_a_job_waits_to_the_limit():
    webhook, job = Budget.of_webhook(lambda: 0.0), Budget.of_job(lambda: 0.0)
    assert webhook.ends_at + 2 <= 15
    assert job.seconds_for(LOOK) == job.seconds_for(ORDER) == budgets.LONGEST_SECONDS


def test_the_caller_hears_that_we_are_looking_and_from_time_to_time_again():
    assert isinstance(filler({}, 0), Say)
    assert [isinstance(filler({}, nth), Pause) for nth in range(1, 7)] == [True] * 5 + [False]
    assert filler({"language": "en"}, 0).language == "en-US"
    assert filler({"filler_say": "稍等。"}, 0) == Say("稍等。", "zh-CN")
    assert filler({"filler_play": "https://x/hold.mp3"}, 0) == Play("https://x/hold.mp3")


@pytest.fixture
def sent(monkeypatch):
    """The jobs asked for."""
    found = []
    monkeypatch.setattr(jobs, "send", lambda kind, payload: found.append((kind, payload)))
    return found


@pytest.fixture
def slow(monkeypatch):
    """A function that waits until it is let go; how often it was begun."""
    begun, gate = [], threading.Event()

    def slow_look(number: str):
        begun.append(number)
        gate.wait(20)
        return {"total": 5}

    monkeypatch.setitem(registry._FUNCTIONS, "slow_look", slow_look)
    yield begun, gate
    gate.set()


@pytest.fixture
def impatient(monkeypatch):
    """Webhooks that do not wait at all, as when their time is used up."""
    monkeypatch.setattr(budgets, "WEBHOOK_SECONDS", 0.0)


@pytest.fixture
def flow(center, clock):
    ask = state("ask", "gather-input-on-call", {"keypress": "look"}, say="?")
    look = state(
        "look", "run-function", {"success": "tell", "fail": "sorry"}, url="function:slow_look",
        parameters=[{"key": "number", "value": "{{widgets.ask.Digits}}"}],
    )  # fmt: skip
    again = state(
        "again", "run-function", {"success": "tell", "fail": "sorry"}, url="function:slow_look",
        parameters=[{"key": "number", "value": "2"}],
    )  # fmt: skip
    tell = state("tell", "gather-input-on-call", {"keypress": "again"}, say="{{widgets.look.parsed.total}}.")
    sorry = state("sorry", "say-play", {"audioComplete": None}, say="No answer.")
    return lambda: ivr.publish("courier-main", document(ask, look, tell, sorry, again), clock.now)


def waiting(call, keys):
    """Press, and hear the filler; the way back is not taken yet."""
    call._take(call._path(call.verb("Gather").get("action")), {"Digits": keys})
    return call._path(call.verb("Redirect").text)


def test_a_slow_function_is_waited_for_with_words_and_the_call_goes_on_with_its_answer(
    phone, flow, slow, sent, clock, monkeypatch
):
    monkeypatch.setattr(budgets, "SILENCE_SECONDS", 0.01)
    begun, gate = slow
    flow()
    call = phone().dial()
    back = waiting(call, "1")
    assert "正在为您查询" in call.heard[-1]
    ((kind, payload),) = sent
    assert kind == ivr.ASK_JOB
    call._take(back, {})
    assert call.has("Pause")
    gate.set()
    ivr.ask_on(payload, clock.now)
    call._take(call._path(call.verb("Redirect").text), {})
    assert call.heard[-1] == "5."
    assert begun == ["1", "1"]  # Once in the webhook, where nobody could wait, and once as a job.


def test_with_no_time_left_a_question_is_asked_by_the_job_alone_and_once(
    phone, flow, slow, sent, impatient, clock
):
    begun, gate = slow
    gate.set()
    flow()
    call = phone().dial()
    back = waiting(call, "1")
    assert begun == []
    told = call.twiml
    assert call.repeat() == told
    assert len(sent) == 1
    ((_, payload),) = sent
    for _ in range(3):
        ivr.ask_on(payload, clock.now)
    assert begun == ["1"]
    for _ in range(2):
        call._take(back, {})
        assert call.heard[-1] == "5."
    assert [given.kind for given in store.fetch(call.contact_id).inputs] == [
        InputKind.START, InputKind.POST, InputKind.ANSWER,
    ]  # fmt: skip


def test_what_is_not_answered_in_a_minute_takes_the_fail_transition(
    phone, flow, slow, sent, impatient, clock
):
    flow()
    call = phone().dial()
    back = waiting(call, "1")
    clock.now = WORK + timedelta(seconds=59)
    call._take(back, {})
    assert call.has("Redirect")
    clock.now = WORK + timedelta(seconds=60)
    call._take(call._path(call.verb("Redirect").text), {})
    assert call.heard[-1] == "No answer."
    assert call.repeat() == call.twiml
    _, gate = slow
    gate.set()
    ivr.ask_on(sent[0][1], clock.now)  # Too late: it is left alone.
    assert call.repeat() == call.twiml


def test_a_question_whose_asker_died_is_asked_by_a_job(phone, flow, slow, sent, impatient, clock):
    _, gate = slow
    gate.set()
    flow()
    call = phone().dial()
    back = waiting(call, "1")
    sent.clear()  # The webhook died before it could ask for a job.
    clock.now = WORK + timedelta(seconds=10)
    call._take(back, {})
    assert sent == []
    clock.now = WORK + timedelta(seconds=20)
    call._take(call._path(call.verb("Redirect").text), {})
    ((_, payload),) = sent
    ivr.ask_on(payload, clock.now)
    call._take(call._path(call.verb("Redirect").text), {})
    assert call.heard[-1] == "5."


def test_a_caller_who_hangs_up_while_waiting_leaves_the_answer_behind(
    phone, flow, slow, sent, impatient, clock
):
    begun, gate = slow
    gate.set()
    flow()
    call = phone().dial()
    waiting(call, "1")
    call.hang_up()
    ivr.ask_on(sent[0][1], clock.now)
    assert begun == []
    assert store.fetch(call.contact_id).inputs[-1].kind is InputKind.HANGUP


def test_a_function_that_fails_takes_the_fail_transition(phone, flow, clock, monkeypatch):
    def broken(number: str):
        raise RuntimeError("no such thing")

    monkeypatch.setitem(registry._FUNCTIONS, "slow_look", broken)
    flow()
    assert phone().dial().press("1").heard[-1] == "No answer."
