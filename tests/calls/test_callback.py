"""A caller who is called back keeps the place in line; the customer's phone rings once for an agent."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib import calls, contacts, routing
from chalicelib.aws.settings import settings
from chalicelib.aws.timers import Timer
from chalicelib.calls import Callback, CallbackStatus
from chalicelib.calls.callback import RetryRule, next_due
from chalicelib.contacts import ContactState, EventType, LeaveType
from chalicelib.problems import Conflict
from chalicelib.routing import WorkerState
from tests.calls.scenario import CALLER, NUMBER, AgentLeg, Call, Center, clock, later

OTHER = "+8613911112222"


@dataclass
class Customer:
    """The customer's leg of a callback, as the carrier sees it."""

    center: Center
    placed: dict[str, str]

    def answer(self) -> ElementTree.Element:
        self.placed["status"] = "in-progress"
        return self.center.twiml(self.placed["Url"], {"CallSid": self.placed["sid"]})

    def over(self, status: str = "completed", times: int = 1) -> None:
        self.placed["status"] = "completed"
        for _ in range(times):
            params = {"CallSid": self.placed["sid"], "CallStatus": status}
            self.center.tell(self.placed["StatusCallback"], params)


def customers(center: Center) -> list[Customer]:
    return [Customer(center, one) for one in center.carrier.placed() if one["To"].startswith("+")]


def press(call: Call, digits: str) -> ElementTree.Element:
    call.press(digits)
    return call.twiml


def ask(call: Call) -> Callback:
    """Waiting, 2, and 1 to confirm the own number."""
    call.twiml = call.wait()
    press(call, "2")
    press(call, "1")
    assert call.twiml.find("Hangup") is not None
    call.hang_up()
    return of(call)


def of(call: Call) -> Callback:
    """The callback that was asked for in this call, as it is now."""
    every = calls.callbacks(list(CallbackStatus))
    (found,) = [one for one in every if one.asked_in == call.contact_id]
    return found


def agents_leg(center: Center, call: Call) -> AgentLeg:
    """The leg of the present attempt's offer."""
    (leg,) = center.agent_legs(of(call).contact_id, call)
    return leg


@pytest.mark.covers("ACD-19")
def test_who_asks_for_a_callback_keeps_the_place_and_is_rung_when_it_is_their_turn(center: Center) -> None:
    first, second = center.new_call().queue(), center.new_call().queue()
    came_at = first.contact().queued_at
    callback = ask(first)
    assert (callback.number, callback.status) == (CALLER, CallbackStatus.WAITING)
    assert first.contact().leave_type is LeaveType.SELF_SERVED
    assert routing.position(callback.task_sid, clock()).position == 1
    assert routing.position(second.contact().task_sid or "", clock()).position == 2
    assert contacts.fetch(callback.contact_id).queued_at == came_at

    center.ready(1)
    leg = agents_leg(center, first)
    assert second.offers() == []
    leg.status("ringing")
    offer = center.agent(1).get("/desk/me").json()["offer"]
    assert (offer["from_number"], offer["callback"]["attempt"]) == (CALLER, 1)
    assert customers(center) == []
    leg.answer()
    (customer,) = customers(center)
    assert (customer.placed["To"], customer.placed["From"]) == (CALLER, NUMBER)
    joined = customer.answer()
    assert joined.find("Say") is not None
    assert joined.find(".//Conference").text == leg.reservation_sid
    leg.join_both()
    contact = contacts.fetch(callback.contact_id)
    assert (contact.state, contact.direction, contact.worker_sid) == (
        ContactState.TALKING, "outbound", leg.worker.sid,
    )  # fmt: skip
    assert EventType.TALK_STARTED in [event.type for event in contacts.events_of(callback.contact_id)]

    customer.over()
    leg.status("completed")
    done = of(first)
    assert (done.status, done.result, done.attempt) == (CallbackStatus.DONE, "connected", 1)
    ended = contacts.fetch(callback.contact_id)
    assert (ended.is_live, ended.leave_type) == (False, LeaveType.SERVED_BY_AGENT)
    assert center.worker(1).state is WorkerState.WRAP_UP


def test_the_customers_phone_rings_once_however_often_a_webhook_comes(center: Center) -> None:
    call = center.new_call().queue()
    ask(call)
    center.ready(1)
    leg = agents_leg(center, call)
    for _ in range(3):
        leg.answer()
    (customer,) = customers(center)
    for _ in range(2):
        assert customer.answer().find(".//Conference") is not None
    customer.over(times=2)
    leg.status("completed")
    leg.status("completed")
    assert len(customers(center)) == 1
    assert of(call).status is CallbackStatus.DONE


