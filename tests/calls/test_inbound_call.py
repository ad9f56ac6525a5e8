"""A whole inbound call, through signed webhooks, from first ring to the agent being ready again."""

import pytest

from chalicelib.contacts import ContactState, EventType, trace_of
from chalicelib.routing import WorkerState
from tests.calls.scenario import CALLER, Center


@pytest.mark.covers("ACD-26", "ACD-27", "DESK-01", "DESK-03", "IVR-28")
def test_a_caller_is_served_from_first_ring_to_wrap_up(center: Center) -> None:
    center.ready(1)
    call = center.new_call().queue()
    assert call.twiml.find("Enqueue") is not None
    (leg,) = call.offers()
    assert leg.placed["To"].startswith("client:agent1?")
    assert leg.placed["From"] == "4008888888"
    assert int(leg.placed["Timeout"]) == 20

    leg.status("ringing")
    assert call.contact().state is ContactState.RINGING
    assert center.worker(1).state is WorkerState.RINGING
    room = leg.answer().find(".//Conference")
    assert room is not None
    assert room.text == leg.reservation_sid
    (join_url,) = center.carrier.redirects(call.sid)
    joined = center.twiml(join_url, call.params)
    assert joined.find(".//Conference").text == leg.reservation_sid
    back = joined.find("Dial").attrib["action"]
    leg.join_both()
    assert call.contact().state is ContactState.TALKING

    agent = center.agent(1)
    held = agent.post(f"/desk/contacts/{call.contact_id}/hold", {"is_held": True}).json()
    assert (held["state"], held["is_held"], held["hold_count"]) == ("on_hold", True, 1)
    agent.post(f"/desk/contacts/{call.contact_id}/hold", {"is_held": False})
    assert center.carrier.holds(call.sid) == ["true", "false"]

    ended = agent.post(f"/desk/contacts/{call.contact_id}/end").json()
    assert ended["state"] == "wrap_up"
    leg.status("completed")
    assert center.worker(1).state is WorkerState.WRAP_UP
    goodbye = center.twiml(back, {**call.params, "DialCallStatus": "answered"})
    assert goodbye.find("Say") is not None
    call.hang_up()

    freed = agent.post(
        f"/desk/contacts/{call.contact_id}/wrap-up", {"disposition": "waybill_query", "note": "Told where."}
    )
    assert freed.status == 200, freed.text
    assert freed.json()["state"] == "ready"
    contact = call.contact()
    assert contact.state is ContactState.ENDED
    assert (contact.leave_type, contact.disposition) == ("served_by_agent", "waybill_query")
    assert (contact.from_number, contact.agent_name, contact.hold_count) == (CALLER, "Agent 1", 1)

    steps = trace_of(call.events())
    times = [step.at for step in steps]
    assert all(times), [step.type for step in steps if not step.at]
    assert times == sorted(times)
    ended_event = next(e for e in call.events() if e.type is EventType.CALL_ENDED)
    assert ended_event.data["by"] == "agent"
    pop = next(e for e in call.events() if e.type is EventType.POP_PUSHED)
    answered = next(e for e in call.events() if e.type is EventType.AGENT_ANSWERED)
    assert pop.at <= answered.at


@pytest.mark.covers("DESK-03")
def test_every_press_of_hold_is_counted_and_its_seconds_are_known(center: Center) -> None:
    center.ready(1)
    call = center.new_call().queue()
    call.talk()
    agent = center.agent(1)
    for is_held in (True, True, False, True, False, False, True):
        assert agent.post(f"/desk/contacts/{call.contact_id}/hold", {"is_held": is_held}).status == 200
    call.hang_up()
    types = call.types()
    assert types.count(EventType.HOLD_STARTED) == 3
    assert types.count(EventType.HOLD_ENDED) == 3
    assert call.contact().hold_count == 3
    over = next(e for e in call.events() if e.type is EventType.CALL_ENDED)
    assert over.data["hold_seconds"] > 0
    assert over.data["by"] == "caller"


def test_an_agent_who_does_not_answer_is_passed_over_and_counted(center: Center) -> None:
    center.ready(1, 2)
    call = center.new_call().queue()
    first = call.offers()[0]
    first.status("ringing")
    first.ring_out()
    missed, second = call.offers()
    assert missed.worker.sid != second.worker.sid
    assert center.carrier.calls[first.sid]["status"] == "completed"
    assert call.types().count(EventType.RESERVATION_TIMEOUT) == 1
    first.status("no-answer")
    assert call.types().count(EventType.RESERVATION_TIMEOUT) == 1
    second.status("ringing")
    second.answer()
    second.join_both()
    assert call.contact().worker_sid == second.worker.sid


