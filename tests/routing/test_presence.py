"""Presence that tells the truth: activities, leases, wrap-up and what follows a contact."""

from datetime import timedelta

import pytest

from chalicelib import contacts, routing
from chalicelib.aws import timers
from chalicelib.aws.records import TimerRecord
from chalicelib.problems import Conflict, NotFound
from tests.routing.conftest import Center, sid

A, B = sid("WK", 1), sid("WK", 2)


def state(worker_sid: str) -> str:
    return str(routing.worker(worker_sid).state)


def armed() -> dict[str, str]:
    """The timers that stand, key by kind."""
    return {row.kind: row.key for row in TimerRecord.scan()}


@pytest.mark.covers("DESK-11")
def test_an_agent_on_a_break_is_offered_nothing_and_is_back_when_ready(center: Center) -> None:
    center.worker(1)
    routing.set_activity(A, "short_break", "coffee", center.now)
    center.task(1)
    assert not center.made
    assert (state(A), routing.worker(A).reason) == ("short_break", "coffee")
    center.later(10)
    center.note(routing.set_activity(A, "ready", None, center.now))
    assert [o.worker_sid for o in center.made] == [A]
    said = [e.data["activity"] for e in contacts.events_of(A)]
    assert said == ["ready", "short_break", "ready"]


def test_the_same_activity_twice_changes_nothing(center: Center) -> None:
    center.worker(1)
    since = routing.worker(A).since
    center.later(5)
    routing.set_activity(A, "ready", None, center.now)
    assert routing.worker(A).since == since
    assert len(contacts.events_of(A)) == 1


def test_an_agent_whose_lease_ran_out_is_skipped_and_set_offline(center: Center) -> None:
    center.worker(1)
    center.pass_time(31)
    center.worker(2)
    center.task(1)
    assert [o.worker_sid for o in center.made] == [B]
    assert (state(A), routing.worker(A).reason) == ("offline", "lease_expired")


def test_a_dead_desk_loses_its_offer_and_the_next_agent_gets_it(center: Center) -> None:
    center.worker(1)
    center.later(1)
    center.worker(2)
    center.task(1)
    routing.renew_lease(B, center.pass_time(14))
    center.pass_time(17)
    outcome = center.fire("routing.lease", A)
    assert [d.reason for d in outcome.dropped] == ["lease_expired"]
    assert [o.worker_sid for o in outcome.assignments] == [B]
    assert state(A) == "offline"


def test_a_renewed_lease_is_watched_further(center: Center) -> None:
    center.worker(1)
    renewed = center.later(20)
    due = center.pass_time(10)
    timer = timers.Timer("routing.lease", A, due)
    assert routing.fire(timer, due) == routing.Outcome()
    timers.finish(timer)
    assert state(A) == "ready"
    row = TimerRecord.get(f"routing.lease#{A}")
    assert row.due_at == renewed + timedelta(seconds=routing.LEASE_SECONDS)


def test_a_lost_desk_in_wrap_up_ends_the_wrap_up(center: Center) -> None:
    center.queue("consult", wrap_up=routing.WrapUpRule.UNTIL_DONE)
    center.worker(1)
    offer = center.task(1).assignments[0]
    routing.accept(offer.reservation_sid, center.now)
    center.pass_time(40)
    center.fire("routing.lease", A)
    assert state(A) == "on_contact"
    routing.wrap_up(offer.reservation_sid, center.now)
    center.pass_time(30)
    center.fire("routing.lease", A)
    assert state(A) == "offline"
    assert routing.reservation(offer.reservation_sid).status is routing.ReservationStatus.COMPLETED


def test_closing_the_desk_signs_the_agent_off_at_once(center: Center) -> None:
    center.worker(1)
    center.later(1)
    center.worker(2)
    center.task(1)
    outcome = routing.end_lease(A, center.now)
    assert [o.worker_sid for o in outcome.assignments] == [B]
    assert (state(A), routing.worker(A).lease_expires_at) == ("offline", center.now)
    assert routing.end_lease(A, center.now) == routing.Outcome()


def test_the_lease_of_nobody_is_not_found(center: Center) -> None:
    with pytest.raises(NotFound):
        routing.renew_lease("WKnobody", center.now)