@pytest.mark.parametrize("status", ["busy", "no-answer", "failed"])
def test_a_customer_who_is_not_reached_is_tried_again_and_then_given_up(
    center: Center, status: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRUNKLINE_CALLBACK_RETRY_MINUTES", "0.05")
    settings.cache_clear()
    call = center.new_call().queue()
    place_at = ask(call).place_at
    center.ready(1)
    for attempt in range(1, settings().callback_tries + 1):
        leg = agents_leg(center, call)
        leg.answer()
        customers(center)[-1].over(status, times=2)
        tried = of(call)
        assert (tried.attempt, tried.result, tried.place_at) == (attempt, status, place_at)
        assert center.worker(1).state is WorkerState.WRAP_UP
        contact = contacts.fetch(leg.contact_id)
        assert (contact.is_live, contact.leave_type) == (False, None)
        finish(center, leg)
        if tried.status is CallbackStatus.RETRYING:
            assert tried.due_at > clock()
            calls.on_timer(Timer("calls.callback", tried.callback_id, tried.due_at), tried.due_at)
    assert of(call).status is CallbackStatus.FAILED
    assert len(customers(center)) == settings().callback_tries


def finish(center: Center, leg: AgentLeg) -> None:
    body = {"disposition": "waybill_query"}
    answer = center.agent(1).post(f"/desk/contacts/{leg.contact_id}/wrap-up", body)
    assert answer.status == 200, answer.text


def test_a_timer_that_comes_early_or_twice_makes_no_second_attempt(center: Center) -> None:
    call = center.new_call().queue()
    callback = ask(call)
    timer = Timer("calls.callback", callback.callback_id, clock())
    calls.on_timer(timer, later(20))
    calls.on_timer(timer, later(20))
    center.ready(1)
    agents_leg(center, call).answer()
    customers(center)[0].over("busy")
    calls.on_timer(timer, later(30))
    assert (of(call).status, of(call).attempt) == (CallbackStatus.RETRYING, 1)


def test_an_agent_who_hangs_up_while_the_customer_is_rung_leaves_nobody_in_silence(center: Center) -> None:
    call = center.new_call().queue()
    ask(call)
    center.ready(1)
    leg = agents_leg(center, call)
    leg.answer()
    leg.status("completed")
    (customer,) = customers(center)
    assert customer.placed["status"] == "completed"
    assert customer.answer().find(".//Conference") is None
    assert (of(call).status, of(call).result) == (CallbackStatus.RETRYING, "agent_left")


def test_who_calls_again_is_not_called_back_as_well(center: Center) -> None:
    first = center.new_call().queue()
    ask(first)
    again = center.new_call().queue()
    canceled = of(first)
    assert (canceled.status, canceled.result) == (CallbackStatus.CANCELED, "called_again")
    assert not contacts.fetch(canceled.contact_id).is_live
    center.ready(1)
    assert len(again.offers()) == 1
    assert center.agent_legs(canceled.contact_id, first) == []


def test_another_number_is_keyed_and_confirmed(center: Center) -> None:
    call = center.new_call().queue()
    call.twiml = call.wait()
    press(call, "2")
    assert "1 3 9 1 1 1 1 2 2 2 2" in "".join(press(call, "13911112222").itertext())
    press(call, "1")
    assert of(call).number == OTHER


@pytest.mark.parametrize("digits", ["0012125550100", "12", "99999999999999"])
def test_a_number_abroad_or_none_at_all_is_not_called(center: Center, digits: str) -> None:
    call = center.new_call().queue()
    call.twiml = call.wait()
    press(call, "2")
    assert "无法回电" in (press(call, digits).findtext("Say") or "")
    assert calls.callbacks(list(CallbackStatus)) == []
    assert call.contact().state is ContactState.QUEUED


def test_an_agent_who_takes_the_caller_first_leaves_no_callback_behind(center: Center) -> None:
    call = center.new_call().queue()
    call.twiml = call.wait()
    press(call, "2")
    center.ready(1)
    leg = call.offers()[0]
    leg.answer()
    assert press(call, "1").find("Hangup") is None
    assert calls.callbacks() == []
    assert call.contact().state is ContactState.TALKING


def test_a_crash_before_it_was_in_line_is_made_good_by_its_timer(
    center: Center, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chalicelib.calls import ask_callback

    call = center.new_call().queue()
    with monkeypatch.context() as patched:
        patched.setattr(ask_callback, "line_up", lambda *_: pytest.fail("died"))
        with pytest.raises(BaseException):  # noqa: B017, PT011  the process dies
            ask_callback.ask_callback(call.contact_id, CALLER, "zh-CN", clock())
    callback = of(call)
    calls.on_timer(Timer("calls.callback", callback.callback_id, later(10)), later(11))
    assert routing.position(callback.task_sid, clock()).position == 1


def test_callbacks_are_listed_and_canceled_from_a_screen(center: Center) -> None:
    call = center.new_call().queue()
    callback = ask(call)
    supervisor = center.api.as_("supervisor")
    (shown,) = supervisor.get("/callbacks").json()["items"]
    assert (shown["number"], shown["status"], shown["attempt"]) == (CALLER, "waiting", 1)
    canceled = supervisor.post(f"/callbacks/{callback.callback_id}/cancel")
    assert canceled.json()["status"] == "canceled"
    assert supervisor.get("/callbacks").json()["items"] == []
    center.ready(1)
    assert center.carrier.placed() == []


def test_a_customer_who_is_being_rung_is_not_canceled(center: Center) -> None:
    call = center.new_call().queue()
    callback = ask(call)
    center.ready(1)
    agents_leg(center, call).answer()
    with pytest.raises(Conflict):
        calls.cancel_callback(callback.callback_id, "canceled", clock())


@given(st.integers(1, 9), st.integers(1, 9), st.floats(1, 600))
def test_there_are_never_more_attempts_than_tries(tries: int, attempt: int, minutes: float) -> None:
    rule = RetryRule(tries, timedelta(minutes=minutes))
    now = clock()
    callback = _any(attempt)
    due_at = next_due(callback, rule, now)
    assert (due_at is None) == (attempt >= tries)
    assert due_at is None or due_at > now


def _any(attempt: int) -> Callback:
    at: Any = clock()
    return Callback(
        "CB1", CALLER, NUMBER, "consult", "zh-CN", 0, "CT1", at, at, at, attempt=attempt
    )  # fmt: skip
