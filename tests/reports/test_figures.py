"""The KPI formulas, against figures worked out by hand."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.contacts import EventType
from chalicelib.reports.agent_figures import Span, agent_figures
from chalicelib.reports.journeys import fold
from chalicelib.reports.queue_figures import QueueTargets, queue_figures
from chalicelib.reports.traffic import Dimension, Granularity, node_entries, slot_of, traffic
from tests.reports.log import NINE, Log, at, morning

TARGETS = QueueTargets(service_level_seconds=20, short_abandon_seconds=5)
ZONE = ZoneInfo("Asia/Shanghai")
DAY = Span(NINE, at(3600))


@pytest.fixture
def figures():
    return queue_figures(fold(morning().events), "consult", TARGETS)


@pytest.mark.covers("RPT-04")
def test_inbound_calls_are_the_callers_who_entered_the_queue(figures):
    assert figures.inbound == 4


@pytest.mark.covers("RPT-05")
def test_the_average_wait_counts_answered_calls_only(figures):
    assert figures.average_wait_seconds == pytest.approx((8 + 25) / 2)


@pytest.mark.covers("RPT-06")
def test_the_longest_wait_may_be_that_of_a_caller_who_gave_up(figures):
    assert figures.longest_wait_seconds == 60


@pytest.mark.covers("RPT-07")
def test_talks_are_the_calls_that_agents_picked_up(figures):
    assert figures.talks == 2


@pytest.mark.covers("RPT-08")
def test_the_average_talk_is_talk_time_over_talks(figures):
    assert figures.average_talk_seconds == pytest.approx((120 + 60) / 2)


@pytest.mark.covers("RPT-09")
def test_answer_speed_runs_from_the_agents_ring_not_from_the_queue(figures):
    assert figures.answer_speed_seconds == pytest.approx((5 + 9) / 2)


@pytest.mark.covers("RPT-10")
def test_all_abandoned_calls_are_counted(figures):
    assert figures.abandoned == 2


@pytest.mark.covers("RPT-11")
def test_an_abandon_within_the_parameter_is_not_counted_and_one_after_it_is(figures):
    assert figures.counted_abandoned == 1
    log = Log()
    log.call("E", 0)
    log.abandon("E", 16)
    assert queue_figures(fold(log.events), "consult", TARGETS).counted_abandoned == 1


@pytest.mark.covers("RPT-12")
def test_the_abandonment_rate_is_counted_abandons_over_inbound(figures):
    assert figures.abandonment_rate == pytest.approx(1 / 4)


@pytest.mark.covers("RPT-13")
def test_the_average_abandon_time_includes_short_abandons(figures):
    assert figures.average_abandon_seconds == pytest.approx((4 + 60) / 2)


@pytest.mark.covers("RPT-14")
def test_an_unanswered_offer_that_moved_on_is_one_rona(figures):
    assert figures.rona == 1


@pytest.mark.covers("RPT-15")
def test_the_service_level_is_shown_over_talks_and_over_inbound(figures):
    assert figures.answered_in_time == 1
    assert figures.service_level_of_talks == pytest.approx(1 / 2)
    assert figures.service_level_of_inbound == pytest.approx(1 / 4)


def test_a_queue_without_calls_has_no_rates_rather_than_zeroes():
    empty = queue_figures([], "consult", TARGETS)
    assert empty.inbound == 0
    assert empty.average_wait_seconds is None
    assert empty.abandonment_rate is None


@pytest.mark.covers("RPT-16", "RPT-17")
def test_idle_time_is_login_less_calls_less_pauses():
    log = morning()
    log.add(1000, EventType.AGENT_ACTIVITY, worker_sid="w1", activity="short_break")
    log.add(1300, EventType.AGENT_ACTIVITY, worker_sid="w1", activity="ready")
    log.add(3000, EventType.AGENT_SIGNED_OUT, worker_sid="w1")
    w1 = agent_figures("w1", fold(log.events), [e for e in log.events if e.worker_sid == "w1"], DAY)
    assert w1.login_seconds == 3000
    assert w1.inbound_seconds == 150
    assert w1.outbound_seconds == 0
    assert w1.aux_seconds == 300
    assert w1.idle_seconds == 3000 - 150 - 300
    assert w1.rona == 1


@pytest.mark.covers("RPT-16")
def test_a_session_across_midnight_counts_in_each_day_its_own_part():
    log = Log()
    log.add(-7200, EventType.AGENT_SIGNED_IN, worker_sid="w1")
    log.add(1800, EventType.AGENT_SIGNED_OUT, worker_sid="w1")
    before = Span(NINE - timedelta(hours=24), NINE)
    assert agent_figures("w1", [], log.events, before).login_seconds == 7200
    assert agent_figures("w1", [], log.events, DAY).login_seconds == 1800


@pytest.mark.covers("RPT-18", "RPT-19")
def test_holds_are_counted_per_press_and_averaged():
    log = morning()
    for start, end in ((130, 140), (150, 170), (180, 183)):
        log.add(start, EventType.HOLD_STARTED, "A", worker_sid="w1")
        log.add(end, EventType.HOLD_ENDED, "A", worker_sid="w1")
    w1 = agent_figures("w1", fold(log.events), [], DAY)
    assert w1.holds == 3
    assert w1.average_hold_seconds == pytest.approx(11)
    assert agent_figures("w2", fold(log.events), [], DAY).average_hold_seconds is None


@pytest.mark.covers("RPT-20")
def test_after_call_work_is_averaged_over_the_calls_that_had_it():
    w1 = agent_figures("w1", fold(morning().events), [], DAY)
    assert (w1.wrap_ups, w1.average_wrap_up_seconds) == (1, 30)


@pytest.mark.covers("RPT-21")
def test_pauses_are_counted_without_after_call_work():
    log = morning()
    log.add(600, EventType.AGENT_ACTIVITY, worker_sid="w1", activity="meeting")
    log.add(700, EventType.AGENT_ACTIVITY, worker_sid="w1", activity="short_break")
    log.add(800, EventType.AGENT_ACTIVITY, worker_sid="w1", activity="ready")
    w1 = agent_figures("w1", fold(log.events), log.events, DAY)
    assert w1.aux_count == 2
    assert w1.wrap_ups == 1


@pytest.mark.covers("RPT-01")
@pytest.mark.parametrize("dimension", [Dimension.TRUNK, Dimension.QUEUE, Dimension.AGENT, Dimension.NODE])
def test_totals_by_any_dimension_equal_the_raw_calls(dimension):
    journeys = fold(morning().events)
    rows = traffic(journeys, dimension, Granularity.HOUR, ZONE)
    assert sum(row.calls for row in rows) == len(journeys) == 4
    assert sum(row.answered for row in rows) == 2
    assert sum(row.abandoned for row in rows) == 2


@pytest.mark.covers("RPT-02")
@given(st.lists(st.integers(0, 3 * 365 * 24 * 3600), max_size=40))
def test_sums_agree_between_hours_days_months_and_years(starts):
    log = Log()
    for number, start in enumerate(starts):
        log.call(f"C{number}", start, queue=None)
    journeys = fold(log.events)
    sums = []
    for granularity in Granularity:
        rows = traffic(journeys, Dimension.QUEUE, granularity, ZONE)
        assert all(
            row.slot in {slot_of(one.started_at, granularity, ZONE) for one in journeys} for row in rows
        )
        sums.append(sum(row.calls for row in rows))
    assert set(sums) == {len(starts)}


def test_slots_are_in_the_centers_time_zone():
    assert slot_of(NINE, Granularity.HOUR, ZONE) == "2026-05-06 09:00"
    assert slot_of(NINE - timedelta(hours=10), Granularity.DAY, ZONE) == "2026-05-05"


@pytest.mark.covers("IVR-26")
def test_entries_into_each_node_are_counted_over_all_calls():
    log = Log()
    for number in range(5):
        log.call(f"C{number}", number, queue=None)
        nodes = [{"widget": "welcome"}, {"widget": "menu"}]
        nodes += [{"widget": "menu"}] if number % 2 else []
        log.add(number + 1, EventType.FLOW_PATH, f"C{number}", nodes=nodes)
    assert node_entries(fold(log.events)) == {"welcome": 5, "menu": 7}


@given(st.permutations(morning().events))
def test_the_order_in_which_events_are_read_changes_no_figure(events):
    assert queue_figures(fold(events), "consult", TARGETS) == queue_figures(
        fold(morning().events), "consult", TARGETS
    )


@given(st.lists(st.tuples(st.integers(0, 3000), st.sampled_from(["ready", "busy", "meeting"])), max_size=12))
def test_idle_time_is_never_negative(changes):
    log = morning()
    for seconds, activity in changes:
        log.add(seconds, EventType.AGENT_ACTIVITY, worker_sid="w1", activity=activity)
    w1 = agent_figures("w1", fold(log.events), [e for e in log.events if e.worker_sid == "w1"], DAY)
    assert w1.idle_seconds >= 0
    assert w1.login_seconds == pytest.approx(DAY.seconds)


def test_a_contact_whose_start_is_outside_the_window_is_left_out():
    events = [e for e in morning().events if e.type is not EventType.CONTACT_STARTED]
    assert fold(events) == []
    assert fold([replace(events[-1])]) == []
