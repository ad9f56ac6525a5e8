"""Whole calls over signed webhooks: what the carrier is told, what is written, and what happens twice."""

import json
import os
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest

from chalicelib import contacts, ivr
from chalicelib.aws import clients
from chalicelib.contacts import EventType
from chalicelib.ivr import store
from chalicelib.ivr.execution import InputKind
from tests.ivr.conftest import HOLIDAY, NIGHT, WORK
from tests.ivr.flows import document, match, split, state

PARCEL = "1002003004005"


@pytest.fixture
def parcel(center):
    from chalicelib import waybills

    event = waybills.TrackingEvent(
        "EV1", datetime(2026, 5, 10, 4, 30, tzinfo=UTC), waybills.Status.IN_TRANSIT, "杭州", "杭州转运中心"
    )
    made = waybills.Waybill(
        f"TL{PARCEL}", waybills.Party("甲"), waybills.Party("乙"), WORK - timedelta(days=2), events=(event,)
    )
    waybills.save(made, by=None, now=WORK)


@pytest.fixture
def writes():
    """How often each DynamoDB operation was asked of the client."""
    counted = Counter()

    def count(**given):
        counted[given["model"].name] += 1

    events = clients.client("dynamodb").meta.events
    events.register("before-call.dynamodb", count, unique_id="count")
    from chalicelib.aws.tables import connection

    others = connection().client.meta.events
    others.register("before-call.dynamodb", count, unique_id="count")
    yield counted
    events.unregister("before-call.dynamodb", unique_id="count")
    others.unregister("before-call.dynamodb", unique_id="count")


@pytest.mark.covers("IVR-01", "IVR-07", "IVR-13")
def test_at_three_in_the_morning_a_caller_finds_their_parcel_with_nobody_there(phone, parcel, clock):
    clock.now = NIGHT
    call = phone().dial()
    assert "非工作时间" in call.heard[0]
    call.press("1").press("1").press(PARCEL)
    assert "运输中" in call.heard[-1]
    assert "杭州转运中心" in call.heard[-1]
    call.hang_up()
    contact = contacts.fetch(call.contact_id)
    assert (contact.leave_type, contact.flow) == ("self_served", "courier-after-hours")


@pytest.mark.covers("IVR-06")
def test_work_time_evening_and_holiday_answer_with_three_flows(phone, clock):
    greetings = []
    for index, now in enumerate((WORK, NIGHT, HOLIDAY)):
        clock.now = now
        greetings.append(phone(call_sid=f"CA{index:032d}").dial().heard[0])
    assert ["非工作时间" in g for g in greetings] == [False, True, False]
    assert ["节日" in g for g in greetings] == [False, False, True]


@pytest.mark.covers("IVR-05")
def test_two_numbers_answer_with_two_flows(phone, clock):
    ivr.publish(
        "shop", document(state("hi", "gather-input-on-call", {"keypress": None}, say="Shop.")), clock.now
    )
    number = ivr.find_number("4008888888")
    ivr.put_number(
        ivr.Number("95588", "", ivr.NumberKind.N9X, number.calendar, {ivr.Period.WORK_TIME: "shop"})
    )
    assert phone(call_sid="CA" + "1" * 32).dial().heard[0].startswith("欢迎")
    assert phone(call_sid="CA" + "2" * 32, to="sip:95588@127.0.0.1").dial().heard == ["Shop."]


@pytest.mark.covers("IVR-02")
def test_a_menu_twelve_levels_deep_is_walked_to_its_leaf(phone, clock):
    states = []
    for level in range(12):
        digits = f"{{{{widgets.level{level}.Digits}}}}"
        following = f"level{level + 1}" if level < 11 else "leaf"
        states += [
            state(
                f"level{level}", "gather-input-on-call", {"keypress": f"which{level}"}, say=f"Level {level}."
            ),
            split(f"which{level}", digits, match(digits, "equal_to", str(level % 10), following)),
        ]
    leaf = state("leaf", "say-play", {"audioComplete": None}, say="You are there.")
    ivr.publish("courier-main", document(*states, leaf), clock.now)
    call = phone().dial()
    for level in range(12):
        assert call.heard[-1] == f"Level {level}."
        call.press(str(level % 10))
    assert call.heard[-1] == "You are there."
    assert call.has("Hangup")


