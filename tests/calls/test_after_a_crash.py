"""What a crash leaves behind is made good: contacts end truthfully, no agent stays stuck."""

import pytest

from chalicelib import calls, contacts, routing
from chalicelib.contacts import ContactState, EventType
from chalicelib.routing import WorkerState
from tests.calls.scenario import Center, clock, later


def test_a_caller_whom_the_carrier_no_longer_knows_has_ended(center: Center) -> None:
    call = center.new_call().queue()
    del center.carrier.calls[call.sid]
    calls.reconcile(clock())
    assert call.contact().is_live, "too young: a callback may be on its way"
    calls.reconcile(later(60))
    assert (call.contact().state, call.contact().leave_type) == (ContactState.ENDED, "abandoned")
    assert contacts.live() == []


def test_a_talk_that_is_over_at_the_carrier_lets_the_agent_wrap_up(center: Center) -> None:
    center.ready(1)
    call = center.new_call().queue()
    leg = call.talk()
    del center.carrier.calls[call.sid]
    leg.placed["status"] = "completed"
    calls.reconcile(later(60))
    assert center.worker(1).state is WorkerState.WRAP_UP
    over = next(e for e in call.events() if e.type is EventType.CALL_ENDED)
    assert over.data["by"] == "system"
    assert call.contact().leave_type == "served_by_agent"


def test_those_who_wait_and_those_who_talk_go_on(center: Center) -> None:
    center.ready(1)
    talking = center.new_call().queue()
    talking.talk()
    waiting = center.new_call().queue()
    calls.reconcile(later(60))
    assert talking.contact().state is ContactState.TALKING
    assert waiting.contact().state is ContactState.QUEUED


def test_a_carrier_that_does_not_answer_changes_nothing(
    center: Center, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = center.new_call().queue()
    monkeypatch.setattr(center.carrier, "answer", lambda *_: (503, {"code": 1, "message": "", "status": 503}))
    calls.reconcile(later(60))
    assert call.contact().state is ContactState.QUEUED


def test_an_agent_whose_acceptance_died_halfway_takes_the_call_on_the_retry(center: Center) -> None:
    center.ready(1)
    call = center.new_call().queue()
    leg = call.offers()[0]
    routing.accept(leg.reservation_sid, clock())
    assert leg.answer().find(".//Conference") is not None
    assert call.contact().state is ContactState.TALKING


def test_a_wrap_up_that_died_halfway_is_finished_by_pressing_again(center: Center) -> None:
    center.ready(1)
    call = center.new_call().queue()
    call.talk()
    call.hang_up()
    calls.finish_wrap_up(call.contact_id, center.worker(1).sid, "resolved", None, clock())
    again = center.agent(1).post(f"/desk/contacts/{call.contact_id}/wrap-up", {"disposition": "resolved"})
    assert again.status == 200
    assert center.worker(1).state is WorkerState.READY
    assert call.types().count(EventType.CONTACT_DISPOSED) == 1
