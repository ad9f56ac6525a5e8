"""What a flow can ask us: prices, passwords, the customer's own data."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from chalicelib import customers, ivr, people
from chalicelib.aws.settings import settings
from chalicelib.ivr import functions
from chalicelib.ivr.asking import answer_to
from chalicelib.ivr.execution import FunctionCall
from chalicelib.ivr.secret_store import SecretKind, find_secret
from chalicelib.ivr.shipped import document
from cli import csv_import, demo
from sandbox.billing.service import load, server
from tests.loopback import running

DEMO = Path(demo.__file__).parent

PHONE = "+8613800138000"


@pytest.fixture
def customer(tables, now):
    details = customers.Details(phones=(PHONE,), name="李雷", address="上海市静安区1号")
    return customers.create(details, by=None, now=now)


@pytest.fixture
def ask(now):
    def asked(name, at=now, **parameters):
        answer = answer_to(FunctionCall(name, parameters), "CT1-1", at, 10)
        return json.loads(answer["body"]) if answer["status_code"] == 200 else answer["status_code"]

    return asked


@pytest.fixture
def keyed(api, customer):
    """The customer has a query password."""
    body = {"kind": "query", "secret": "246810"}
    assert api.as_("admin").put(f"/customers/{customer.customer_id}/caller-secrets", body).status == 204
    return customer


@pytest.fixture
def tariff(tables):
    """The demo courier's prices."""
    summary = csv_import.import_tariffs(DEMO / "tariffs.csv")
    assert (summary.created, summary.bad_rows) == (4, [])


@pytest.mark.parametrize(
    ("grams", "zone", "total"),
    [
        ("900", "city", "8.00"),
        ("1000", "city", "8.00"),
        ("1001", "city", "10.00"),
        ("3500", "country", "38.00"),
    ],
)
def test_freight_is_a_base_price_and_a_charge_for_each_kilogram_begun(ask, tariff, grams, zone, total):
    told = ask("freight_quote", weight_grams=grams, zone=zone)
    assert told["total"] == total
    assert total in told["sentence"]
    assert "yuan" in ask("freight_quote", weight_grams=grams, zone=zone, language="en")["sentence"]


def test_freight_of_nothing_or_to_nowhere_is_not_known(ask, tariff):
    assert ask("freight_quote", weight_grams="0") == {"known": False}
    assert ask("freight_quote", weight_grams="5", zone="moon") == {"known": False}
    assert ask("freight_quote", weight_grams="heavy") == 400


def test_a_price_that_is_changed_is_the_next_quotes_price(ask, api, tariff):
    city = {"zone": "city", "title_zh": "同城", "base": "6.50", "further": "1.20", "step_grams": 500}
    answer = api.as_("manager").put("/tariffs", {"items": [city]})
    assert [each["zone"] for each in answer.json()["items"]] == ["city", "country", "province", "remote"]
    assert ask("freight_quote", weight_grams="1600", zone="city")["total"] == "8.90"
    assert api.as_("agent").put("/tariffs", {"items": [city]}).status == 403
    wrong = api.as_("manager").put("/tariffs", {"items": [{**city, "base": "-1"}]})
    assert (wrong.status, wrong.json()["error"]["fields"][0]["field"]) == (422, "items.0.base")
    assert api.as_("manager").delete("/tariffs/city").status == 204
    assert ask("freight_quote", weight_grams="1600", zone="city") == {"known": False}


def test_a_tariff_is_imported_again_without_a_change(tariff):
    again = csv_import.import_tariffs(DEMO / "tariffs.csv")
    assert (again.created, again.updated, again.unchanged) == (0, 0, 4)


def test_a_caller_hears_the_published_item_and_its_change(ask, api, tables):
    assert csv_import.import_knowledge(DEMO / "knowledge.csv").bad_rows == []
    assert ask("knowledge_item", item="hours")["answer"].startswith("服务热线")
    assert ask("knowledge_item", item="我的快件丢失了怎么办")["id"] == "claim"
    assert "couriers" not in ask("knowledge_item", item="pickup", language="en")["answer"]
    assert ask("knowledge_item", item="nothing") == {"found": False}
    item = {"title": "服务时间", "answer_zh": "全天服务。", "keywords": ["几点"]}
    editor = api.as_("manager")
    assert editor.put("/knowledge/hours", item).status == 200
    assert ask("knowledge_item", item="几点")["answer"] == "全天服务。"
    assert ask("knowledge_item", item="hours", language="en")["answer"] == "全天服务。"
    assert editor.put("/knowledge/hours", {**item, "is_published": False}).status == 200
    assert ask("knowledge_item", item="hours") == {"found": False}
    assert [each["item_id"] for each in api.as_("agent").get("/knowledge", q="锂电池").json()["items"]] == [
        "prohibited"
    ]
    assert api.as_("agent").put("/knowledge/hours", item).status == 403
    assert editor.put("/knowledge/x", {"title": "x"}).status == 422
    assert editor.delete("/knowledge/hours").status == 204
    assert editor.delete("/knowledge/hours").status == 404


@pytest.mark.covers("IVR-20")
def test_a_menus_leaf_plays_the_published_item_and_its_change(center, phone, api, now):
    ivr.publish("courier-main", document("hotline-example"), now)
    editor = api.as_("manager")
    for answer in ("每天八点到十八点。", "每天九点到十七点。"):
        item = {"title": "办事时间", "answer_zh": answer}
        assert editor.put("/knowledge/office-hours", item).status == 200
        call = phone(call_sid=f"CA{len(answer) + ord(answer[2]):032d}").dial().press("1").press("1")
        assert call.heard[-1].startswith(answer)


