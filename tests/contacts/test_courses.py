"""A reservation's row in the log: it grows by a step with each change, and its events are read out of it."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from bench.call_cost.stream import passes
from chalicelib import contacts
from chalicelib.aws.clients import client
from chalicelib.aws.tables import transaction
from chalicelib.contacts import Course, Event, EventType, NewContact
from chalicelib.contacts.records import LineRecord
from chalicelib.problems import TransactionLost
from infra.template import STREAM_FILTERS

pytestmark = pytest.mark.usefixtures("tables")
CT, WT, WR, WK = (prefix + "1" * 32 for prefix in ("CT", "WT", "WR", "WK"))
KILOBYTE = 1024
ACCEPTED, WRAPPING = EventType.RESERVATION_ACCEPTED, EventType.RESERVATION_WRAPPING
TIMEOUT, COMPLETED = EventType.RESERVATION_TIMEOUT, EventType.RESERVATION_COMPLETED


def told(status: str, kind: EventType, at: datetime, contact_id: str = CT, **given: Any) -> Event:
    queue, data = given.pop("queue", "consult"), {"task_sid": WT, **given}
    return Event(f"{WR}:{status}", kind, at, contact_id, WK, queue, WR, data)


def begin(at: datetime, contact_id: str = CT, **given: Any) -> Event:
    event = told("created", EventType.RESERVATION_CREATED, at, contact_id, **given)
    with transaction() as writes:
        contacts.stage_course(writes, event, "pending")
    return event


def step(event: Event, status: str, before: str, begun_at: datetime) -> None:
    with transaction(looks_again=True) as writes:
        contacts.stage_step(writes, event, status, (before,), begun_at)


def image(contact_id: str = CT, key: str = WR) -> dict[str, Any]:
    found = {"subject": {"S": contact_id}, "key": {"S": key}}
    table = LineRecord.Meta.table_name
    return dict(client("dynamodb").get_item(TableName=table, Key=found, ConsistentRead=True)["Item"])


def size(item: dict[str, Any]) -> int:
    """An item as DynamoDB counts it: UTF-8, three bytes for a list and one for each of its texts."""
    total = 0
    for name, value in item.items():
        texts = [each["S"] for each in value["L"]] if "L" in value else [value.get("S") or value["N"]]
        total += len(name.encode()) + sum(len(text.encode()) + 1 for text in texts) + 3
    return total


def test_the_events_of_a_reservation_are_read_as_they_were_told(now: datetime) -> None:
    later = now + timedelta(seconds=9)
    events = [begin(now)]
    for status, kind, before in (
        ("accepted", ACCEPTED, "pending"),
        ("wrapping", WRAPPING, "accepted"),
        ("completed", COMPLETED, "wrapping"),
    ):
        events.append(told(status, kind, later))
        step(events[-1], status, before, now)
    assert contacts.events_of(CT) == events
    assert list(contacts.story(CT).events) == events
    assert contacts.courses([(CT, WR)]) == {WR: Course("completed", later)}
    assert contacts.courses([(CT, WR), (CT, "WRother")]).keys() == {WR}


def test_a_step_from_another_status_is_lost_and_tells_nothing(now: datetime) -> None:
    created = begin(now)
    with pytest.raises(TransactionLost):
        step(told("wrapping", WRAPPING, now), "wrapping", "accepted", now)
    with pytest.raises(TransactionLost):
        step(told("accepted", ACCEPTED, now, "CT" + "9" * 32), "accepted", "pending", now)
    assert contacts.events_of(CT) == [created]


def test_an_image_of_the_stream_tells_only_the_newest_step(now: datetime) -> None:
    created = begin(now)
    assert contacts.events_of_image(image()) == [created]
    accepted, wrapping = told("accepted", ACCEPTED, now), told("wrapping", WRAPPING, now)
    step(accepted, "accepted", "pending", now)
    assert contacts.events_of_image(image()) == [accepted]
    step(wrapping, "wrapping", "accepted", now)
    assert contacts.events_of_image(image()) == [wrapping]


def test_what_is_told_beside_the_first_event_is_told_once(now: datetime) -> None:
    task = Event(f"{WT}:created", EventType.TASK_CREATED, now, CT, queue="consult", data={"task_sid": WT})
    created, accepted = told("created", EventType.RESERVATION_CREATED, now), told("accepted", ACCEPTED, now)
    with transaction() as writes:
        contacts.stage_course(writes, created, "pending", [task])
    assert contacts.events_of_image(image()) == [task, created]
    step(accepted, "accepted", "pending", now)
    assert contacts.events_of_image(image()) == [accepted]
    assert contacts.events_of(CT) == [task, created, accepted]


@pytest.mark.parametrize("contact_id", [CT, WT])
def test_a_row_stays_below_a_kilobyte_with_the_longest_names_and_reasons(
    now: datetime, contact_id: str
) -> None:
    begin(now, contact_id, queue="队" * 64)
    reason = told("rejected", EventType.RESERVATION_REJECTED, now, contact_id, reason="忙" * 100)
    step(reason, "rejected", "pending", now)
    assert size(image(contact_id)) < KILOBYTE


def test_a_row_that_goes_all_the_way_stays_below_a_kilobyte(now: datetime) -> None:
    begin(now, WT, queue="队" * 64)
    statuses = [("accepted", ACCEPTED), ("wrapping", WRAPPING), ("completed", COMPLETED)]
    before = "pending"
    for status, kind in statuses:
        step(told(status, kind, now, WT), status, before, now)
        before = status
    assert size(image(WT)) < KILOBYTE


def test_a_missed_ring_counts_in_the_figures_of_its_hour(now: datetime) -> None:
    begin(now)
    at = now + timedelta(hours=1)
    step(told("timeout", TIMEOUT, at, reason="rona"), "timeout", "pending", now)
    (figure,) = contacts.counted_lines(now, at + timedelta(hours=1))
    assert (figure.type, figure.at, figure.queue) == (TIMEOUT, at, "consult")
    assert contacts.counted_lines(now, at) == []


def test_steps_of_a_task_from_outside_are_found_by_time_even_days_later(now: datetime) -> None:
    created = begin(now, WT)
    accepted = told("accepted", ACCEPTED, now + timedelta(hours=3), WT)
    completed = told("completed", COMPLETED, now + timedelta(days=2), WT)
    step(accepted, "accepted", "pending", now)
    step(completed, "completed", "accepted", now)
    hour = timedelta(hours=1)
    for event in (created, accepted, completed):
        assert contacts.events_between(event.at, event.at + hour) == [event]
    assert contacts.events_between(now, now + timedelta(days=3)) == [created, accepted, completed]
    assert contacts.events_of(WT) == [created, accepted, completed]


def test_the_deployed_stream_lets_through_new_lines_and_steps_of_reservations_only(now: datetime) -> None:
    begin(now)
    patterns = [json.loads(each) for each in STREAM_FILTERS]
    course, silent = image(), {"key": {"S": "00007"}, "line": {"S": '{"c":{"note":"x"}}'}}
    head = {"key": {"S": "00000"}, "line": {"S": '{"e":[]}'}, "filed": {"N": "9"}}
    expected = (("INSERT", course, True), ("MODIFY", course, True), ("INSERT", silent, False))
    for name, row, is_let_through in (*expected, ("MODIFY", head, False), ("REMOVE", course, False)):
        record = {"eventName": name, "dynamodb": {"NewImage": row}}
        assert any(passes(each, record) for each in patterns) is is_let_through


def test_a_read_that_lags_is_made_good_by_what_the_stream_tells(now: datetime) -> None:
    table = LineRecord.Meta.table_name
    contacts.start(NewContact(CT, "+8613800138000", "4008888888", "CA" + "1" * 32), now)
    begin(now)
    for name in ("first", "second"):
        contacts.record(Event(name, EventType.NOTE_SAVED, now, CT, WK))
    step(told("accepted", ACCEPTED, now), "accepted", "pending", now)
    whole, images = contacts.story(CT), [image(), image(key="00001"), image(key="00002")]
    # As a read would find it that does not know the latest yet.
    for key in (WR, "00001", "00002"):
        client("dynamodb").delete_item(TableName=table, Key={"subject": {"S": CT}, "key": {"S": key}})
    assert contacts.story_with(CT, images) == whole
    # One line in between is neither told nor read: then what is there for certain is what counts.
    assert contacts.story_with(CT, [images[2]]) == contacts.story(CT)
