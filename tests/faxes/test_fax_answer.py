"""A caller has the answer faxed: over signed webhooks, and at the other end of a fax service."""

import json
from datetime import timedelta

import pytest

from chalicelib import contacts, faxes, ivr, knowledge, waybills
from chalicelib.aws.settings import settings
from chalicelib.contacts import EventType
from chalicelib.faxes import store
from chalicelib.ivr import functions
from chalicelib.ivr.asking import answer_to
from chalicelib.ivr.execution import FunctionCall
from chalicelib.ivr.shipped import document
from chalicelib.problems import Invalid
from tests.faxes.steps import step
from tests.ivr.conftest import center, clock, phone  # noqa: F401
from tests.ivr.flows import document as written
from tests.ivr.flows import match, split, state


@pytest.fixture
def item(tables, now):
    """What callers ask for under 12."""
    knowledge.put(
        knowledge.Item("12", "办事时间 <一>", (), "每天八点到十八点。", "From eight to six.", True, now)
    )


@pytest.fixture
def ask(now):
    """Asks the function as a flow does: status and body."""

    def asked(token="CT1-1", **parameters):
        answer = answer_to(FunctionCall("fax_answer", parameters), token, now, 10)
        return answer["status_code"], json.loads(answer["body"])

    return asked


def in_outbox(now):
    day = timedelta(days=1)
    return faxes.faxes(list(faxes.FaxStatus), now - day, now + day)


def deliver(now):
    for seconds in range(10, 200, 15):
        step(now + timedelta(seconds=seconds))


def test_a_caller_hears_an_answer_and_has_it_faxed(item, fax_service, phone, now):  # noqa: F811
    ivr.publish("courier-main", document("fax-example"), now)
    call = phone().dial().press("1").press("12")
    assert call.heard[-1].startswith("每天八点到十八点。")
    call.press("1").press("01088886666")
    assert "好的，查询结果将传真至0 1 0 8 8 8 8 6 6 6 6。" in call.heard
    (fax,) = in_outbox(now)
    assert (fax.status, fax.to, fax.contact_id) == ("queued", "+861088886666", call.contact_id)
    deliver(now)
    assert store.fetch(fax.fax_id).status == "sent"
    (page,) = fax_service.taken
    assert all(
        part in page["html"]
        for part in ("办事时间 &lt;一&gt;", "每天八点到十八点。", "2026-05-11 10:00", "市民服务热线")
    )
    (told,) = [e for e in contacts.events_of(call.contact_id) if e.type is EventType.FAX_SENT]
    assert told.data == {"fax_id": fax.fax_id, "to": "+861088886666"}


@pytest.mark.covers("IVR-09")
def test_a_flow_reads_a_waybill_branches_on_it_and_faxes_what_it_found(
    fax_service, phone, now  # noqa: F811
):  # fmt: skip
    parcel = waybills.Waybill("TL1002003004005", waybills.Party("甲"), waybills.Party("乙<丙>"), now)
    waybills.save(parcel, by=None, now=now)
    keyed = "{{widgets.ask.Digits}}"
    number = [{"key": "number", "value": keyed}]
    faxed = [{"key": "waybill", "value": keyed}, {"key": "to", "value": "{{trigger.call.From}}"}]
    found = match("{{widgets.read.parsed.found}}", "equal_to", "true", "fax")
    flow = written(
        state("ask", "gather-input-on-call", {"keypress": "read"}, say="?"),
        state("read", "run-function", {"success": "known"}, url="function:waybill_status", parameters=number),
        split("known", "{{widgets.read.parsed.found}}", found, otherwise="unknown"),
        state("unknown", "say-play", {"audioComplete": "ask"}, say="没有查到"),
        state("fax", "run-function", {"success": "told"}, url="function:fax_answer", parameters=faxed),
        state("told", "say-play", say="{{widgets.fax.parsed.sentence}}"),
    )  # fmt: skip
    ivr.publish("courier-main", flow, now)
    call = phone().dial().press("999")
    assert ("没有查到" in call.heard, in_outbox(now)) == (True, [])
    call.press("1002003004005")
    assert call.heard[-1] == "查询结果将传真至1 3 8 0 0 1 3 8 0 0 0。"
    deliver(now)
    (page,) = fax_service.taken
    assert (page["to"], page["subject"]) == (call.from_number, "运单 TL1002003004005")
    assert waybills.sentence(waybills.fetch("1002003004005"), "zh-CN", "Asia/Shanghai") in page["html"]


def test_a_webhook_that_comes_twice_sends_one_fax(item, fax_service, phone, now):  # noqa: F811
    ivr.publish("courier-main", document("fax-example"), now)
    call = phone().dial().press("1").press("12").press("1").press("01088886666")
    for index, (_, _, twiml) in enumerate(call.requests):
        assert call.repeat(index) == twiml
    deliver(now)
    assert len(in_outbox(now)) == len(fax_service.taken) == 1


def test_a_number_that_cannot_be_faxed_takes_the_fail_transition_and_names_it(
    item, fax_service, phone, ask, now  # noqa: F811
):  # fmt: skip
    ivr.publish("courier-main", document("fax-example"), now)
    call = phone().dial().press("1").press("12").press("1").press("12")
    assert "不能传真到这个号码" in "".join(call.heard)
    assert in_outbox(now) == []
    status, told = ask(to="12", item="12")
    assert (status, told["message"]) == (422, "'12' is not a telephone number.")
    assert "+12025550123" in ask(to="0012025550123", item="12")[1]["message"]


def test_a_waybill_or_a_text_is_faxed_too_and_nothing_else(item, fax_service, ask, now):
    assert ask(to="01088886666", text="第一行\n第二行", title="说明", language="en")[0] == 200
    (fax,) = in_outbox(now)
    assert (fax.subject, "第一行<br>第二行" in fax.html) == ("说明", True)
    assert ask("CT1-2", to="01088886666", waybill="1002003004005")[0] == 404
    assert ask("CT1-3", to="01088886666", item="nothing")[0] == 404
    assert ask("CT1-4", to="01088886666")[0] == 422
    assert ask("CT1-5", to="01088886666", item="12", text="x")[0] == 422
    assert ask("CT1-6", to="01088886666", text="x" * 8001)[0] == 422
    assert len(in_outbox(now)) == 1


def test_a_rehearsal_sends_nothing(item, fax_service, now):
    told = functions.answer("fax_answer", {"to": "01088886666", "item": "12"}, now)
    assert told["status_code"] == 200
    assert in_outbox(now) == []


def test_without_a_fax_service_such_a_flow_is_refused_with_its_place(tables, now):
    assert not settings().fax_url
    with pytest.raises(Invalid) as refused:
        ivr.publish("faxes", document("fax-example"), now)
    states = json.loads(document("fax-example"))["states"]
    places = [
        f"#/states/{index}/properties/url"
        for index, state in enumerate(states)
        if state["properties"].get("url") == "function:fax_answer"
    ]
    assert [problem.field for problem in refused.value.fields] == places
    assert "TRUNKLINE_FAX_URL" in refused.value.message
