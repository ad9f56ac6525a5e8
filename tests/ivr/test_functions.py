"""What a flow can ask us: prices, passwords, the customer's own data."""

import json
from datetime import timedelta

import pytest

from chalicelib import customers, people
from chalicelib.ivr import functions
from chalicelib.ivr.secret_store import SecretKind, find_secret

PHONE = "+8613800138000"


@pytest.fixture
def customer(tables, now):
    details = customers.Details(phones=(PHONE,), name="李雷", address="上海市静安区1号")
    return customers.create(details, by=None, now=now)


@pytest.fixture
def ask(now):
    def asked(name, at=now, **parameters):
        answer = functions.answer(name, parameters, at)
        return json.loads(answer["body"]) if answer["status_code"] == 200 else answer["status_code"]

    return asked


@pytest.fixture
def keyed(api, customer):
    """The customer has a query password."""
    body = {"kind": "query", "secret": "246810"}
    assert api.as_("admin").put(f"/customers/{customer.customer_id}/caller-secrets", body).status == 204
    return customer


@pytest.mark.parametrize(
    ("grams", "zone", "total"),
    [
        ("900", "city", "8.00"),
        ("1000", "city", "8.00"),
        ("1001", "city", "10.00"),
        ("3500", "country", "38.00"),
    ],
)
def test_freight_is_a_base_price_and_a_charge_for_each_kilogram_begun(ask, grams, zone, total):
    told = ask("freight_quote", weight_grams=grams, zone=zone)
    assert told["total"] == total
    assert total in told["sentence"]
    assert "yuan" in ask("freight_quote", weight_grams=grams, zone=zone, language="en")["sentence"]


def test_freight_of_nothing_or_to_nowhere_is_not_known(ask):
    assert ask("freight_quote", weight_grams="0") == {"known": False}
    assert ask("freight_quote", weight_grams="5", zone="moon") == {"known": False}
    assert ask("freight_quote", weight_grams="heavy") == 400


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
