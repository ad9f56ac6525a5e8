"""The agent's desk: what it shows, what it may do, what is pushed to it."""

import json
from datetime import timedelta
from typing import Any

import pytest

from chalicelib import calls, contacts, customers, desk, people, routing
from chalicelib.aws import sockets
from chalicelib.aws.timers import Timer
from chalicelib.contacts import EventType, trace_of
from chalicelib.customers import Details, Tier
from chalicelib.desk import Disposition
from chalicelib.problems import Invalid
from chalicelib.routing import WorkerState
from chalicelib.web import Identity, Permission
from tests.calls.scenario import CALLER, Center, clock, worker_sid
from tests.desk.screens import beat, open_desk

SYSTEM = people.system("test")


@pytest.fixture
def pushed(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, Any]]]:
    """What is sent to sockets, as (connection, message); the gateway itself is API Gateway's."""
    sent: list[tuple[str, dict[str, Any]]] = []

    def post(connection_id: str, data: bytes) -> bool:
        sent.append((connection_id, json.loads(data)))
        return True

    monkeypatch.setattr(sockets, "_post", post)
    return sent


def identity(number: int) -> Identity:
    may = frozenset({Permission.DESK_USE, Permission.CUSTOMERS_WRITE})
    return Identity(f"US{number}", f"agent{number}", f"Agent {number}", "agent", may, worker_sid(number))


def known_customer() -> customers.Customer:
    details = Details(phones=(CALLER,), name="王小明", tier=Tier.VIP)
    return customers.create(details, by=SYSTEM, now=clock())


@pytest.mark.covers("DESK-16", "ACD-27")
def test_the_customers_whole_data_are_there_when_the_phone_rings(center: Center, pushed: list[Any]) -> None:
    customer = known_customer()
    earlier = center.new_call().queue()
    earlier.hang_up()
    desk.connected(identity(1), "c1", clock())
    center.ready(1)
    call = center.new_call().queue()
    leg = call.offers()[0]
    leg.status("ringing")
    offers = [said for where, said in pushed if where == "c1" and said["type"] == "offer"]
    assert offers[0]["contact_id"] == call.contact_id
    assert offers[0]["reservation_sid"] == leg.reservation_sid
    assert offers[0]["customer"] == {"customer_id": customer.customer_id, "name": "王小明", "is_vip": True}

    shown = center.agent(1).get(f"/desk/pop/{call.contact_id}").json()
    assert shown["customer"]["name"] == "王小明"
    assert shown["from_number"] == CALLER
    assert [one["contact_id"] for one in shown["earlier"]] == [earlier.contact_id]
    assert shown["collected"] == ["0"]
    assert shown["waybills"] == []
    assert shown["tickets"] == []
    assert call.types().count(EventType.POP_PUSHED) == 1
    assert center.agent(2).get(f"/desk/pop/{call.contact_id}").status == 404


@pytest.mark.covers("DESK-16")
def test_an_unknown_number_opens_a_blank_file_with_the_number(center: Center) -> None:
    center.ready(1)
    call = center.new_call().queue()
    shown = center.agent(1).get(f"/desk/pop/{call.contact_id}").json()
    assert shown["customer"] is None
    assert shown["from_number"] == CALLER
    assert EventType.POP_PUSHED not in call.types(), "the phone does not ring yet"


@pytest.mark.covers("ACD-26")
def test_a_screen_that_fetches_the_pop_early_does_not_change_the_order_of_the_steps(center: Center) -> None:
    center.ready(1)
    call = center.new_call().queue()
    center.agent(1).get(f"/desk/pop/{call.contact_id}")
    leg = call.offers()[0]
    leg.status("ringing")
    center.agent(1).get(f"/desk/pop/{call.contact_id}")
    leg.answer()
    leg.join_both()
    times = [step.at for step in trace_of(call.events())]
    assert all(times)
    assert times == sorted(times)