@pytest.mark.covers("DESK-11")
def test_the_next_activity_applies_after_the_contact(center: Center) -> None:
    center.worker(1)
    offer = center.task(1).assignments[0]
    center.task(2)
    routing.accept(offer.reservation_sid, center.now)
    assert routing.set_next_activity(A, "meeting", center.now).next_activity == "meeting"
    assert state(A) == "on_contact"
    assert center.serve(offer.reservation_sid) == routing.Outcome()
    assert (state(A), routing.worker(A).next_activity) == ("meeting", None)
    with pytest.raises(Conflict):
        routing.set_next_activity(A, "busy", center.now)


def test_with_a_contact_only_offline_is_taken_and_for_later(center: Center) -> None:
    center.worker(1)
    offer = center.task(1).assignments[0]
    routing.accept(offer.reservation_sid, center.now)
    with pytest.raises(Conflict):
        routing.set_activity(A, "short_break", None, center.now)
    routing.set_activity(A, "ready", None, center.now)
    routing.set_activity(A, "offline", None, center.now)
    assert state(A) == "on_contact"
    center.serve(offer.reservation_sid)
    assert state(A) == "offline"


@pytest.mark.covers("DESK-11")
def test_timed_wrap_up_ends_by_itself_and_the_next_call_comes(center: Center) -> None:
    center.queue("consult", wrap_up_seconds=20)
    center.worker(1)
    offer = center.task(1).assignments[0]
    center.task(2)
    routing.accept(offer.reservation_sid, center.now)
    routing.wrap_up(offer.reservation_sid, center.now)
    assert state(A) == "wrap_up"
    assert [timer.due_at for timer in center.take_sent("routing.wrap_up")] == [
        center.now + timedelta(seconds=20)
    ]
    center.later(20)
    outcome = center.fire("routing.wrap_up", offer.reservation_sid)
    assert [o.task_sid for o in outcome.assignments] == [sid("WT", 2)]


@pytest.mark.parametrize(("rule", "kinds"), [("none", True), ("until_done", False)])
def test_wrap_up_is_as_long_as_the_queue_says(center: Center, rule: str, kinds: bool) -> None:
    center.queue("consult", wrap_up=routing.WrapUpRule(rule))
    center.worker(1)
    offer = center.task(1).assignments[0]
    routing.accept(offer.reservation_sid, center.now)
    routing.wrap_up(offer.reservation_sid, center.now)
    assert bool(center.take_sent("routing.wrap_up")) is kinds
    assert state(A) == "wrap_up"
    center.fire("routing.wrap_up", offer.reservation_sid)
    assert state(A) == "ready"


def test_only_the_lease_of_an_agent_is_a_row_and_it_ends_with_the_shift(center: Center) -> None:
    center.worker(1)
    offer = center.task(1).assignments[0]
    assert [timer.due_at for timer in center.take_sent("routing.reservation")] == [offer.expires_at]
    center.serve(offer.reservation_sid, 5)
    assert set(armed()) == {"routing.lease"}
    routing.set_activity(A, "offline", None, center.now)
    assert not armed()


def test_a_ring_whose_message_was_lost_is_reminded_of(center: Center) -> None:
    center.worker(1)
    offer = center.task(1).assignments[0]
    center.take_sent("routing.reservation")
    for second, is_reminded in ((10, False), (17, True)):
        center.now = offer.created_at + timedelta(seconds=second)
        routing.renew_lease(A, center.now)
        center.fire("routing.lease", A)
        assert [timer.key for timer in center.take_sent("routing.reservation")] == [
            offer.reservation_sid
        ] * is_reminded
    center.fire("routing.reservation", offer.reservation_sid)
    assert state(A) == "busy"


def test_a_wrap_up_whose_message_was_lost_is_reminded_of(center: Center) -> None:
    center.worker(1)
    offer = center.task(1).assignments[0]
    routing.accept(offer.reservation_sid, center.now)
    center.later(60)
    assert not center.take_sent("routing.wrap_up")
    routing.wrap_up(offer.reservation_sid, center.now)
    assert len(center.take_sent("routing.wrap_up")) == 1
    center.later(29)
    center.fire("routing.lease", A)
    assert not center.take_sent("routing.wrap_up")
    center.later(4)
    center.fire("routing.lease", A)
    assert [timer.key for timer in center.take_sent("routing.wrap_up")] == [offer.reservation_sid]
