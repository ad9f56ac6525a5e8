"""The customer file over the API and in the store."""

import threading
from datetime import datetime
from typing import Any

import pytest

from chalicelib import customers, people
from chalicelib.customers import Details, Gender, Tier, UserType, bulk
from chalicelib.customers.records import CustomerKeyRecord
from chalicelib.problems import Conflict

ROOT = people.system("test")
WANG = {
    "phones": ["138 0013 8000", "021-58881234"],
    "name": "王小明",
    "card_no": "vip000001",
    "gender": "male",
    "address": "上海市浦东新区张江路88号",
    "email": "Wang@Example.com",
    "user_types": ["telephone", "web"],
    "tier": "vip",
}


def _ids(answer: Any) -> list[str]:
    return [each["customer_id"] for each in answer.json()["items"]]


@pytest.mark.covers("CRM-02")
def test_a_customer_is_kept_with_the_basic_fields_and_read_back(api: Any) -> None:
    agent = api.as_("agent")
    created = agent.post("/customers", WANG)
    assert created.status == 201
    customer = created.json()
    assert customer["phones"] == ["+8613800138000", "+862158881234"]
    assert customer["card_no"] == "VIP000001"
    assert customer["email"] == "wang@example.com"
    assert agent.get(f"/customers/{customer['customer_id']}").json() == customer
    changed = agent.patch(f"/customers/{customer['customer_id']}", {"gender": "female", "version": 1}).json()
    assert (changed["gender"], changed["version"]) == ("female", 2)


@pytest.mark.covers("CRM-02")
@pytest.mark.parametrize(
    "query",
    [
        {"phone": "13800138000"},
        {"phone": "+86 21 5888 1234"},
        {"card_no": "VIP000001"},
        {"email": "WANG@example.com"},
        {"name": "王"},
        {"name": "王小明"},
        {"address": "上海市浦东"},
        {"gender": "male"},
        {"gender": "male", "name": "王小"},
        {"q": "13800138000"},
        {"q": "vip000001"},
        {"q": "wang@example.com"},
        {"q": "王小"},
        {},
    ],
    ids=str,
)
def test_a_customer_is_found_by_each_field(query: dict[str, str], api: Any) -> None:
    agent = api.as_("agent")
    wang = agent.post("/customers", WANG).json()["customer_id"]
    agent.post(
        "/customers", {"phones": ["13900139000"], "name": "李娜", "gender": "female", "address": "北京市"}
    )
    found = _ids(agent.get("/customers", **query))
    assert wang in found
    assert len(found) == (1 if query else 2)


@pytest.mark.parametrize(
    "query",
    [
        {"phone": "13700137000"},
        {"name": "小明"},
        {"name": "王", "gender": "female"},
        {"q": "nobody@example.com"},
    ],
    ids=str,
)
def test_a_search_finds_no_stranger(query: dict[str, str], api: Any) -> None:
    api.as_("agent").post("/customers", WANG)
    assert _ids(api.as_("agent").get("/customers", **query)) == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"phones": ["12"]}, "phones.0"),
        ({"phones": [], "card_no": None, "email": None}, "phones"),
        ({"email": "wang"}, "email"),
        ({"card_no": "?"}, "card_no"),
        ({"gender": "other"}, "gender"),
        ({"name": "王" * 65}, "name"),
        ({"tier": "gold"}, "tier"),
    ],
    ids=str,
)
def test_a_bad_field_is_named_and_nothing_is_kept(wrong: dict[str, Any], field: str, api: Any) -> None:
    answer = api.as_("agent").post("/customers", {**WANG, **wrong})
    assert answer.status == 422
    assert field in [each["field"] for each in answer.json()["error"]["fields"]]
    assert _ids(api.as_("agent").get("/customers")) == []


@pytest.mark.parametrize("field", ["phones", "card_no", "email"])
def test_a_phone_a_card_and_a_mail_address_belong_to_one_customer(field: str, api: Any) -> None:
    agent = api.as_("agent")
    agent.post("/customers", WANG)
    other = {"phones": ["13900139000"], "name": "李娜", field: WANG[field]}
    answer = agent.post("/customers", other)
    assert answer.status == 409
    assert answer.json()["error"]["fields"][0]["field"] == field
    assert _ids(agent.get("/customers", name="李娜")) == []


def test_a_number_that_is_given_up_is_free_for_somebody_else(api: Any) -> None:
    agent = api.as_("agent")
    wang = agent.post("/customers", WANG).json()
    agent.patch(f"/customers/{wang['customer_id']}", {"phones": ["13800138000"]})
    answer = agent.post("/customers", {"phones": ["02158881234"], "name": "李娜"})
    assert answer.status == 201
    assert agent.get("/customers", phone="13800138000").json()["items"][0]["name"] == "王小明"


def test_a_change_of_an_old_version_is_refused(api: Any) -> None:
    agent = api.as_("agent")
    wang = agent.post("/customers", WANG).json()
    path = f"/customers/{wang['customer_id']}"
    assert agent.patch(path, {"name": "王大明", "version": 1}).status == 200
    late = agent.patch(path, {"name": "王中明", "version": 1})
    assert (late.status, late.json()["error"]["fields"][0]["rule"]) == (409, "stale")
    assert agent.get(path).json()["name"] == "王大明"


