"""The carrier's callbacks may come twice, late, or in any order: nothing happens twice, nobody is stuck."""

from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from chalicelib.contacts import ContactState, EventType
from tests.calls.scenario import AgentLeg, Call, Center

CALLBACKS: dict[str, Callable[[Call, AgentLeg], object]] = {
    "initiated": lambda call, leg: leg.status("initiated"),
    "ringing": lambda call, leg: leg.status("ringing"),
    "answer": lambda call, leg: leg.answer(),
    "in-progress": lambda call, leg: leg.status("in-progress"),
    "both join": lambda _call, leg: leg.join_both(),
    "agent over": lambda call, leg: leg.status("completed"),
    "caller over": lambda call, leg: call.hang_up(),
}
ONCE = {
    EventType.CONTACT_STARTED, EventType.QUEUE_ENTERED, EventType.TASK_CREATED, EventType.AGENT_RINGING,
    EventType.SWITCH_CONFIRMED, EventType.POP_PUSHED, EventType.AGENT_ANSWERED, EventType.QUEUE_LEFT,
    EventType.TALK_STARTED, EventType.CALL_ENDED, EventType.WRAPUP_STARTED, EventType.CONTACT_ENDED,
}  # fmt: skip
orders = st.permutations([*CALLBACKS, *CALLBACKS])


@pytest.mark.covers("IVR-28")
@given(order=orders)
@settings(
    max_examples=4,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # an example takes seconds: no shrinking
)
def test_any_order_with_every_callback_twice_ends_truthfully(center: Center, order: list[str]) -> None:
    center.ready(1)
    call = center.new_call().queue()
    legs = call.offers()
    assert legs, "an earlier example left the agent stuck"
    for name in order:
        CALLBACKS[name](call, legs[0])

    counts = Counter(call.types())
    assert {kind: n for kind, n in counts.items() if kind in ONCE and n > 1} == {}
    assert counts[EventType.CONTACT_ENDED] == 1
    assert counts[EventType.QUEUE_LEFT] == 1
    contact = call.contact()
    is_served = counts[EventType.AGENT_ANSWERED] == 1
    assert contact.leave_type == ("served_by_agent" if is_served else "abandoned")
    assert counts[EventType.WRAPUP_STARTED] == counts[EventType.CALL_ENDED] == int(is_served)
    if is_served:
        assert contact.state is ContactState.WRAP_UP
        done = center.agent(1).post(f"/desk/contacts/{call.contact_id}/wrap-up", {"disposition": "resolved"})
        assert done.status == 200, done.text
    assert call.contact().state is ContactState.ENDED
    assert center.worker(1).reservation_sid is None
    assert call.contact_id not in {one.contact_id for one in center.live()}


def test_a_retried_incoming_webhook_makes_the_same_contact(center: Center) -> None:
    center.ready(1)
    call = center.new_call()
    first = call.ring().twiml
    again = call.ring().twiml
    assert [e.tag for e in first.iter()] == [e.tag for e in again.iter()]
    call.press("0")
    call.ring()
    assert len(call.offers()) == 1
    assert call.types().count(EventType.CONTACT_STARTED) == 1


def test_a_retried_answer_gets_the_same_conference_and_brings_the_caller_once(center: Center) -> None:
    center.ready(1)
    call = center.new_call().queue()
    leg = call.offers()[0]
    first = leg.answer().find(".//Conference").text
    leg.join_both()
    assert leg.answer().find(".//Conference").text == first
    assert len(center.carrier.redirects(call.sid)) == 1


def test_an_answer_that_is_asked_for_again_before_the_talk_may_bring_the_caller_anew(center: Center) -> None:
    """Our first answer was lost, so the agent is not in the conference: nothing is there to be broken up."""
    center.ready(1)
    call = center.new_call().queue()
    leg = call.offers()[0]
    first = leg.answer().find(".//Conference").text
    assert leg.answer().find(".//Conference").text == first
    assert len(center.carrier.redirects(call.sid)) == 2
    leg.join_both()
    leg.answer()
    assert len(center.carrier.redirects(call.sid)) == 2
    assert call.types().count(EventType.TALK_STARTED) == 1


def test_a_wrong_signature_changes_nothing(center: Center) -> None:
    center.ready(1)
    call = center.new_call().queue()
    leg = call.offers()[0]
    before = call.events()
    answer = center.post(f"/voice/agent?r={leg.reservation_sid}", {"CallSid": leg.sid}, signature="x")
    assert answer.status == 403
    assert call.events() == before


def test_ending_twice_from_the_desk_is_no_error(center: Center) -> None:
    center.ready(1)
    call = center.new_call().queue()
    call.talk()
    for _ in range(2):
        assert center.agent(1).post(f"/desk/contacts/{call.contact_id}/end").status == 200
    assert call.types().count(EventType.CALL_ENDED) == 1
