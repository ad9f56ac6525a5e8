"""A line says the same after it was written, and lines add up to the contact."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bench.call_cost.stream import passes
from chalicelib.contacts import Event, EventType, Line
from chalicelib.contacts.events import UNSEEN
from chalicelib.contacts.lines import HEAD, read, story_of, written
from infra.template import STREAM_FILTERS

CT = "CT" + "0123456789abcdef" * 2
AT = datetime(2026, 5, 11, 2, 0, tzinfo=UTC)
PIECES = [*'aé字¤¦~"\\:{}0', "0123456789abcdef" * 2, "2026-05-11T02:"]
WORDS = st.lists(st.sampled_from(PIECES), max_size=6).map("".join)
VALUES: st.SearchStrategy[Any] = st.one_of(st.none(), st.booleans(), st.integers(-9, 9), WORDS)
SHAPED = st.lists(st.fixed_dictionaries({"widget": WORDS, "at": WORDS}), max_size=4)
INSTANTS = st.integers(0, 10**9).map(lambda ms: AT + timedelta(milliseconds=ms))
SIDS = st.one_of(st.none(), st.sampled_from(["WR1", "WR" + CT[2:]]))
EVENTS = st.builds(
    Event,
    key=st.builds("{}:{}".format, st.sampled_from(["WR1", "CA" + CT[2:]]), WORDS),
    type=st.sampled_from(EventType),
    at=INSTANTS,
    contact_id=st.just(CT),
    worker_sid=st.one_of(st.none(), st.just("WK1")),
    queue=st.one_of(st.none(), WORDS),
    reservation_sid=SIDS,
    data=st.dictionaries(st.sampled_from(["code", "nodes", "call_sid"]), st.one_of(VALUES, SHAPED)),
)
FIELDS = st.dictionaries(st.sampled_from(["code", "note", "call_sid"]), VALUES)
LINES = st.builds(
    Line,
    events=st.lists(EVENTS, max_size=3).map(tuple),
    changes=st.builds(lambda some, at: {**some, "ended_at": at}, FIELDS, st.one_of(st.none(), INSTANTS)),
    parts=st.dictionaries(st.sampled_from(["WR1", "recording:RE1"]), FIELDS),
)


@given(LINES)
def test_a_written_line_is_read_back_as_it_was(line: Line) -> None:
    assert read(written(line, CT), CT) == line


@given(LINES)
def test_the_stream_lets_a_line_through_when_a_screen_shows_something_of_it(line: Line) -> None:
    image = {"line": {"S": written(line, CT)}}
    record = {"eventName": "INSERT", "dynamodb": {"NewImage": image}}
    is_seen = any(event.type not in UNSEEN for event in line.events)
    assert any(passes(json.loads(each), record) for each in STREAM_FILTERS) is is_seen


@given(st.lists(FIELDS, max_size=5))
def test_the_summary_is_what_was_said_last_of_each_field(changes: list[dict[str, Any]]) -> None:
    numbered = dict(
        enumerate([Line(changes={"state": "ivr"}), *(Line(changes=one) for one in changes)], HEAD)
    )
    story = story_of(CT, numbered, (), is_filed=False)
    last: dict[str, Any] = {"state": "ivr"}
    for one in changes:
        last.update(one)
    assert story.fields == {name: value for name, value in last.items() if value is not None}
    assert story.last == len(changes)


@given(st.lists(FIELDS, max_size=5))
def test_a_filed_head_changes_nothing_of_what_the_lines_add_up_to(changes: list[dict[str, Any]]) -> None:
    numbered = dict(
        enumerate([Line(changes={"state": "ivr"}), *(Line(changes=one) for one in changes)], HEAD)
    )
    plain = story_of(CT, numbered, (), is_filed=False)
    filed = {**numbered, HEAD: Line(changes=plain.fields)}
    assert story_of(CT, filed, (), is_filed=True).fields == plain.fields


def test_an_event_is_told_once_whoever_tells_it() -> None:
    event = Event("CA1:ringing", EventType.AGENT_RINGING, AT, CT)
    again = Event("CA1:ringing", EventType.AGENT_RINGING, AT + timedelta(seconds=1), CT)
    story = story_of(
        CT, {HEAD: Line(changes={"state": "ivr"}), 1: Line((event,))}, [Line((again,))], is_filed=False
    )
    assert story.events == (event,)
    assert (
        story.new([again, Event("CA1:answered", EventType.AGENT_ANSWERED, AT, CT)])[0].key == "CA1:answered"
    )
