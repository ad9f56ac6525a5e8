"""Finding contacts, and who may see which."""

from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import Any

import pytest

from chalicelib import contacts
from chalicelib.aws import objects
from chalicelib.contacts import ContactQuery, ContactState, Event, EventType, NewContact, Recording, search
from chalicelib.problems import Invalid

FILTERS: dict[str, Any] = {
    "worker_sid": "WK1", "queue": "consult", "phone": "+8613800138000", "customer_id": "CU1",
    "has_recording": True, "disposition": "resolved",
}  # fmt: skip


@pytest.fixture
def day(tables: object) -> datetime:
    """A day of 24 contacts; each filter keeps another part of them."""
    start = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(hours=3)
    for number in range(24):
        at = start + timedelta(minutes=5 * (number // 2))
        contact_id = f"CT{number:032x}"
        contacts.start(
            NewContact(
                contact_id, "+8613800138000" if number % 2 else "+8613900139000", "4008888888",
                "CA" + contact_id[2:], customer_id="CU1" if number % 3 else None,
            ),
            at,
        )  # fmt: skip
        contacts.change(
            contact_id,
            worker_sid="WK1" if number % 4 else "WK2",
            queue="consult" if number % 5 else "order",
            disposition="resolved" if number % 6 else "other",
            ended_at=at,
            state=ContactState.ENDED.value,
        )
        if number % 7:
            stored = Recording(f"RE{number}", contact_id, "call", 3, f"recordings/{number}.wav", at)
            ready = Event(f"RE{number}:ready", EventType.RECORDING_READY, at, contact_id)
            contacts.add_recording(stored, ready)
    return start


def asked(day: datetime, **filters: Any) -> ContactQuery:
    return ContactQuery(start=day, end=day + timedelta(hours=4), limit=100, **filters)


@pytest.mark.covers("REC-06")
def test_each_filter_and_any_combination_returns_the_right_set(day: datetime) -> None:
    everything = search(asked(day)).items
    assert len(everything) == 24
    for size in range(1, len(FILTERS) + 1):
        for names in combinations(FILTERS, size):
            chosen = {name: FILTERS[name] for name in names}
            found = search(asked(day, **chosen)).items
            assert list(found) == [c for c in everything if _passes(c, chosen)], names


def _passes(contact: contacts.Contact, chosen: dict[str, Any]) -> bool:
    read = {name: getattr(contact, "from_number" if name == "phone" else name) for name in chosen}
    return read == chosen


def test_pages_put_together_are_the_whole_list_newest_first(day: datetime) -> None:
    whole = search(asked(day)).items
    paged: list[contacts.Contact] = []
    cursor = None
    while True:
        page = search(ContactQuery(start=day, end=day + timedelta(hours=4), limit=5, cursor=cursor))
        paged += page.items
        cursor = page.next_cursor
        if cursor is None:
            break
    assert tuple(paged) == whole
    assert list(whole) == sorted(whole, key=lambda c: (c.started_at, c.contact_id), reverse=True)


def test_a_range_of_more_than_a_month_needs_a_customer_or_a_number(day: datetime) -> None:
    with pytest.raises(Invalid):
        search(ContactQuery(start=day - timedelta(days=40), end=day))
    far = ContactQuery(start=day - timedelta(days=40), end=day + timedelta(hours=4), customer_id="CU1")
    assert len(search(far).items) == 16


@pytest.mark.usefixtures("day")
def test_an_agent_sees_own_contacts_and_those_of_own_customers_only(api: Any) -> None:
    contacts.start(NewContact("CT" + "f" * 32, "+861", "400", "CA" + "f" * 32, customer_id="CU9"), _now())
    contacts.change("CT" + "f" * 32, worker_sid="WK2", ended_at=_now(), state="ended")
    own = api.as_("agent", worker_sid="WK1")
    listed = own.get("/contacts", limit=200).json()["items"]
    assert {item["worker_sid"] for item in listed} == {"WK1"}
    assert own.get("/contacts", agent="WK2").json()["items"] == []
    assert own.get("/contacts", customer_id="CU9").json()["items"] == []
    theirs = {item["worker_sid"] for item in own.get("/contacts", customer_id="CU1").json()["items"]}
    assert theirs == {"WK1", "WK2"}
    assert own.get(f"/contacts/CT{'f' * 32}").status == 404
    assert own.get(f"/contacts/CT{'f' * 32}/trace").status == 404
    assert own.get("/contacts/CT" + "0" * 31 + "1").status == 200


@pytest.mark.usefixtures("day")
def test_a_supervisor_sees_everybodys_contacts(api: Any) -> None:
    start = (_now() - timedelta(hours=5)).isoformat()
    listed = api.as_("supervisor").get("/contacts", from_=start, limit=200).json()["items"]
    assert {item["worker_sid"] for item in listed} == {"WK1", "WK2"}


def test_nobody_sees_contacts_without_signing_in_or_without_the_permission(api: Any) -> None:
    assert api.get("/contacts").status == 401
    assert api.as_("agent", permissions=frozenset()).get("/contacts").status == 403


@pytest.mark.usefixtures("day")
def test_a_recording_is_played_by_those_who_may_and_the_playing_is_logged(api: Any) -> None:
    objects.put("recordings/1.wav", b"RIFF", "audio/wav")
    path = f"/contacts/CT{1:032x}/recordings/RE1"
    supervisor = api.as_("supervisor")
    answer = supervisor.get(path)
    assert answer.status == 200
    assert "recordings/1.wav" in answer.json()["url"]
    from chalicelib import people

    logged, _ = people.entries_of(_today())
    assert [(entry.action, entry.username) for entry in logged] == [("recording.played", "supervisor")]
    assert (
        api.as_("agent", worker_sid="WK1", permissions=frozenset({"contacts.read"})).get(path).status == 403
    )
    assert supervisor.get(f"/contacts/CT{1:032x}/recordings/RE99").status == 404


@pytest.mark.usefixtures("tables")
def test_bad_filters_are_named(api: Any) -> None:
    answer = api.as_("supervisor").get("/contacts", day="yesterday", limit=0)
    assert answer.status == 422
    assert {field["field"] for field in answer.json()["error"]["fields"]} == {"day", "limit"}
    assert api.as_("supervisor").get("/contacts", cursor="x").status == 422


def test_a_contact_shows_its_timeline_in_both_languages(api: Any, day: datetime) -> None:
    contacts.change(f"CT{1:032x}", state=ContactState.TALKING.value)
    shown = api.as_("supervisor").get(f"/contacts/CT{1:032x}").json()
    assert shown["contact"]["state"] == "talking"
    assert shown["timeline"][0]["title"] == {"zh": "来电", "en": "Call arrived"}
    assert [one["recording_id"] for one in shown["recordings"]] == ["RE1"]
    trace = api.as_("supervisor").get(f"/contacts/CT{1:032x}/trace").json()
    assert len(trace["steps"]) == 12
    assert trace["is_complete"] is False


def _now() -> datetime:
    return datetime.now(UTC)


def _today() -> Any:
    from zoneinfo import ZoneInfo

    return _now().astimezone(ZoneInfo("Asia/Shanghai")).date()