def test_the_wait_is_estimated_for_a_caller_who_is_not_in_line_yet(ask, center, phone):
    told = ask("estimated_wait", queue="consult")
    assert (told["position"], told["seconds"], told["minutes"], told["agents"]) == (1, 180, 3, 0)
    phone().dial().press("0")
    told = ask("estimated_wait", queue="consult", language="en")
    assert told["sentence"] == "You would be number 2 in line, and wait about 6 minutes."
    assert ask("estimated_wait", queue="nowhere") == 404


@pytest.fixture
def billing(monkeypatch):
    """The sandbox's billing system, and its address in the settings."""
    with running(server(load(), "secret")) as url:
        monkeypatch.setenv("TRUNKLINE_BILLING_URL", url)
        monkeypatch.setenv("TRUNKLINE_BILLING_KEY", "secret")
        settings.cache_clear()
        yield
        monkeypatch.undo()
        settings.cache_clear()


def test_a_customer_hears_their_bill_and_balance(ask, billing):
    told = ask("bill", account=PHONE)
    assert (told["month"], told["total"], told["dueOn"]) == ("2026-04", "86.50", "2026-05-20")
    assert told["sentence"] == (
        "您2026年4月的账单一共86.50元，其中套餐费59.00元，国内通话费19.50元，增值业务费8.00元。请于5月20日前缴纳。"
    )
    assert ask("bill", account=PHONE, language="en")["sentence"].endswith("It is due on May 20.")
    assert ask("balance", account=PHONE)["sentence"] == "您的账户余额是36.80元。"
    assert ask("balance", account="13900000001")["sentence"] == "您的账户欠费12.30元。"
    assert ask("bill", account="13900000001") == {"found": False}
    assert ask("balance", account="1") == {"found": False}


def test_a_billing_system_that_fails_ends_in_fail(billing, monkeypatch, now):
    def status(name="balance"):
        return answer_to(FunctionCall(name, {"account": PHONE}), "t", now, 10)["status_code"]

    assert status() == 200
    monkeypatch.setenv("TRUNKLINE_BILLING_KEY", "wrong")
    settings.cache_clear()
    assert status() == status("bill") == 500
    monkeypatch.setenv("TRUNKLINE_BILLING_URL", "http://127.0.0.1:9")
    settings.cache_clear()
    assert status() == 500


def test_every_function_is_registered_by_its_file_alone():
    assert {"bill", "balance", "knowledge_item", "estimated_wait", "waybill_status"} <= set(functions.names())
    assert all(each.summary for each in functions.described())


@pytest.mark.covers("IVR-14")
def test_a_query_password_is_changed_by_who_knows_it_and_kept_only_as_a_hash(ask, keyed):
    def changed(new, again, old="246810"):
        return ask("password_change", phone=PHONE, old_password=old, new_password=new, new_again=again)

    assert changed("135791", "135792")["verdict"] == "mismatch"
    assert changed("12", "12")["verdict"] == "bad_shape"
    assert changed("135791", "135791") == {"isChanged": True, "verdict": "right", "triesLeft": 3}
    assert ask("password_check", phone=PHONE, password="246810")["verdict"] == "wrong"
    assert ask("password_check", phone=PHONE, password="135791")["isRight"]
    kept = find_secret(keyed.customer_id, SecretKind.QUERY)
    assert kept is not None
    assert "135791" not in kept.hashed
    assert kept.hashed.startswith("$argon2id$")


def test_three_wrong_tries_close_it_for_a_day(ask, keyed, now):
    def tried(password, at=now):
        told = ask("password_check", at=at, phone=PHONE, password=password)
        return told["verdict"], told["triesLeft"]

    assert [tried("000000") for _ in range(3)] == [("wrong", 2), ("wrong", 1), ("locked", 0)]
    assert tried("246810") == ("locked", 0)
    assert tried("246810", now + timedelta(hours=25)) == ("right", 3)


@pytest.mark.covers("IVR-15", "IVR-16")
@pytest.mark.parametrize(("kind", "secret"), [("handover", "112233"), ("cipher", "778899001")])
def test_the_handover_secrets_are_set_by_telephone_and_checked_at_the_handover(
    ask, api, keyed, now, kind, secret
):
    told = ask(
        "password_change",
        phone=PHONE,
        kind=kind,
        old_password="246810",
        new_password=secret,
        new_again=secret,
    )
    assert told["isChanged"]
    rows, _ = people.entries_of(now.date())
    assert {"kind": kind} in [row.after for row in rows if row.action == "customer.secret_changed"]
    address = f"/customers/{keyed.customer_id}/caller-secrets/check"
    desk = api.as_("agent")
    assert desk.post(address, {"kind": kind, "secret": secret}).json()["verdict"] == "right"
    wrong = desk.post(address, {"kind": kind, "secret": "999999"}).json()
    assert wrong == {"verdict": "wrong", "tries_left": 2}


@pytest.mark.covers("IVR-17")
def test_a_customer_hears_their_data_after_the_password_and_not_before(ask, keyed):
    told = ask("customer_profile", phone=PHONE, password="246810")
    assert told["sentence"] == "您的姓名是李雷，地址是上海市静安区1号。"
    assert ask("customer_profile", phone=PHONE, password="1") == {
        "isRight": False,
        "verdict": "wrong",
        "triesLeft": 2,
    }
    assert ask("customer_profile", phone="+8613900000000", password="1")["verdict"] == "unknown"


def test_a_customer_who_never_set_one_is_told_apart(ask, customer):
    assert ask("password_check", phone=PHONE, password="1")["verdict"] == "not_set"
    assert ask("password_check", phone=PHONE, password="1", kind="nonsense") == 400
