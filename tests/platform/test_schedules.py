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