@pytest.mark.covers("DESK-32")
def test_the_caller_is_written_down_while_talking_and_the_call_linked(center: Center) -> None:
    center.ready(1)
    call = center.new_call().queue()
    call.talk()
    path = f"/desk/contacts/{call.contact_id}/customer"
    made = center.agent(1).post(path, {"customer": {"name": "李雷"}})
    assert made.status == 200, made.text
    assert made.json()["phones"] == [CALLER]
    again = center.agent(1).post(path, {"customer": {"name": "李雷", "address": "杭州"}}).json()
    assert again["customer_id"] == made.json()["customer_id"]
    assert call.contact().customer_id == again["customer_id"]
    assert call.types().count(EventType.CUSTOMER_LINKED) == 1
    assert [c.contact_id for c in contacts.of_customer(again["customer_id"])] == [call.contact_id]
    assert center.agent(1).post(path, {}).status == 422
    assert center.agent(2).post(path, {"customer_id": again["customer_id"]}).status == 404


@pytest.mark.covers("DESK-11")
def test_a_pause_stops_offers_until_the_agent_is_ready_again(center: Center) -> None:
    own = center.agent(1)
    for activity, reason in (("meeting", "team"), ("short_break", "tea"), ("busy", "after-call work")):
        own.post("/desk/activity", {"activity": activity, "reason": reason})
        assert center.worker(1).reason == reason
    call = center.new_call().queue()
    assert call.offers() == []
    open_desk(1)
    own.post("/desk/activity", {"activity": "ready"})
    assert len(call.offers()) == 1


@pytest.mark.covers("DESK-11")
def test_after_call_work_begins_by_itself_and_can_be_ended(center: Center) -> None:
    center.ready(1)
    call = center.new_call().queue()
    call.talk()
    call.hang_up()
    own = center.agent(1)
    shown = own.get("/desk/me").json()
    assert shown["worker"]["state"] == "wrap_up"
    assert shown["contact"]["state"] == "wrap_up"
    assert shown["contact"]["wrap_up_started_at"]
    own.post("/desk/next-activity", {"activity": "short_break"})
    own.post(f"/desk/contacts/{call.contact_id}/wrap-up", {"disposition": "resolved"})
    shown = own.get("/desk/me").json()
    assert (shown["worker"]["state"], shown["contact"]) == ("short_break", None)


def test_a_declined_offer_goes_to_somebody_else_with_its_reason(center: Center) -> None:
    center.ready(1, 2)
    call = center.new_call().queue()
    leg = call.offers()[0]
    number = 1 if leg.worker.sid == worker_sid(1) else 2
    path = f"/desk/offers/{leg.reservation_sid}/decline"
    assert center.agent(3 - number).post(path, {"reason": "busy"}).status == 404
    assert center.agent(number).post(path, {"reason": "no Cantonese"}).status == 204
    assert len(call.offers()) == 2
    rejected = next(e for e in call.events() if e.type is EventType.RESERVATION_REJECTED)
    assert rejected.data["reason"] == "no Cantonese"
    assert center.carrier.calls[leg.sid]["status"] == "completed"


def test_the_desk_comes_back_whole_after_a_reload(center: Center) -> None:
    center.ready(1)
    call = center.new_call().queue()
    own = center.agent(1)
    offer = own.get("/desk/me").json()["offer"]
    assert (offer["contact_id"], offer["queue"]) == (call.contact_id, "consult")
    call.talk()
    draft = {"note": "wants it today", "disposition": "urge_delivery"}
    assert own.put(f"/desk/contacts/{call.contact_id}/draft", draft).status == 204
    shown = own.get("/desk/me").json()
    assert shown["offer"] is None
    assert (shown["contact"]["note"], shown["contact"]["disposition"]) == ("wants it today", "urge_delivery")
    call.hang_up()
    assert own.post(f"/desk/contacts/{call.contact_id}/wrap-up", {}).status == 200
    assert call.contact().disposition == "urge_delivery"


