"""The event log and the summaries, against the embedded DynamoDB API."""

from datetime import datetime, timedelta

import pytest

from chalicelib import contacts
from chalicelib.aws.tables import transaction
from chalicelib.contacts import ContactState, Event, EventType, NewContact, Recording, event_store
from chalicelib.contacts.records import LineRecord
from chalicelib.problems import NotFound, TransactionLost

pytestmark = pytest.mark.usefixtures("tables")
CT = "CT" + "1" * 32


def begin(now: datetime, contact_id: str = CT, **known: object) -> contacts.Contact:
    new = NewContact(
        contact_id=contact_id, from_number="+8613800138000", to_number="4008888888",
        call_sid="CA" + contact_id[2:], **known,
    )  # fmt: skip
    return contacts.start(new, now)


def ringing(at: datetime) -> Event:
    return Event(
        "CA1:ringing", EventType.AGENT_RINGING, at, CT, worker_sid="WK1", data={"n": 1.5, "字": "键"}
    )


def test_an_event_told_twice_stands_once_as_it_was_told_first(now: datetime) -> None:
    first = ringing(now)
    assert contacts.record(first, ringing(now + timedelta(seconds=1))) == (first,)
    assert contacts.events_of(CT) == [first]


def test_a_contact_begins_once_and_says_so_once(now: datetime) -> None:
    begin(now, gateway="gw-1", span="2", is_overflow=True)
    again = begin(now + timedelta(seconds=5))
    assert again.started_at == now
    assert again.state is ContactState.IVR
    (event,) = contacts.events_of(CT)
    assert event.type is EventType.CONTACT_STARTED
    assert event.data["overflow"] is True
    assert event.data["gateway"] == "gw-1"


def test_summary_and_log_change_together_or_not_at_all(now: datetime) -> None:
    begin(now)
    entered = Event("WT1:entered", EventType.QUEUE_ENTERED, now, CT, queue="consult")
    queued = {"state": ContactState.QUEUED.value, "queued_at": now}
    assert contacts.move(CT, entered, if_state=[ContactState.IVR], **queued)
    assert not contacts.move(CT, ringing(now), if_state=[ContactState.IVR], **queued)
    assert [event.type for event in contacts.events_of(CT)] == [
        EventType.CONTACT_STARTED,
        EventType.QUEUE_ENTERED,
    ]


def test_a_staged_event_is_lost_with_its_transaction(now: datetime) -> None:
    with pytest.raises(TransactionLost), transaction() as writes:  # noqa: PT012
        contacts.stage(writes, ringing(now))
        writes.save(LineRecord("nobody", "1", line="{}"), condition=LineRecord.key.exists())
    assert contacts.events_of(CT) == []


def test_staging_an_event_again_replaces_it_with_itself(now: datetime) -> None:
    for _ in range(2):
        with transaction() as writes:
            contacts.stage(writes, ringing(now))
    assert contacts.events_of(CT) == [ringing(now)]


def test_the_log_is_read_by_time_across_hours(now: datetime) -> None:
    events = [
        Event(f"e{minute}", EventType.AGENT_ACTIVITY, now + timedelta(minutes=minute), worker_sid="WK1")
        for minute in (0, 59, 61, 150)
    ]
    contacts.record(*reversed(events))
    found = contacts.events_between(now, now + timedelta(minutes=150))
    assert found == events[:3]
    assert contacts.events_between(now, now + timedelta(hours=9), [EventType.CONTACT_ENDED]) == []


def test_only_callers_on_the_line_are_live(now: datetime) -> None:
    begin(now)
    assert [contact.contact_id for contact in contacts.live()] == [CT]
    contacts.change(CT, ended_at=now, state=ContactState.ENDED.value)
    assert contacts.live() == []
    assert not contacts.change("CT" + "9" * 32, note="nobody")


def test_contacts_are_found_by_customer_number_agent_and_time(now: datetime) -> None:
    begin(now, customer_id="CU1")
    contacts.change(CT, worker_sid="WK1", ended_at=now, state=ContactState.ENDED.value)
    later = now + timedelta(hours=1)
    assert [c.contact_id for c in contacts.of_customer("CU1")] == [CT]
    assert [c.contact_id for c in contacts.of_number("+8613800138000")] == [CT]
    assert [c.contact_id for c in contacts.of_agent("WK1", now, later)] == [CT]
    assert [c.contact_id for c in contacts.contacts_between(now, later)] == [CT]
    assert contacts.contacts_between(later, later + timedelta(hours=1)) == []


def test_a_recording_is_added_once(now: datetime) -> None:
    begin(now)
    stored = Recording("RE1", CT, "call", 12.5, "recordings/a.wav", now)
    ready = Event("RE1:ready", EventType.RECORDING_READY, now, CT, data={"recording_id": "RE1"})
    assert contacts.add_recording(stored, ready)
    assert not contacts.add_recording(stored, ready)
    assert contacts.recordings_of(CT) == [stored]
    assert contacts.fetch(CT).has_recording
    with pytest.raises(NotFound):
        contacts.recording(CT, "RE2")


def test_an_event_is_read_back_from_the_stream(now: datetime) -> None:
    image = {
        "subject": {"S": CT}, "key": {"S": "00001"},
        "line": {"S": '{"e":[["agent.ringing","CA1:ringing","2026-05-11T02:00:00.000Z","WK1",null,null,'
                      '{"n":1.5,"字":"键"}]]}'},
    }  # fmt: skip
    assert contacts.events_of_image(image) == [ringing(now)]


def test_an_event_of_nobody_is_refused(now: datetime) -> None:
    with pytest.raises(ValueError, match="neither"):
        contacts.record(Event("k", EventType.AGENT_ACTIVITY, now))


def test_a_short_period_is_read_without_the_contacts_that_were_over_before(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    still_there = "CT" + "2" * 32
    for contact_id in (CT, still_there):
        begin(now, contact_id)
    ended = Event("CA1:ended", EventType.CONTACT_ENDED, now + timedelta(minutes=3), CT)
    contacts.move(CT, ended, ended_at=ended.at, state=ContactState.ENDED.value)
    start = now + timedelta(hours=6)
    filed = Event("TK1:filed", EventType.TICKET_FILED, start + timedelta(minutes=10), CT)
    rings = Event("CA2:rings", EventType.AGENT_RINGING, start + timedelta(minutes=5), still_there)
    contacts.record(rings)
    asked: list[str] = []
    events_of = event_store.events_of
    monkeypatch.setattr(event_store, "events_of", lambda one: asked.append(one) or events_of(one))
    assert contacts.events_between(start, start + timedelta(hours=1)) == [rings]
    assert asked == [still_there]
    contacts.record(filed)
    assert contacts.events_between(start, start + timedelta(hours=1)) == [rings, filed]
    assert contacts.events_between(now, start)[-1] == ended
