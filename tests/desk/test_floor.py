"""The floor's figures equal what the log and the stores hold, after a scripted sequence."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib import contacts, desk
from chalicelib.contacts import Event, EventType
from chalicelib.desk.figure_store import figures_of
from chalicelib.desk.figures import DayFigures, Targets, added_up
from chalicelib.desk.floor import today
from chalicelib.reports.journeys import fold
from chalicelib.reports.queue_figures import QueueTargets, queue_figures
from tests.calls.scenario import Center, clock
from tests.desk.screens import open_desk

TARGETS = Targets(service_level_seconds=20)


def left(outcome: str, waited: float, at: datetime | None = None) -> Event:
    data = {"outcome": outcome, "waited_seconds": waited}
    return Event("WT1:left", EventType.QUEUE_LEFT, at or clock(), "CT1", queue="consult", data=data)


@given(
    st.lists(st.tuples(st.sampled_from(["answered", "abandoned", "left_message", "flow"]), st.floats(0, 90)))
)
def test_what_events_add_up_to_is_what_counting_the_log_gives(leaves: list[tuple[str, float]]) -> None:
    events = [left(outcome, waited) for outcome, waited in leaves]
    events += [replace(event, type=EventType.QUEUE_ENTERED, data={}) for event in events]
    figures = added_up(events, {"consult": TARGETS}).get("consult", DayFigures("consult"))
    answered = [waited for outcome, waited in leaves if outcome == "answered"]
    abandoned = [waited for outcome, waited in leaves if outcome == "abandoned"]
    in_time = sum(waited <= 20 for waited in answered)
    assert figures.service_level_of_inbound == (in_time / len(leaves) if leaves else None)
    assert (figures.answered, figures.abandoned) == (len(answered), len(abandoned))


@pytest.mark.usefixtures("tables")
def test_what_counts_is_counted_once_in_the_hour_and_on_the_day_when_it_happened(now: datetime) -> None:
    contacts.start(contacts.NewContact("CT1", "+8613800138000", "400", "CA1"), now)
    waited = left("answered", 12.5, at=now + timedelta(hours=1))
    for _ in range(2):
        contacts.record(waited)
    later, day = now + timedelta(hours=3), today(now)
    calls, figures = figures_of(day, {"consult": TARGETS}, later)
    assert calls == 1
    one = figures["consult"]
    assert (one.answered, one.answered_in_time, one.answered_wait_seconds) == (1, 1, 12.5)
    assert figures_of(day + timedelta(days=1), {}, later + timedelta(days=1)) == (0, {})


def publish_everything() -> None:
    """What the stream would tell, twice over."""
    start, end = clock() - timedelta(hours=2), clock() + timedelta(hours=1)
    events = contacts.events_between(start, end)
    desk.publish_events(events, clock())
    desk.publish_events(events, clock())


@pytest.mark.covers("SUP-01", "SUP-03", "SUP-04")
def test_the_floor_equals_the_store_after_a_scripted_sequence(center: Center) -> None:
    supervisor = center.api.as_("supervisor")
    center.ready(1)
    talking = center.new_call().queue()
    talking.talk()
    waiting = center.new_call().queue()
    abandoned = center.new_call().queue()
    abandoned.hang_up()
    publish_everything()
    floor = supervisor.get("/floor").json()
    queue = next(one for one in floor["queues"] if one["name"] == "consult")
    assert (queue["waiting"], queue["agents_ready"], queue["agents_total"]) == (1, 0, 1)
    assert (queue["entered_today"], queue["answered_today"], queue["abandoned_today"]) == (3, 1, 1)
    assert floor["tiles"]["waiting"] == 1
    assert floor["tiles"]["abandoned_today"] == 1
    assert floor["tiles"]["calls_today"] == 3
    assert floor["tiles"]["service_level_of_inbound"] == pytest.approx(1 / 3)
    assert floor["tiles"]["longest_wait_seconds"] > 0
    assert states(floor) == {"Agent 1": "on_contact", "Agent 2": "offline"}
    assert agent(floor, "Agent 1")["contact_id"] == talking.contact_id
    assert used(floor) == 2

    talking.hang_up()
    assert states(supervisor.get("/floor").json())["Agent 1"] == "wrap_up"
    waiting.hang_up()
    center.agent(1).post(f"/desk/contacts/{talking.contact_id}/wrap-up", {"disposition": "resolved"})
    publish_everything()
    floor = supervisor.get("/floor").json()
    assert states(floor)["Agent 1"] == "ready"
    assert floor["tiles"]["waiting"] == 0
    assert floor["tiles"]["abandoned_today"] == 2
    assert used(floor) == 0
    log = contacts.events_between(clock() - timedelta(hours=2), clock() + timedelta(hours=1))
    reported = queue_figures(fold(log), "consult", QueueTargets())
    shown = next(one for one in floor["queues"] if one["name"] == "consult")
    assert shown["service_level_of_inbound"] == reported.service_level_of_inbound == pytest.approx(1 / 3)
    assert (shown["entered_today"], shown["abandoned_today"]) == (reported.inbound, reported.abandoned)


@pytest.mark.covers("SUP-04", "DESK-11")
def test_every_state_of_an_agent_is_shown_with_its_reason(center: Center) -> None:
    supervisor, own = center.api.as_("supervisor"), center.agent(1)
    open_desk(1)
    for activity, reason in (
        ("ready", None),
        ("meeting", "weekly meeting"),
        ("short_break", "tea"),
        ("busy", "after-call work"),
        ("offline", None),
    ):
        answer = own.post("/desk/activity", {"activity": activity, "reason": reason})
        assert answer.status == 200, answer.text
        tile = agent(supervisor.get("/floor").json(), "Agent 1")
        assert (tile["state"], tile["reason"]) == (activity, reason)
    center.ready(1)
    call = center.new_call().queue()
    call.offers()[0].status("ringing")
    assert states(supervisor.get("/floor").json())["Agent 1"] == "ringing"


def test_agents_may_not_see_the_floor(center: Center) -> None:
    assert center.agent(1).get("/floor").status == 403


def test_signing_in_and_out_is_noted_once(center: Center) -> None:
    own = center.agent(1)
    open_desk(1)
    for activity in ("ready", "short_break", "ready", "offline"):
        own.post("/desk/activity", {"activity": activity})
    publish_everything()
    types = [event.type for event in contacts.events_of(center.worker(1).sid)]
    assert types.count(EventType.AGENT_SIGNED_IN) == 1
    assert types.count(EventType.AGENT_SIGNED_OUT) == 1


def states(floor: dict[str, Any]) -> dict[str, str]:
    return {one["name"]: one["state"] for one in floor["agents"]}


def agent(floor: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in floor["agents"] if one["name"] == name)
    return found


def used(floor: dict[str, Any]) -> int:
    return sum(row["in_use"] for row in floor["trunks"])
