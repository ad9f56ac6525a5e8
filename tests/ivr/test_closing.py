"""Flows are closed whatever happens: after a crash, after a flow that failed, and once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from chalicelib import calls, contacts, ivr
from chalicelib.carrier import rest
from chalicelib.contacts import Event, EventType
from chalicelib.ivr import answering, closing, store
from tests.ivr.conftest import Clock
from tests.ivr.flows import document, state
from tests.ivr.phone import Phone

LATER = timedelta(minutes=2)
CIRCLE = (
    state("one", "set-variables", {"next": "two"}, variables=[]),
    state("two", "set-variables", {"next": "one"}, variables=[]),
)


def paths(call: Phone) -> list[Event]:
    return [event for event in contacts.events_of(call.contact_id) if event.type is EventType.FLOW_PATH]


def widgets(call: Phone) -> list[str]:
    (path,) = paths(call)
    return [node["widget"] for node in path.data["nodes"]]


def lose(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """The callers who are there are found gone, by a process that fails."""

    def die(*_: Any) -> None:
        raise RuntimeError("the process dies here")

    with monkeypatch.context() as patched:
        patched.setattr(answering, "path_of", die)
        calls.reconcile(clock.now + timedelta(minutes=1), ivr.end_lost)


@pytest.fixture
def lost(phone: Callable[..., Phone], clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Phone:
    """A caller in a menu whose hang-up nobody heard; `calls` has found it out, the flow was not closed."""
    monkeypatch.setattr(rest, "call_status", lambda _: None)
    call = phone().dial().press("1")
    lose(clock, monkeypatch)
    assert not contacts.fetch(call.contact_id).is_live
    return call


def test_a_contact_lost_in_a_crash_gets_its_path_a_minute_later(lost: Phone, clock: Clock) -> None:
    assert paths(lost) == []
    ivr.close_ended(clock.now + LATER)
    assert widgets(lost)[-1] == "menu_zh"
    (path,) = paths(lost)
    assert path.at == contacts.fetch(lost.contact_id).ended_at


def test_closing_again_or_hearing_of_the_end_after_all_changes_nothing(lost: Phone, clock: Clock) -> None:
    ivr.close_ended(clock.now + LATER)
    events, stored = contacts.events_of(lost.contact_id), store.fetch(lost.contact_id)
    ivr.close_ended(clock.now + LATER)
    clock.now += LATER
    assert lost.hang_up().status == 204
    assert contacts.events_of(lost.contact_id) == events
    assert store.fetch(lost.contact_id) == stored
    assert store.undone_executions(10) == []


def test_an_end_that_may_still_be_told_is_waited_for(lost: Phone, clock: Clock) -> None:
    ended_at = contacts.fetch(lost.contact_id).ended_at
    assert ended_at
    ivr.close_ended(ended_at + timedelta(seconds=5))
    assert paths(lost) == []


def test_callers_who_are_there_are_left_alone(phone: Callable[..., Phone], clock: Clock) -> None:
    call = phone().dial()
    ivr.close_ended(clock.now + LATER)
    assert call.press("1").has("Gather")
    call.hang_up()
    assert store.undone_executions(10) == []
    assert len(paths(call)) == 1


def test_a_close_that_died_halfway_is_finished(
    phone: Callable[..., Phone], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = phone().dial().press("1")

    def die(*_: Any) -> None:
        raise RuntimeError("the process dies here")

    with monkeypatch.context() as patched:
        patched.setattr(answering, "_path_event", die)
        call.hang_up()
    assert not contacts.fetch(call.contact_id).is_live
    assert paths(call) == []
    ivr.close_ended(clock.now + LATER)
    assert widgets(call)[-1] == "menu_zh"


def test_a_flow_that_failed_is_closed_with_what_came_before(
    phone: Callable[..., Phone], clock: Clock, api: Any
) -> None:
    ask = state("ask", "gather-input-on-call", {"keypress": "one"}, say="1?")
    ivr.publish("courier-main", document(ask, *CIRCLE), clock.now)
    call = phone().dial().press("1")
    assert call.verb("Enqueue").text == "consult"
    assert call.hang_up().status == 204
    assert widgets(call) == ["Trigger", "ask"]
    contact = contacts.fetch(call.contact_id)
    assert (contact.is_live, contact.leave_type) == (False, "abandoned")
    assert store.undone_executions(10) == []
    shown = api.as_("manager").get(f"/contacts/{call.contact_id}/path").json()["nodes"]
    assert [node["widget"] for node in shown] == ["Trigger", "ask"]


def test_what_cannot_be_closed_is_given_up_after_an_hour_and_holds_up_nobody(
    lost: Phone, phone: Callable[..., Phone], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    close = answering.close

    def fail(contact_id: str, *rest: Any) -> None:
        if contact_id == lost.contact_id:
            raise RuntimeError("broken")
        close(contact_id, *rest)

    monkeypatch.setattr(closing.answering, "close", fail)
    other = phone(call_sid="CA" + "b" * 32).dial()
    with monkeypatch.context() as patched:
        patched.setattr(closing.answering, "close", close)
        lose(clock, patched)
    ivr.close_ended(clock.now + LATER)
    assert len(paths(other)) == 1
    assert store.undone_executions(10) == [lost.contact_id]
    ivr.close_ended(clock.now + timedelta(hours=2))
    assert store.undone_executions(10) == []


class TestAfterACrash:
    """What `each_minute` makes of callers whose hang-up nobody heard."""

    FLOW = (
        state("ask", "gather-input-on-call", {"keypress": "hours"}, say="1?"),
        state("hours", "run-function", {"success": "again"}, url="function:business_hours"),
        state("again", "gather-input-on-call", {"keypress": None}, say="{{widgets.hours.parsed.period}}"),
    )

    @pytest.fixture
    def call(self, phone: Callable[..., Phone], clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Phone:
        monkeypatch.setattr(rest, "call_status", lambda _: None)
        ivr.publish("courier-main", document(*self.FLOW), clock.now)
        return phone().dial()

    def minute_later(self, clock: Clock) -> None:
        clock.now += timedelta(minutes=1)
        calls.reconcile(clock.now, ivr.end_lost)
        ivr.close_ended(clock.now)

    @pytest.mark.covers("IVR-28", "IVR-29")
    def test_who_was_served_before_it_was_served(self, call: Phone, clock: Clock) -> None:
        call.press("1")
        self.minute_later(clock)
        assert contacts.fetch(call.contact_id).leave_type == "self_served"
        assert widgets(call) == ["Trigger", "ask", "hours", "again"]

    def test_who_was_not_has_abandoned_the_call(self, call: Phone, clock: Clock) -> None:
        self.minute_later(clock)
        assert contacts.fetch(call.contact_id).leave_type == "abandoned"

    def test_a_flow_that_cannot_be_read_still_lets_its_caller_go(
        self, call: Phone, clock: Clock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(*_: Any) -> None:
            raise RuntimeError("broken")

        with monkeypatch.context() as patched:
            patched.setattr(answering, "path_of", broken)
            self.minute_later(clock)
        assert not contacts.fetch(call.contact_id).is_live
        self.minute_later(clock)
        assert len(paths(call)) == 1
