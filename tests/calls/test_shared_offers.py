"""A queue that rings several phones for one call: the first to answer has it, the others stop."""

from typing import Any

import pytest

from chalicelib import calls, routing
from chalicelib.aws import sockets
from chalicelib.contacts import ContactState, EventType
from chalicelib.routing import WorkerState
from tests.calls.scenario import AgentLeg, Call, Center, clock, worker_sid


@pytest.fixture
def rung(center: Center) -> tuple[Center, Call, AgentLeg, AgentLeg]:
    """A call that rings at both agents."""
    ring_at_once(center, 2)
    center.ready(1, 2)
    call = center.new_call().queue()
    first, second = call.offers()
    first.status("ringing")
    second.status("ringing")
    return center, call, first, second


def ring_at_once(center: Center, phones: int, **more: Any) -> None:
    body = {
        "title": {"zh": "咨询", "en": "Consult"}, "max_reserved_workers": phones, "rona_activity": None,
        "wrap_up": "until_done", **more,
    }  # fmt: skip
    answer = center.api.as_("admin").put("/routing/queues/consult", body)
    assert answer.status == 200, answer.text


def settle(*legs: AgentLeg) -> None:
    """The timers that routing armed for the losers fire at once."""
    for leg in legs:
        calls.on_timer(ring_timer(leg), clock())


def ring_timer(leg: AgentLeg) -> Any:
    from chalicelib.aws.timers import Timer

    return Timer("routing.reservation", leg.reservation_sid, clock())


def test_both_phones_ring_and_each_agent_sees_the_call(
    rung: tuple[Center, Call, AgentLeg, AgentLeg],
) -> None:
    center, call, first, second = rung
    assert {first.worker.name, second.worker.name} == {"Agent 1", "Agent 2"}
    assert call.contact().state is ContactState.RINGING
    for number in (1, 2):
        shown = center.agent(number).get("/desk/me").json()
        assert shown["worker"]["state"] == "ringing"
        assert shown["offer"]["contact_id"] == call.contact_id
        assert center.agent(number).get(f"/desk/pop/{call.contact_id}").status == 200
    assert call.wait().find("Hangup") is None


def test_the_first_to_answer_has_the_call_and_the_other_phone_stops(
    rung: tuple[Center, Call, AgentLeg, AgentLeg],
) -> None:
    center, call, first, second = rung
    assert first.answer().find(".//Conference") is not None
    settle(second)
    assert second.placed["status"] == "completed"
    second.status("canceled")
    assert len(center.carrier.redirects(call.sid)) == 1
    assert call.contact().agent_name == first.worker.name
    assert second.worker.state is WorkerState.READY
    first.join_both()
    assert call.contact().state is ContactState.TALKING
    settle(second)
    assert EventType.RESERVATION_TIMEOUT not in call.types()
    assert call.types().count(EventType.QUEUE_LEFT) == 1


def test_the_others_screens_are_told_what_their_agents_are_then(
    rung: tuple[Center, Call, AgentLeg, AgentLeg], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, _, first, second = rung
    first.answer()
    told: list[dict[str, Any]] = []
    monkeypatch.setattr(sockets, "push_to_topic", lambda _, message: told.append(message))
    settle(second)
    (ended,) = [one for one in told if one["type"] == "offer_ended"]
    assert (ended["reservation_sid"], ended["state"]) == (second.reservation_sid, "ready")


@pytest.mark.parametrize("has_settled", [False, True])
def test_who_answers_second_is_told_that_a_colleague_was_first_and_nobody_is_brought_twice(
    rung: tuple[Center, Call, AgentLeg, AgentLeg], has_settled: bool
) -> None:
    center, call, first, second = rung
    first.answer()
    if has_settled:
        settle(second)
    heard = second.answer()
    assert heard.find(".//Conference") is None
    assert "同事" in (heard.findtext("Say") or "")
    assert heard.find("Hangup") is not None
    second.status("completed")
    settle(second)
    assert len(center.carrier.redirects(call.sid)) == 1
    assert call.contact().agent_name == first.worker.name
    assert call.contact().state is ContactState.TALKING
    assert second.worker.state is WorkerState.READY


def test_a_repeat_of_the_winners_webhook_brings_nobody_twice(
    rung: tuple[Center, Call, AgentLeg, AgentLeg],
) -> None:
    _, call, first, second = rung
    first.answer()
    settle(second)
    assert first.answer().find(".//Conference") is not None
    assert call.contact().agent_name == first.worker.name


def test_one_who_declines_leaves_the_call_ringing_at_the_other(
    rung: tuple[Center, Call, AgentLeg, AgentLeg],
) -> None:
    center, call, first, second = rung
    second.status("busy")
    assert first.placed["status"] != "completed"
    assert call.contact().state is ContactState.RINGING
    assert call.contact().reservation_sid == first.reservation_sid
    shown = center.agent(number_of(first)).get("/desk/me").json()
    assert shown["offer"]["contact_id"] == call.contact_id
    first.answer()
    assert call.contact().agent_name == first.worker.name


def test_when_all_let_it_ring_the_caller_waits_on_in_the_same_place(
    rung: tuple[Center, Call, AgentLeg, AgentLeg],
) -> None:
    center, call, first, second = rung
    for number in (1, 2):
        center.agent(number).post("/desk/next-activity", {"activity": "busy"})
    first.ring_out()
    assert call.contact().state is ContactState.RINGING
    second.ring_out()
    assert call.contact().state is ContactState.QUEUED
    assert routing.position(call.contact().task_sid or "", clock()).position == 1
    assert call.wait().find("Gather") is not None
    assert {center.worker(number).state for number in (1, 2)} == {WorkerState.BUSY}


def test_a_caller_who_hangs_up_stops_every_phone(rung: tuple[Center, Call, AgentLeg, AgentLeg]) -> None:
    center, call, first, second = rung
    call.hang_up(times=2)
    settle(first, second)
    assert [leg.placed["status"] for leg in (first, second)] == ["completed", "completed"]
    assert {center.worker(number).state for number in (1, 2)} == {WorkerState.READY}
    assert "来电者已离开" in (first.answer().findtext("Say") or "")


def test_a_carrier_that_will_not_ring_one_phone_leaves_the_other_ringing(center: Center) -> None:
    ring_at_once(center, 2)
    center.ready(1)
    call = center.new_call().queue()
    (first,) = call.offers()
    center.carrier.is_refusing = True
    center.ready(2)
    center.carrier.is_refusing = False
    first.status("ringing")
    first.answer()
    assert call.contact().agent_name == "Agent 1"


def test_a_dozen_phones_ring_for_one_call(center: Center) -> None:
    ring_at_once(center, 12)
    for number in range(1, 13):
        attributes = {"name": f"Agent {number}", "contact_uri": f"client:agent{number}"}
        routing.define_worker(worker_sid(number), f"agent{number}", attributes, clock())
    center.ready(*range(1, 13))
    call = center.new_call().queue()
    legs = call.offers()
    assert len(legs) == 12
    for leg in legs:
        leg.status("ringing")
    legs[5].answer()
    settle(*legs)
    assert [leg.placed["status"] for leg in legs].count("completed") == 11


def number_of(leg: AgentLeg) -> int:
    return int(leg.worker.name.removeprefix("Agent "))
