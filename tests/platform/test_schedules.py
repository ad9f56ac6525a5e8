"""What the schedules of app.py do when AWS, or the laptop's clock, calls them."""

import gzip
import importlib
import json
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from chalicelib import people
from chalicelib.aws import objects
from chalicelib.aws.settings import settings

pytestmark = pytest.mark.usefixtures("tables")


def call(name: str) -> None:
    """Invoke a schedule's handler as Lambda does."""
    event = {
        "version": "0", "id": "1", "detail-type": "Scheduled Event", "source": "aws.events", "account": "0",
        "time": "2026-05-11T02:00:00Z", "region": "us-east-1", "resources": [], "detail": {},
    }  # fmt: skip
    getattr(importlib.import_module("app"), name)(event, None)


@pytest.mark.covers("ADM-05")
def test_each_day_old_operations_move_to_the_archive_and_a_second_call_moves_nothing() -> None:
    now = datetime.now(UTC)
    old = now - timedelta(days=190)
    for at, subject in ((old, "thing:old"), (now, "thing:new")):
        people.audit(people.system("test"), "test.done", subject, None, {"count": 1}, at)
    for _ in range(2):
        call("archive_operations")
        assert [each.subject for each in people.entries_of(day_of(now))[0]] == ["thing:new"]
        assert people.entries_of(day_of(old))[0] == []
        assert kept(day_of(old)) == ["thing:old"]


def day_of(at: datetime) -> date:
    """The center's day."""
    return at.astimezone(ZoneInfo(settings().time_zone)).date()


def kept(day: date) -> list[str]:
    """The subjects in a day's archive."""
    data = objects.get(f"audit/{day.year}/{day.isoformat()}.jsonl.gz")
    return [json.loads(line)["subject"] for line in gzip.decompress(data).splitlines()]


def test_each_minute_closes_the_flow_of_a_call_whose_end_nobody_heard(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from chalicelib import contacts
    from chalicelib.carrier import rest
    from chalicelib.ivr import publish, store
    from chalicelib.ivr.execution import Input, InputKind
    from tests.ivr.flows import document, state

    monkeypatch.setattr(rest, "call_status", lambda _: None)
    began_at = datetime.now(UTC) - timedelta(minutes=10)
    contact_id = "CT" + "1" * 32
    menu = state("menu", "gather-input-on-call", {"keypress": None}, say="1?")
    contacts.start(contacts.NewContact(contact_id, "+861", "400", "CA" + "1" * 32), began_at)
    incoming = Input(InputKind.START, began_at, {"CallSid": "CA" + "1" * 32, "From": "+861", "To": "400"})
    store.begin(contact_id, publish("each-minute", document(menu), began_at), incoming)
    for _ in range(2):
        call("each_minute")
        assert contacts.fetch(contact_id).ended_at
        assert store.undone_executions(10) == []
    (path,) = (e for e in contacts.events_of(contact_id) if e.type is contacts.EventType.FLOW_PATH)
    assert [node["widget"] for node in path.data["nodes"]] == ["Trigger", "menu"]
