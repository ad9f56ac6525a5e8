"""Who waits, as those see it who may take a call from there; and taking it (ACD-30)."""

import pytest

from chalicelib.contacts import EventType
from chalicelib.routing import WorkerState
from tests.calls.scenario import CALLER, Center


def rows(center: Center, number: int) -> list[dict[str, object]]:
    items: list[dict[str, object]] = center.agent(number).get("/desk/waiting").json()["items"]
    return items


def test_the_list_shows_who_waits_and_at_whom_a_call_rings(center: Center) -> None:
    center.ready(1)
    ringing, waiting = center.new_call().queue(), center.new_call().queue()
    ringing.offers()[0].status("ringing")
    first, second = rows(center, 2)
    assert (first["contact_id"], first["number"]) == (ringing.contact_id, CALLER)
    assert (first["agent_name"], first["rings_at"]) == ("Agent 1", ringing.contact().reservation_sid)
    assert (second["contact_id"], second["rings_at"]) == (waiting.contact_id, None)
    assert (second["queue"], second["is_callback"]) == ("consult", False)


@pytest.mark.covers("ACD-30")
def test_an_agent_picks_up_a_call_that_rings_at_a_colleague(center: Center) -> None:
    center.ready(1)
    call = center.new_call().queue()
    center.ready(2)
    theirs = call.offers()[0]
    theirs.status("ringing")
    (row,) = rows(center, 2)
    url = f"/desk/waiting/{call.contact_id}/pick-up"
    answer = center.agent(2).post(url, {"rings_at": row["rings_at"]})
    assert answer.status == 200, answer.text
    mine = call.offers()[-1]
    assert mine.reservation_sid == answer.json()["reservation_sid"]
    assert (mine.worker.name, theirs.placed["status"]) == ("Agent 2", "completed")
    assert center.worker(1).state is WorkerState.READY
    mine.status("ringing")
    mine.answer()
    mine.join_both()
    (picked,) = [event for event in call.events() if event.type is EventType.CALL_PICKED_UP]
    assert (picked.reservation_sid, picked.data["from_reservation_sid"]) == (
        mine.reservation_sid, theirs.reservation_sid,
    )  # fmt: skip
    assert call.contact().agent_name == "Agent 2"


def test_of_two_who_reach_for_a_call_the_second_is_told_that_it_is_taken(center: Center) -> None:
    call = center.new_call().queue()
    for number in (1, 2):
        center.agent(number).post("/desk/activity", {"activity": "busy", "reason": None})
    url = f"/desk/waiting/{call.contact_id}/pick-up"
    assert center.agent(1).post(url, {}).status == 200
    assert center.agent(1).post(url, {}).status == 200
    refused = center.agent(2).post(url, {})
    assert (refused.status, refused.json()["error"]["code"]) == (409, "taken")
    assert len(call.offers()) == 1


def test_a_call_of_another_queue_is_neither_shown_nor_taken(center: Center) -> None:
    call = center.new_call().queue()
    _serve_only(center, 2, "order")
    assert rows(center, 2) == []
    center.agent(2).post("/desk/activity", {"activity": "busy", "reason": None})
    refused = center.agent(2).post(f"/desk/waiting/{call.contact_id}/pick-up", {})
    assert (refused.status, refused.json()["error"]["code"]) == (403, "other_queue")
    assert [one["contact_id"] for one in _seen_by_supervisor(center)] == [call.contact_id]


def _seen_by_supervisor(center: Center) -> list[dict[str, object]]:
    items: list[dict[str, object]] = center.api.as_("supervisor").get("/desk/waiting").json()["items"]
    return items


def _serve_only(center: Center, number: int, skill: str) -> None:
    from chalicelib import routing
    from tests.calls.scenario import clock

    queue = routing.queues()[0]
    routing.define_queue(
        routing.TaskQueue(queue.sid, queue.friendly_name, queue.title, target_workers="skills HAS 'consult'"),
        clock(),
    )
    worker = center.worker(number)
    routing.define_worker(worker.sid, worker.friendly_name, {**worker.attributes, "skills": [skill]}, clock())


def test_a_supervisor_without_a_phone_takes_no_call(center: Center) -> None:
    call = center.new_call().queue()
    refused = center.api.as_("supervisor").post(f"/desk/waiting/{call.contact_id}/pick-up", {})
    assert (refused.status, refused.json()["error"]["code"]) == (403, "no_worker")


def test_the_queues_are_listed_by_title_for_whoever_is_signed_in(center: Center) -> None:
    (queue,) = center.agent(1).get("/desk/queues").json()["items"]
    assert queue == {"name": "consult", "title": {"zh": "咨询", "en": "Consult"}}