def test_an_outcome_must_be_one_of_the_queue(center: Center) -> None:
    center.ready(1)
    call = center.new_call().queue()
    call.talk()
    own = center.agent(1)
    assert own.put(f"/desk/contacts/{call.contact_id}/draft", {"disposition": "nonsense"}).status == 422
    call.hang_up()
    refused = own.post(f"/desk/contacts/{call.contact_id}/wrap-up", {})
    assert refused.json()["error"]["fields"][0]["field"] == "disposition"
    codes = own.get("/desk/dispositions", queue="consult").json()["items"]
    assert 0 < len(codes) <= 15
    assert all(code["title"]["zh"] and code["title"]["en"] for code in codes)
    desk.define_dispositions("consult", [Disposition("only", "唯一", "Only")])
    assert [c["code"] for c in own.get("/desk/dispositions", queue="consult").json()["items"]] == ["only"]
    with pytest.raises(Invalid):
        desk.define_dispositions("consult", [Disposition(str(n), "某", "x") for n in range(16)])


def test_a_desk_that_is_gone_loses_its_offer_after_the_grace(center: Center) -> None:
    center.ready(1)
    desk.connected(identity(1), "c1", clock())
    call = center.new_call().queue()
    desk.disconnected("c1", clock())
    assert center.worker(1).state is WorkerState.RINGING
    over = clock() + timedelta(seconds=31)
    calls.on_timer(Timer("routing.lease", worker_sid(1), over), over)
    assert center.worker(1).state is WorkerState.OFFLINE
    assert EventType.RESERVATION_REJECTED in call.types()
    assert call.contact().state == "queued"


def test_a_heartbeat_renews_the_lease_and_nonsense_is_answered(center: Center, pushed: list[Any]) -> None:
    center.ready(1)
    before = center.worker(1).lease_expires_at
    desk.connected(identity(1), "c1", clock())
    beat("c1", is_offered=False, now=clock() + timedelta(seconds=5))
    after = center.worker(1).lease_expires_at
    assert before
    assert after
    assert after > before
    desk.message("c1", '{"action": "subscribe", "topic": "floor"}', clock())
    desk.message("c1", "not json", clock())
    desk.message("c1", "[]", clock())
    desk.message("nobody", '{"action": "heartbeat"}', clock())
    assert [said["type"] for _, said in pushed] == ["heartbeat", "error", "error", "error"]
    assert pushed[1][1]["error"]["code"] == "forbidden"


def test_the_floor_is_pushed_to_supervisors_and_the_contact_to_its_agent(
    center: Center, pushed: list[Any]
) -> None:
    supervisor = Identity("USs", "s", "S", "supervisor", frozenset({Permission.FLOOR_VIEW}))
    desk.connected(supervisor, "floor1", clock())
    desk.message("floor1", '{"action": "subscribe", "topic": "floor"}', clock())
    desk.connected(identity(1), "c1", clock())
    center.ready(1)
    call = center.new_call().queue()
    call.talk()
    pushed.clear()
    desk.publish_events(call.events(), clock())
    (several,) = [said for where, said in pushed if where == "c1"]
    to_agent = several["messages"]
    assert [said["type"] for said in to_agent] == ["agent", "contact"]
    assert to_agent[-1]["contact"]["state"] == "talking"
    (floor,) = [said["floor"] for where, said in pushed if where == "floor1"]
    assert floor["agents"][0]["state"] == "on_contact"


def test_the_softphone_gets_a_token_for_its_own_agent(center: Center) -> None:
    given = center.agent(2).post("/desk/phone-token").json()
    assert given["identity"] == "agent2"
    assert given["token"].count(".") == 2


def test_people_without_a_desk_have_none(center: Center) -> None:
    assert center.api.get("/desk/me").status == 401
    nobody = center.api.as_("agent", worker_sid=None)
    assert nobody.get("/desk/me").json()["error"]["code"] == "no_worker"
    call = center.new_call().queue()
    for method, path, body in (
        ("POST", "hold", {"is_held": True}),
        ("POST", "end", None),
        ("PUT", "draft", {"note": "x"}),
        ("POST", "wrap-up", {"disposition": "resolved"}),
    ):
        answer = center.agent(1).request(method, f"/desk/contacts/{call.contact_id}/{path}", body)
        assert answer.status == 404, (path, answer.text)
    assert routing.reservations_of(worker_sid(1)) == []