def test_a_change_cannot_leave_a_customer_that_nobody_can_find(api: Any) -> None:
    agent = api.as_("agent")
    wang = agent.post("/customers", {"phones": ["13800138000"]}).json()
    assert agent.patch(f"/customers/{wang['customer_id']}", {"phones": []}).status == 422


def test_an_unknown_customer_is_404(api: Any) -> None:
    assert api.as_("agent").get("/customers/CUnobody").status == 404


@pytest.mark.parametrize("opener", ["create", "save"])
def test_two_who_open_a_file_for_one_phone_at_once_make_one_file(
    opener: str, tables: Any, now: datetime
) -> None:
    threads = 8
    start = threading.Barrier(threads)
    results: list[str] = []

    def open_file(number: int) -> None:
        details = Details(phones=("+8613800138000",), name=f"王{number}")
        start.wait()
        try:
            done = getattr(customers, opener)(details, by=ROOT, now=now)
            results.append(done.customer_id)
        except Conflict:
            results.append("conflict")

    workers = [threading.Thread(target=open_file, args=(number,)) for number in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(set(results) - {"conflict"}) == 1
    found, _ = customers.search(now=now)
    assert len(found) == 1
    assert CustomerKeyRecord.get("phone#+8613800138000").customer_id == found[0].customer_id


@pytest.mark.covers("CRM-01")
def test_the_same_person_by_phone_mail_and_sms_is_one_customer(tables: Any, now: datetime) -> None:
    def told(media: UserType, **rest: Any) -> customers.Customer:
        return customers.save(Details(user_types=frozenset({media}), **rest), by=ROOT, now=now)

    by_phone = told(UserType.TELEPHONE, phones=("+8613800138000",), name="王小明", email="wang@example.com")
    by_mail = told(UserType.MAIL, email="wang@example.com")
    by_sms = told(UserType.SMS, phones=("+8613800138000",))
    assert by_phone.customer_id == by_mail.customer_id == by_sms.customer_id
    known = customers.fetch(by_phone.customer_id)
    assert known.name == "王小明"
    assert known.user_types == {UserType.TELEPHONE, UserType.MAIL, UserType.SMS}
    assert customers.by_email("Wang@Example.com") == known


@pytest.mark.covers("DESK-32")
def test_saving_what_a_caller_says_adds_to_the_file(tables: Any, now: datetime) -> None:
    customers.save(Details(phones=("+8613800138000",), name="王小明", tier=Tier.VIP), by=ROOT, now=now)
    told = Details(phones=("+8613800138000", "+8613900139000"), address="上海市", gender=Gender.MALE)
    saved = customers.save(told, by=ROOT, now=now)
    assert (saved.name, saved.tier, saved.address) == ("王小明", Tier.VIP, "上海市")
    assert saved.phones == ("+8613800138000", "+8613900139000")
    assert customers.by_phone("13900139000") == saved


def test_saving_the_same_again_writes_nothing(tables: Any, now: datetime) -> None:
    told = Details(phones=("+8613800138000",), name="王小明")
    assert customers.save(told, by=ROOT, now=now).version == 1
    assert customers.save(told, by=ROOT, now=now).version == 1


def test_phones_of_two_customers_are_not_taken_for_one_person(tables: Any, now: datetime) -> None:
    customers.create(Details(phones=("+8613800138000",)), by=ROOT, now=now)
    customers.create(Details(phones=("+8613900139000",)), by=ROOT, now=now)
    with pytest.raises(Conflict) as refused:
        customers.save(Details(phones=("+8613800138000", "+8613900139000")), by=ROOT, now=now)
    assert refused.value.code == "several_customers"


@pytest.mark.parametrize("stranger", ["anonymous", "", "sip:alice@example.com", "13700137000"])
def test_a_stranger_is_nobody(stranger: str, tables: Any) -> None:
    assert customers.by_phone(stranger) is None


def test_a_long_list_comes_page_by_page_and_whole(tables: Any, now: datetime) -> None:
    batch = [Details(phones=(f"+86138{count:08d}",), name=f"王{count}") for count in range(130)]
    assert bulk.save_all(batch, now) == ["created"] * 130
    for query in ({"name": "王"}, {}):
        seen: list[str] = []
        cursor = None
        while True:
            found, cursor = customers.search(**query, now=now, cursor=cursor)
            seen += [each.name for each in found]
            if cursor is None:
                break
        assert sorted(seen) == sorted(each.name for each in batch)


def test_a_cursor_of_something_else_is_refused(api: Any) -> None:
    assert api.as_("agent").get("/customers", name="王", cursor="no-cursor").status == 422


def test_the_store_does_the_same_on_another_dynamodb(moto_tables: None, now: datetime) -> None:
    wang = customers.create(Details(phones=("+8613800138000",), name="王小明"), by=ROOT, now=now)
    with pytest.raises(Conflict):
        customers.create(Details(phones=("+8613800138000",)), by=ROOT, now=now)
    customers.change(wang.customer_id, {"phones": ("+8613900139000",)}, by=ROOT, now=now)
    assert customers.by_phone("13800138000") is None
    assert customers.by_phone("13900139000") is not None
    assert [each.name for each in customers.search(name="王", now=now)[0]] == ["王小明"]
