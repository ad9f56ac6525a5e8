"""Pages: the client follows our addresses through every worker, forwards and back, while the list changes."""

from datetime import datetime

import pytest
from twilio.base.exceptions import TwilioException

from chalicelib import routing
from tests.taskrouter.conftest import House


@pytest.fixture
def hundred_and_twenty(house: House, now: datetime) -> list[str]:
    """Workers by name."""
    sids = [f"WK{number:032x}" for number in range(120)]
    for number, sid in enumerate(sids):
        routing.define_worker(sid, f"agent{number:03}", {"skills": ["chat"]}, now)
    return sids


def test_a_list_is_followed_through_every_page(house: House, hundred_and_twenty: list[str]) -> None:
    workers = house.workspace.workers
    assert [one.sid for one in workers.list()] == hundred_and_twenty
    assert [one.sid for one in workers.list(page_size=7)] == hundred_and_twenty
    assert [one.sid for one in workers.list(limit=75, page_size=50)] == hundred_and_twenty[:75]
    first = workers.page(page_size=50)
    assert len(list(first)) == 50
    assert first.previous_page_url is None
    last = first.next_page().next_page()
    assert [one.sid for one in last] == hundred_and_twenty[100:]
    assert last.next_page() is None
    assert [one.sid for one in last.previous_page()] == hundred_and_twenty[50:100]


def test_a_filter_is_kept_from_page_to_page(house: House, hundred_and_twenty: list[str]) -> None:
    found = house.workspace.workers.list(
        target_workers_expression='friendly_name CONTAINS "agent00"', page_size=3
    )
    assert [one.sid for one in found] == hundred_and_twenty[:10]


def test_a_page_begins_after_the_last_one_though_the_list_has_grown(
    house: House, hundred_and_twenty: list[str], now: datetime
) -> None:
    page = house.workspace.workers.page(page_size=50)
    assert len(list(page)) == 50
    routing.define_worker("WK" + "f" * 32, "agent000a", {}, now)
    assert [one.sid for one in page.next_page()] == hundred_and_twenty[50:100]


def test_pages_out_of_bounds_are_refused_or_empty(house: House) -> None:
    workers = house.workspace.workers
    assert list(workers.page(page_number=9)) == []
    for wrong in ({"page_size": 0}, {"page_size": 1001}, {"page_token": "nonsense"}):
        with pytest.raises(TwilioException, match="20001"):
            workers.page(**wrong)
