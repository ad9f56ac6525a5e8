"""Waybills and the events that make their state."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib import people, waybills
from chalicelib.problems import Conflict, Invalid
from chalicelib.waybills import Party, Status, TrackingEvent, Waybill, bulk, digits_of
from chalicelib.waybills.waybill import appended, event_id_of
from chalicelib.waybills.wording import STATUS_TEXT

ROOT = people.system("test")
START = datetime(2026, 5, 10, 0, 0, tzinfo=UTC)
SHANGHAI = "Asia/Shanghai"


def _event(hours: float, status: Status, city: str = "上海", site: str = "") -> TrackingEvent:
    at = START + timedelta(hours=hours)
    return TrackingEvent(event_id_of(at, status, city, site), at, status, city, site)


def _waybill(number: str = "100200300400", events: tuple[TrackingEvent, ...] = ()) -> Waybill:
    return Waybill(
        number, Party("锦绣茶行", "+8613757100001", "杭州"), Party("王小明", "+8613800138000", "上海"), START,
        customer_id="CU1", events=events,
    )  # fmt: skip


WAY = [
    _event(1, Status.PICKED_UP, "杭州", "杭州滨江营业部"),
    _event(5, Status.IN_TRANSIT, "杭州", "杭州转运中心"),
    _event(20, Status.ARRIVED, "上海", "上海转运中心"),
    _event(26, Status.OUT_FOR_DELIVERY, "上海", "上海张江营业部"),
    _event(28, Status.DELIVERED, "上海", "上海张江营业部"),
]
EVENTS = st.lists(
    st.builds(_event, st.integers(0, 5), st.sampled_from(Status), st.sampled_from(["上海", "杭州"])),
    max_size=8,
)


@pytest.mark.covers("WB-02")
@given(EVENTS, st.data())
def test_events_in_any_order_any_number_of_times_make_the_same_waybill(
    events: list[TrackingEvent], data: Any
) -> None:
    in_turn = _waybill()
    for event in events:
        in_turn = appended(in_turn, [event])
    shuffled = data.draw(st.permutations([*events, *events]))
    size = data.draw(st.integers(1, 5))
    otherwise = _waybill()
    for at in range(0, len(shuffled), size):
        otherwise = appended(otherwise, shuffled[at : at + size])
    assert otherwise == in_turn
    assert all(earlier.at <= later.at for earlier, later in pairwise(in_turn.events))
    assert in_turn.status == (max(events, key=_newest).status if events else Status.CREATED)


def _newest(event: TrackingEvent) -> tuple[datetime, int, str]:
    return event.at, list(Status).index(event.status), event.event_id


@given(st.data())
def test_two_tellings_of_one_event_end_the_same_in_either_order(data: Any) -> None:
    words = st.sampled_from(["", "已揽收", "快递员已揽收"])
    one, other = (
        TrackingEvent("EV1", START, Status.PICKED_UP, description=data.draw(words)) for _ in range(2)
    )
    assert appended(_waybill(), [one, other]) == appended(_waybill(), [other, one])


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("100200300400", "100200300400"),
        ("TL1002003004005", "1002003004005"),
        ("tl 1002-0030-04005", "1002003004005"),
        ("123456789", None),
        ("1234567890123456", None),
        ("A1234567890", None),
        ("ABC1234567890", None),
        ("", None),
    ],
)
def test_a_number_is_ten_to_fifteen_digits_with_or_without_two_letters(
    written: str, digits: str | None
) -> None:
    assert digits_of(written) == digits


def test_a_parcel_is_late_once_its_promise_has_passed_until_it_is_delivered() -> None:
    from dataclasses import replace

    parcel = replace(_waybill(events=tuple(WAY[:3])), promised_at=START + timedelta(hours=24))
    assert not parcel.is_late(START + timedelta(hours=23))
    assert parcel.is_late(START + timedelta(hours=25))
    assert not appended(parcel, WAY).is_late(START + timedelta(hours=30))


@pytest.mark.covers("WB-01")
def test_the_sentence_says_status_time_and_place_in_both_languages() -> None:
    parcel = _waybill(events=tuple(WAY[:2]))
    zh = waybills.sentence(parcel, "zh-CN", SHANGHAI)
    en = waybills.sentence(parcel, "en-US", SHANGHAI)
    assert zh == "您的运单运输中。最新动态：5月10日13点整，在杭州转运中心。"
    assert en == "Your parcel is in transit. Last seen on May 10 at 13:00, at 杭州转运中心."
    assert "已下单" in waybills.sentence(_waybill(), "zh-CN", SHANGHAI)


def test_every_status_has_words_in_both_languages() -> None:
    assert set(STATUS_TEXT) == set(Status)
    assert all(zh and en for zh, en in STATUS_TEXT.values())


@pytest.mark.covers("WB-01")
def test_a_waybill_is_found_by_number_phone_and_customer(tables: Any, now: datetime) -> None:
    waybills.save(_waybill("TL1002003004005", tuple(WAY)), by=ROOT, now=now)
    for asked in ("TL1002003004005", "1002003004005", "tl 1002003004005"):
        found = waybills.find(asked)
        assert found is not None
        assert (found.status, len(found.events)) == (Status.DELIVERED, 5)
    assert waybills.find("ZZ1002003004005") is None
    assert waybills.find("999999999999") is None
    assert waybills.find("not a number") is None
    assert [each.number for each in waybills.of_phone("138 0013 8000")] == ["TL1002003004005"]
    assert [each.number for each in waybills.of_phone("13757100001")] == ["TL1002003004005"]
    assert [each.number for each in waybills.of_customer("CU1")] == ["TL1002003004005"]
    assert waybills.of_phone("anonymous") == []


def test_the_one_last_heard_of_comes_first(tables: Any, now: datetime) -> None:
    waybills.save(_waybill("100200300401", tuple(WAY[:2])), by=ROOT, now=now)
    waybills.save(_waybill("100200300402", tuple(WAY[:4])), by=ROOT, now=now)
    waybills.save(_waybill("100200300403", tuple(WAY[:1])), by=ROOT, now=now)
    last_digits = [each.number[-1] for each in waybills.of_phone("13800138000")]
    assert last_digits == ["2", "1", "3"]


@pytest.mark.covers("WB-02")
def test_events_pushed_out_of_order_stand_in_order_and_set_the_status(api: Any) -> None:
    manager = api.as_("manager")
    body = {
        "sender": {"name": "锦绣茶行", "phone": "13757100001", "city": "杭州"},
        "receiver": {"name": "王小明", "phone": "13800138000", "city": "上海"},
        "created_at": "2026-05-10T08:00:00+08:00",
    }
    assert manager.put("/waybills/100200300400", body).json()["status"] == "created"
    arrived = {"at": "2026-05-11T04:00:00+08:00", "status": "arrived", "city": "上海"}
    picked_up = {"at": "2026-05-10T09:00:00+08:00", "status": "picked_up", "city": "杭州"}
    first = manager.post("/waybills/100200300400/events", {"events": [arrived]}).json()
    then = manager.post("/waybills/100200300400/events", {"events": [picked_up, arrived]}).json()
    again = manager.post("/waybills/100200300400/events", {"events": [picked_up]}).json()
    assert first["status"] == then["status"] == "arrived"
    assert [each["status"] for each in then["events"]] == ["picked_up", "arrived"]
    assert again == then
    shown = api.as_("agent").get("/waybills/100200300400").json()
    assert shown["status_text"] == {"zh": "已到达", "en": "arrived at the depot"}
    assert shown["latest"]["city"] == "上海"


@pytest.mark.parametrize(
    ("event", "field"),
    [
        ({"at": "2026-05-10T09:00:00", "status": "picked_up"}, "events.0.at"),
        ({"at": "yesterday", "status": "picked_up"}, "events.0.at"),
        ({"at": "2026-05-10T09:00:00Z", "status": "flying"}, "events.0.status"),
        ({"status": "picked_up"}, "events.0.at"),
    ],
)
def test_a_bad_event_is_refused_and_none_of_its_batch_is_kept(
    event: dict[str, str], field: str, api: Any, now: datetime
) -> None:
    waybills.save(_waybill(), by=ROOT, now=now)
    good = {"at": "2026-05-10T09:00:00Z", "status": "picked_up"}
    answer = api.as_("manager").post("/waybills/100200300400/events", {"events": [event, good]})
    assert answer.status == 422
    assert field in [each["field"] for each in answer.json()["error"]["fields"]]
    assert waybills.fetch("100200300400").events == ()


def test_an_event_of_an_unknown_waybill_is_404(api: Any) -> None:
    event = {"at": "2026-05-10T09:00:00Z", "status": "picked_up"}
    assert api.as_("manager").post("/waybills/100200300400/events", {"events": [event]}).status == 404


def test_a_list_must_say_whose(api: Any) -> None:
    assert api.as_("agent").get("/waybills").status == 422
    assert api.as_("agent").get("/waybills", number="100200300400").json()["items"] == []


def test_the_same_digits_with_other_letters_are_refused(tables: Any, now: datetime) -> None:
    waybills.save(_waybill("TL1002003004005"), by=ROOT, now=now)
    with pytest.raises(Conflict):
        waybills.save(_waybill("ZZ1002003004005"), by=ROOT, now=now)


def test_events_pushed_at_the_same_time_are_all_kept(tables: Any, now: datetime) -> None:
    from concurrent.futures import ThreadPoolExecutor

    waybills.save(_waybill(), by=ROOT, now=now)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda event: waybills.append("100200300400", [event], by=ROOT, now=now), WAY[:4]))
    assert waybills.fetch("100200300400").events == tuple(WAY[:4])


def test_a_waybill_holds_only_so_many_events(tables: Any, now: datetime) -> None:
    waybills.save(_waybill(), by=ROOT, now=now)
    many = [_event(minute / 60, Status.IN_TRANSIT) for minute in range(201)]
    with pytest.raises(Invalid):
        waybills.append("100200300400", many, by=ROOT, now=now)


def test_an_import_that_lost_a_race_keeps_what_the_other_wrote(
    tables: Any, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chalicelib.waybills import store

    waybills.save(_waybill(), by=ROOT, now=now)
    read = store.fetch_many

    def read_then_lose(digits: Any) -> dict[str, Waybill]:
        found = read(digits)
        waybills.append("100200300400", [WAY[1]], by=ROOT, now=now)
        return found

    monkeypatch.setattr(store, "fetch_many", read_then_lose)
    assert bulk.append_all([("100200300400", WAY[0])], now) == ["updated"]
    assert waybills.fetch("100200300400").events == tuple(WAY[:2])


def test_the_store_does_the_same_on_another_dynamodb(moto_tables: None, now: datetime) -> None:
    waybills.save(_waybill(), by=ROOT, now=now)
    waybills.append("100200300400", [WAY[1]], by=ROOT, now=now)
    waybills.append("100200300400", [WAY[0], WAY[1]], by=ROOT, now=now)
    assert waybills.fetch("100200300400").events == tuple(WAY[:2])
    assert [each.status for each in waybills.of_phone("13800138000")] == [Status.IN_TRANSIT]


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (Status.ARRIVED, "Your parcel has arrived at the depot."),
        (Status.OUT_FOR_DELIVERY, "Your parcel is out for delivery."),
        (Status.DELIVERED, "Your parcel has been delivered."),
    ],
)
def test_the_english_sentence_reads_as_people_speak(status: Status, said: str) -> None:
    parcel = _waybill(events=(_event(1, status),))
    assert waybills.sentence(parcel, "en-US", SHANGHAI).startswith(said)