def test_a_carrier_that_rings_out_before_our_timer_counts_as_no_answer(center: Center) -> None:
    center.ready(1)
    call = center.new_call().queue()
    call.offers()[0].status("no-answer")
    assert call.types().count(EventType.RESERVATION_TIMEOUT) == 1
    assert call.contact().state is ContactState.QUEUED


def test_a_caller_who_hangs_up_while_waiting_has_abandoned(center: Center) -> None:
    call = center.new_call().queue()
    assert call.wait().find("Gather") is not None
    call.hang_up()
    contact = call.contact()
    assert (contact.state, contact.leave_type) == (ContactState.ENDED, "abandoned")
    left = next(e for e in call.events() if e.type is EventType.QUEUE_LEFT)
    assert left.data["outcome"] == "abandoned"
    center.ready(1)
    assert call.offers() == []


def test_a_caller_who_hangs_up_while_an_agent_rings_frees_the_agent(center: Center) -> None:
    center.ready(1)
    call = center.new_call().queue()
    leg = call.offers()[0]
    leg.status("ringing")
    call.hang_up()
    assert center.carrier.calls[leg.sid]["status"] == "completed"
    assert center.worker(1).state is WorkerState.READY
    said = leg.answer()
    assert said.find("Dial") is None
    assert said.find("Hangup") is not None
    assert call.contact().leave_type == "abandoned"


def test_a_caller_may_leave_a_message_instead_of_waiting(center: Center) -> None:
    call = center.new_call().queue()
    waiting = call.wait()
    assert "press 1" in waiting.find(".//Say").text or "请按1" in waiting.find(".//Say").text
    choice = waiting.find("Gather").attrib["action"]
    assert center.twiml(choice, {**call.params, "Digits": "5"}).find("Gather") is not None
    assert center.twiml(choice, {**call.params, "Digits": "1"}).find("Leave") is not None
    action = call.twiml.find("Enqueue").attrib["action"]
    record = center.twiml(action, {**call.params, "QueueResult": "leave"}).find("Record")
    assert record is not None
    callback = record.attrib["recordingStatusCallback"]
    assert "kind=voicemail" in callback
    center.ready(1)
    assert call.offers() == []
    left = next(e for e in call.events() if e.type is EventType.QUEUE_LEFT)
    assert left.data["outcome"] == "left_message"
    assert call.contact().state is ContactState.IVR


def test_a_caller_who_leaves_the_queue_while_an_agent_rings_drops_the_offer(center: Center) -> None:
    center.ready(1)
    call = center.new_call().queue()
    leg = call.offers()[0]
    leg.status("ringing")
    said = center.twiml(f"/voice/queue/choice?c={call.contact_id}", {**call.params, "Digits": "1"})
    assert said.find("Leave") is not None
    assert center.worker(1).state is WorkerState.READY
    assert leg.answer().find("Dial") is None


def test_a_carrier_that_refuses_to_ring_leaves_the_caller_waiting(center: Center) -> None:
    center.carrier.is_refusing = True
    center.ready(1, 2)
    call = center.new_call().queue()
    assert call.offers() == []
    assert call.contact().state is ContactState.QUEUED
    assert EventType.RESERVATION_REJECTED in call.types()
    assert call.wait().find("Gather") is not None


def test_a_second_caller_is_offered_when_the_agent_has_wrapped_up(center: Center) -> None:
    center.ready(1)
    first, second = center.new_call().queue(), center.new_call().queue()
    first.talk().status("completed")
    first.hang_up()
    assert second.offers() == []
    center.agent(1).post(f"/desk/contacts/{first.contact_id}/wrap-up", {"disposition": "resolved"})
    assert len(second.offers()) == 1


def test_an_agent_cannot_finish_the_wrap_up_while_talking(center: Center) -> None:
    center.ready(1)
    call = center.new_call().queue()
    call.talk()
    answer = center.agent(1).post(f"/desk/contacts/{call.contact_id}/wrap-up", {"disposition": "resolved"})
    assert answer.status == 409