@pytest.mark.covers("IVR-13")
def test_another_flow_is_another_call_without_a_change_of_code(phone, clock):
    phone(call_sid="CA" + "1" * 32).dial()
    ivr.publish(
        "courier-main",
        document(state("hi", "gather-input-on-call", {"keypress": None}, say="New.")),
        clock.now,
    )
    assert phone(call_sid="CA" + "2" * 32).dial().heard == ["New."]


def test_a_call_goes_on_with_the_revision_it_began_with(phone, clock):
    call = phone().dial()
    ivr.publish(
        "courier-main",
        document(state("hi", "gather-input-on-call", {"keypress": None}, say="New.")),
        clock.now,
    )
    assert "查询快件" in call.press("1").heard[-1]


def test_a_step_of_a_menu_is_one_write_and_no_read(phone, writes):
    call = phone().dial().press("1")
    writes.clear()
    call.press("9")
    assert writes == {"UpdateItem": 1}
    assert "查询快件" in call.heard[-1]


@pytest.mark.covers("IVR-03")
def test_zero_puts_the_caller_into_the_queue(phone):
    call = phone().dial().press("1").press("0")
    assert call.has("Enqueue")
    assert f"/voice/queue/wait?c={call.contact_id}" in call.verb("Enqueue").get("waitUrl")
    contact = contacts.fetch(call.contact_id)
    assert (contact.state, contact.queue, contact.language) == ("queued", "consult", "zh-CN")
    types = [event.type for event in contacts.events_of(call.contact_id)]
    assert types[:4] == [
        EventType.CONTACT_STARTED,
        EventType.FLOW_COLLECTED,
        EventType.QUEUE_ENTERED,
        EventType.TASK_CREATED,
    ]


@pytest.mark.covers("IVR-11")
def test_a_caller_who_will_not_wait_leaves_a_message_in_the_queues_mailbox(phone, monkeypatch):
    from chalicelib import calls
    from chalicelib.carrier import rest

    monkeypatch.setattr(rest, "recording_media", lambda *_: b"RIFF")
    call = phone().dial().press("1").press("3").back_from_queue(QueueResult="leave", QueueTime="9")
    told = call._path(call.verb("Record").get("recordingStatusCallback"))
    call.leave_message()
    assert "留言已收到" in call.heard[-1]
    news = {"RecordingSid": "RE1", "RecordingUrl": "https://r.example/RE1", "RecordingDuration": "5"}
    assert call.post_webhook(told, call._params({**news, "RecordingStatus": "completed"})).status == 204
    (left,) = calls.voicemails("complaint", calls.VoicemailStatus.NEW)
    assert (left.contact_id, left.queue, left.duration_seconds) == (call.contact_id, "complaint", 5)


def test_each_webhook_posted_twice_writes_nothing_and_is_told_the_same(phone, parcel):
    call = phone().dial().press("1").press("1").press("1234567890").press(PARCEL).press("0")
    call.back_from_queue(QueueResult="leave").leave_message()
    call.hang_up()
    events, stored = contacts.events_of(call.contact_id), store.fetch(call.contact_id)
    for index, (_, _, told) in enumerate(call.requests):
        assert call.repeat(index) == told, index
    call.hang_up()
    assert contacts.events_of(call.contact_id) == events
    assert store.fetch(call.contact_id) == stored


def test_a_webhook_with_a_wrong_signature_is_refused_and_nothing_is_written(phone, carrier_post):
    call = phone()
    refused = carrier_post("/voice/incoming", call._params({}), signature="bm90IGdlbnVpbmU=")
    assert refused.status == 403
    assert contacts.find(call.contact_id) is None
    call.dial()
    before = store.fetch(call.contact_id)
    path = call._path(call.verb("Gather").get("action"))
    assert carrier_post(path, call._params({"Digits": "1"}), signature="bm90IGdlbnVpbmU=").status == 403
    assert (
        carrier_post(path.replace("n=1", "n=2"), call._params({"Digits": "1"}), signature="x").status == 403
    )
    assert store.fetch(call.contact_id) == before


def test_a_flow_that_breaks_puts_the_caller_to_people(phone, clock):
    circle = (
        state("one", "set-variables", {"next": "two"}, variables=[]),
        state("two", "set-variables", {"next": "one"}, variables=[]),
    )
    ivr.publish("courier-main", document(*circle), clock.now)
    call = phone().dial()
    assert call.verb("Enqueue").text == "consult"
    assert "抱歉" in call.heard[0]
    assert "connecting you" in call.heard[1]
    assert contacts.fetch(call.contact_id).queue == "consult"
    assert call.back_from_queue(DialCallStatus="completed").has("Hangup")


