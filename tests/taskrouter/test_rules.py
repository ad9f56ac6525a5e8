"""The pure rules behind the resources, for any input."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.contacts import Event, EventType
from chalicelib.problems import Invalid
from chalicelib.taskrouter.events import TYPES, is_of, require_types, told
from chalicelib.taskrouter.json_text import in_order
from chalicelib.taskrouter.sids import event_sid, moment_of
from chalicelib.taskrouter.statistics import spread, stretches
from chalicelib.web.twilio_paging import Paged, page_of

START = datetime(2026, 5, 11, 2, 0, tzinfo=UTC)
MOMENTS = st.integers(0, 3600).map(lambda seconds: START + timedelta(seconds=seconds))
NAMES = st.lists(st.text("abcdefgh", min_size=1, max_size=4), unique=True, max_size=40)


@given(NAMES, st.integers(1, 9))
def test_pages_hold_every_item_once_and_lead_back(names: list[str], size: int) -> None:
    seen, query = [], Paged(page_size=size)
    tokens = []
    while True:
        page = page_of("items", query, names, sid=str, present=lambda name: {"sid": name})
        seen += [item["sid"] for item in page.records]
        if page.previous_token:
            back = Paged(page_size=size, page_token=page.previous_token)
            before = page_of("items", back, names, sid=str, present=lambda name: {"sid": name})
            assert [item["sid"] for item in before.records] == tokens
        tokens = [item["sid"] for item in page.records]
        if page.next_token is None:
            break
        query = Paged(page_size=size, page=query.page + 1, page_token=page.next_token)
    assert seen == names


@given(NAMES, NAMES, st.integers(1, 9))
def test_what_stays_in_a_list_is_seen_once_though_it_changes_between_pages(
    first: list[str], second: list[str], size: int
) -> None:
    """Two pages are read, the list having changed in between; the edge of the first page has stayed."""
    before, after = sorted(first), sorted({*second, *first[:1]})
    page = page_of("items", Paged(page_size=size), before, sid=str, present=lambda name: {"sid": name})
    shown = [str(item["sid"]) for item in page.records]
    if page.next_token is None or shown[-1] not in after:
        return
    query = Paged(page_size=1000, page=1, page_token=page.next_token)
    rest = page_of("items", query, after, sid=str, present=lambda name: {"sid": name})
    assert [item["sid"] for item in rest.records] == [name for name in after if name > shown[-1]]


@given(MOMENTS, st.text(min_size=1))
def test_an_events_sid_tells_its_millisecond(at: datetime, key: str) -> None:
    sid = event_sid(at, key)
    assert (len(sid), moment_of(sid)) == (34, at)


@pytest.mark.parametrize("sid", ["", "EV", "EVxyz", "WT" + "0" * 32, "EV" + "z" * 32])
def test_a_sid_of_somebody_else_has_no_millisecond(sid: str) -> None:
    assert moment_of(sid) is None


@given(st.lists(st.tuples(MOMENTS, st.sampled_from(["ready", "busy", "offline"]))))
def test_stays_in_activities_fill_the_period(changes: list[tuple[datetime, str]]) -> None:
    end = START + timedelta(hours=1)
    stays = stretches(sorted(changes), "offline", START, end)
    assert sum(seconds for _, seconds in stays) == pytest.approx(3600)
    assert all(seconds > 0 for _, seconds in stays)


@given(st.lists(st.floats(0, 1e6)))
def test_a_spread_is_within_its_values(seconds: list[float]) -> None:
    found = spread(seconds)
    assert found["min"] <= found["avg"] <= found["max"] <= found["total"] or not seconds


@given(st.sampled_from(EventType), MOMENTS)
def test_what_is_told_can_be_filtered(kind: EventType, at: datetime) -> None:
    event = Event(
        key="WT1:step-1:entered",
        type=kind,
        at=at,
        contact_id="CT1",
        worker_sid="WK1",
        reservation_sid="WR1",
        data={"task_sid": "WT1", "workflow": "WW1"},
    )
    for one in told(event):
        assert one.type in TYPES
        assert is_of(one.type, one.type.partition(".")[0])
        assert moment_of(one.sid) == at


def test_a_filter_for_what_is_never_told_is_refused() -> None:
    assert require_types("task, reservation.timeout") == ["task", "reservation.timeout"]
    with pytest.raises(Invalid, match=r"worker\.exploded"):
        require_types("task,worker.exploded")


def test_an_order_is_by_the_first_clause_then_the_next() -> None:
    rows = [("b", 1), ("a", 2), ("a", 1)]
    keys = {"Name": lambda row: row[0], "Number": lambda row: row[1]}
    assert in_order(rows, "Name:asc,Number:desc", keys) == [("a", 2), ("a", 1), ("b", 1)]
    assert in_order(rows, None, keys) == rows
    with pytest.raises(Invalid, match="Ordering"):
        in_order(rows, "Colour:asc", keys)