def test_a_number_nobody_set_up_is_answered_with_an_apology(phone):
    call = phone(to="4001112222").dial()
    assert [call.heard[0][:2], call.has("Hangup")] == ["抱歉", True]


def test_a_caller_who_is_taken_out_of_the_queue_by_us_leaves_no_trace_in_the_flow(phone):
    call = phone().dial().press("1").press("2")
    before = store.fetch(call.contact_id)
    path = call._path(call.verb("Enqueue").get("action"))
    assert list(ElementTree.fromstring(call._post(path, {"QueueResult": "redirected"}))) == []
    assert store.fetch(call.contact_id) == before


@pytest.mark.covers("IVR-30")
def test_the_path_of_a_call_is_shown_with_its_keys_prompts_and_branches(phone, parcel, api):
    call = phone().dial().press("1").press("1").press(PARCEL)
    call.hang_up()
    path = api.as_("supervisor").get(f"/contacts/{call.contact_id}/path").json()
    assert (path["flow"], path["revision"]) == ("courier-main", 1)
    nodes = {node["widget"]: node for node in path["nodes"]}
    assert [node["widget"] for node in path["nodes"]][:4] == [
        "Trigger",
        "begin",
        "language_zh",
        "language_zh_key",
    ]
    assert (nodes["number_zh"]["kind"], nodes["number_zh"]["ended"]) == ("connection", "digits_complete")
    assert {"type": "key", "at": nodes["number_zh"]["left_at"], "value": PARCEL} in nodes["number_zh"][
        "entries"
    ]
    assert nodes["look_up_zh"]["kind"] == "function"
    last = path["nodes"][-1]
    assert (last["widget"], last["kind"], last["ended"]) == (
        "result_zh",
        "function-connection",
        "user_hangup",
    )
    assert any(e["type"] == "prompt" and "运输中" in e["value"] for e in last["entries"])
    assert any(e["type"] == "branch" for e in nodes["found_zh"]["entries"])


def test_a_secret_is_stored_sealed_and_read_only_by_the_flow(phone, clock, service):
    pin = "{{widgets.ask_pin.Digits}}"
    states = (
        state("ask_pin", "gather-input-on-call", {"keypress": "check"}, say="PIN?"),
        state("check", "run-function", {"success": "in"}, url=f"{service.url}/pin",
              parameters=[{"key": "pin", "value": pin}]),
        state("in", "gather-input-on-call", {"keypress": None}, say="Welcome."),
    )  # fmt: skip
    service.answers["/pin"] = (200, "text/plain", "ok")
    ivr.publish("courier-main", document(*states), clock.now)
    call = phone().dial().press("8642")
    assert call.heard[-1] == "Welcome."
    assert service.asked[0][1] == {"pin": ["8642"]}
    item = clients.client("dynamodb").get_item(
        TableName="trunkline-executions", Key={"contact_id": {"S": call.contact_id}}
    )["Item"]
    assert "8642" not in json.dumps(item)
    call.hang_up()
    assert all("8642" not in repr(event) for event in contacts.events_of(call.contact_id))
    assert "8642" not in repr(ivr.path(call.contact_id))


def test_a_service_is_asked_once_though_its_webhook_comes_twice(phone, clock, service):
    service.answers["/order"] = (200, "application/json", '{"total": 5}')
    ask = state("ask", "gather-input-on-call", {"keypress": "look"}, say="?")
    look = state(
        "look", "make-http-request", {"success": "tell"}, url="https://orders.example/order", method="POST"
    )
    tell = state("tell", "gather-input-on-call", {"keypress": "ask"}, say="{{widgets.look.parsed.total}}")
    ivr.publish(
        "courier-main", document(ask, look, tell), clock.now, bindings={"https://orders.example": service.url}
    )
    call = phone().dial().press("1")
    assert call.heard[-1] == "5"
    assert call.repeat() == call.twiml
    assert len(service.asked) == 1


@pytest.mark.skipif(
    "TRUNKLINE_SAMPLES" not in os.environ,
    reason="set TRUNKLINE_SAMPLES to a folder with studio-flows/ to answer a call with other people's flows",
)
@pytest.mark.covers("IVR-13")
def test_a_flow_by_somebody_else_answers_a_call(phone, clock, service):
    text = Path(os.environ["TRUNKLINE_SAMPLES"], "studio-flows", "order-lookup-ivr.json").read_text()
    service.answers["/allow"] = (200, "application/json", '{"matched": true}')
    service.answers["/httpRequest"] = (200, "text/plain", "+8613900139000")
    flow = ivr.publish("courier-main", text, clock.now, bindings={"https://example.com": service.url})
    assert flow.document == text
    call = phone().dial()
    assert "order number" in call.heard[-1]
    call.press("4711")
    number = call.verb("Dial").find("Number")
    assert number is not None
    assert (number.text, call.verb("Dial").get("callerId")) == ("+8613900139000", call.from_number)
    assert call.after_dial(DialCallStatus="completed").has("Hangup")
    assert [(path, form) for path, form, _ in service.asked] == [
        ("/allow", {"storeNumber": [call.from_number]}),
        ("/httpRequest", {"orderNumber": ["4711"]}),
    ]
    assert all("x-twilio-signature" in headers for *_, headers in service.asked)


@pytest.mark.covers("IVR-26")
def test_entries_of_each_node_are_counted_for_a_period(phone, api, clock):
    for index, keys in enumerate((["1"], ["1", "9"], [""])):
        call = phone(call_sid=f"CA{index:032d}").dial()
        for key in keys:
            call.press(key)
        call.hang_up()
    query = {"from_": "2026-05-11T00:00:00+08:00", "to": "2026-05-12T00:00:00+08:00"}
    nodes = api.as_("manager").get("/flows/nodes", **query).json()["items"]
    counted = {node["widget"]: node["entries"] for node in nodes}
    assert (counted["language_zh"], counted["menu_zh"], counted["language_en"]) == (3, 3, 1)
    elsewhere = {"from_": "2026-05-12T00:00:00+08:00", "to": "2026-05-13T00:00:00+08:00"}
    assert api.as_("manager").get("/flows/nodes", **elsewhere).json()["items"] == []


def test_the_end_of_a_call_is_an_input_once(phone):
    call = phone().dial()
    assert call.status("in-progress").status == 204
    assert call.hang_up().status == 204
    assert call.hang_up().status == 204
    kinds = [given.kind for given in store.fetch(call.contact_id).inputs]
    assert kinds == [InputKind.START, InputKind.HANGUP]
    assert contacts.fetch(call.contact_id).leave_type == "abandoned"


@pytest.mark.covers("CH-09")
def test_a_call_over_ip_runs_the_same_flow_and_is_logged_as_such(phone):
    over_ip = phone(call_sid="CA" + "1" * 32, from_number="sip:bob@example.com",
                    extra={"SipCallId": "x", "SipDomain": "d"}).dial()  # fmt: skip
    header = {"SipHeader_X-Gateway": "gw1", "SipHeader_X-E1-Span": "2", "SipCallId": "y"}
    over_e1 = phone(call_sid="CA" + "2" * 32, extra=header).dial()
    first, second = contacts.fetch(over_ip.contact_id), contacts.fetch(over_e1.contact_id)
    assert (first.access, first.from_number, first.flow) == ("ip", "bob", "courier-main")
    assert (second.access, second.gateway, second.span, second.flow) == ("pstn", "gw1", "2", "courier-main")


@pytest.mark.covers("CH-10")
def test_many_callers_at_once_all_hear_the_flow_and_none_a_busy_tone(phone):
    calls = [phone(call_sid=f"CA{index:032d}").dial() for index in range(12)]
    assert all(call.has("Gather") for call in calls)
    assert not any(call.has("Reject") for call in calls)


def test_when_our_webhook_does_not_answer_the_carriers_fallback_puts_the_caller_to_people(phone):
    call = phone().dial().press("1")
    failed = {"ErrorCode": "11205", "ErrorUrl": "https://center.example/voice/flow"}
    call._ask("/voice/fallback", failed)
    assert call.verb("Enqueue").text == "consult"
    again = call._post("/voice/fallback", failed)
    assert again == call.twiml
    assert contacts.fetch(call.contact_id).state == "queued"
    first = phone(call_sid="CA" + "b" * 32)
    first._ask("/voice/fallback", failed)
    assert (first.verb("Enqueue").text, contacts.fetch(first.contact_id).queue) == ("consult", "consult")
