"""Presence that tells the truth: offered work only while a desk is connected and its phone registered."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib import calls, desk, routing
from chalicelib.aws import sockets
from chalicelib.aws.timers import Timer
from chalicelib.desk.presence import BACK_SECONDS, PHONE_BACK_SECONDS
from chalicelib.routing import LEASE_SECONDS, READY_LEASE_SECONDS, WorkerState
from tests.calls.scenario import Center, clock, worker_sid
from tests.desk.screens import beat, open_desk


@pytest.fixture(autouse=True)
def pushed(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What reaches the screens; the gateway itself is API Gateway's."""
    sent: list[dict[str, Any]] = []

    def post(connection_id: str, data: bytes) -> bool:
        sent.append(json.loads(data))
        return True

    monkeypatch.setattr(sockets, "_post", post)
    return sent


def left(center: Center, now: datetime, number: int = 1) -> int:
    """Seconds of the lease."""
    until = center.worker(number).lease_expires_at
    assert until
    return round((until - now).total_seconds())


def look(number: int, at: datetime) -> None:
    """The lease's timer, at that time."""
    calls.on_timer(Timer("routing.lease", worker_sid(number), at), at)


def choose(center: Center, activity: str) -> Any:
    return center.agent(1).post("/desk/activity", {"activity": activity})


@pytest.mark.parametrize("is_open", [False, True])
def test_without_a_desk_or_its_phone_nobody_becomes_ready_and_is_told_why(
    center: Center, is_open: bool
) -> None:
    if is_open:
        open_desk(1, has_phone=False)
    refused = choose(center, "ready")
    assert refused.status == 409
    assert refused.json()["error"]["code"] == ("no_phone" if is_open else "no_desk")
    assert center.worker(1).state is WorkerState.OFFLINE
    assert choose(center, "short_break").status == 200
    assert center.new_call().queue().offers() == []


def test_with_a_registered_phone_the_agent_is_ready_and_offered_calls(center: Center) -> None:
    screen = open_desk(1, has_phone=False)
    beat(screen)
    assert choose(center, "ready").status == 200
    assert len(center.new_call().queue().offers()) == 1


def test_an_agent_who_takes_no_calls_needs_no_phone(center: Center) -> None:
    routing.set_capacity(worker_sid(1), {"voice": 0, "chat": 2}, clock())
    assert choose(center, "ready").json()["error"]["code"] == "no_desk"
    screen = open_desk(1, has_phone=False)
    assert choose(center, "ready").status == 200
    beat(screen, has_phone=False, now=clock() + timedelta(seconds=5))
    assert left(center, clock()) > READY_LEASE_SECONDS


def test_a_ready_agent_is_missed_sooner_than_one_with_a_contact_or_on_a_break(center: Center) -> None:
    screen = open_desk(1)
    choose(center, "ready")
    now = clock() + timedelta(seconds=4)
    beat(screen, now=now)
    assert left(center, now) == READY_LEASE_SECONDS
    choose(center, "short_break")
    beat(screen, is_offered=False, now=now)
    assert left(center, now) == LEASE_SECONDS


def test_a_closed_desk_loses_its_offer_within_seconds_and_the_next_agent_has_it(center: Center) -> None:
    screen = open_desk(1)
    choose(center, "ready")
    call = center.new_call().queue()
    center.ready(2)
    assert call.offers()[-1].worker.sid == worker_sid(1)
    gone = clock()
    desk.disconnected(screen, gone)
    assert 0 < left(center, gone) <= BACK_SECONDS
    look(1, gone + timedelta(seconds=BACK_SECONDS))
    assert (center.worker(1).state, center.worker(1).reason) == (WorkerState.OFFLINE, "lease_expired")
    assert call.offers()[-1].worker.sid == worker_sid(2)


def test_a_page_that_is_loaded_again_loses_nothing(center: Center) -> None:
    open_desk(1, "before")
    choose(center, "ready")
    call = center.new_call().queue()
    now = clock()
    desk.disconnected("before", now)
    open_desk(1, "after", has_phone=False, now=now + timedelta(seconds=3))
    beat("after", now=now + timedelta(seconds=6))
    look(1, now + timedelta(seconds=6))
    assert center.worker(1).state is WorkerState.RINGING
    assert left(center, now) > BACK_SECONDS
    assert len(call.offers()) == 1


def test_a_lost_phone_ends_the_lease_though_the_desk_goes_on(center: Center) -> None:
    screen = open_desk(1)
    choose(center, "ready")
    now = clock()
    for second in (0, 4, 7):
        beat(screen, has_phone=False, now=now + timedelta(seconds=second))
    assert left(center, now) == PHONE_BACK_SECONDS
    look(1, now + timedelta(seconds=PHONE_BACK_SECONDS))
    assert center.worker(1).state is WorkerState.OFFLINE
    assert center.new_call().queue().offers() == []


def test_a_lost_phone_does_not_end_a_break_or_a_wrap_up(center: Center) -> None:
    screen = open_desk(1)
    choose(center, "short_break")
    now = clock()
    beat(screen, has_phone=False, is_offered=False, now=now)
    assert left(center, now) == LEASE_SECONDS
    choose(center, "ready")
    assert choose(center, "ready").status == 409
    beat(screen)
    choose(center, "ready")
    call = center.new_call().queue()
    call.talk()
    call.hang_up()
    later = clock() + timedelta(seconds=3)
    beat(screen, has_phone=False, is_offered=False, now=later)
    look(1, later + timedelta(seconds=PHONE_BACK_SECONDS + 1))
    assert center.worker(1).state is WorkerState.WRAP_UP


def test_of_two_desks_the_one_with_the_phone_counts(center: Center) -> None:
    open_desk(1, "office")
    open_desk(1, "home", has_phone=False)
    assert choose(center, "ready").status == 200
    now = clock()
    beat("home", has_phone=False, now=now)
    desk.disconnected("home", now)
    assert left(center, now) > BACK_SECONDS
    desk.disconnected("office", now)
    assert left(center, now) <= BACK_SECONDS


def test_a_desk_that_opens_for_an_agent_of_a_program_is_noticed_when_it_goes(center: Center) -> None:
    routing.set_activity(worker_sid(1), "ready", None, clock(), lease_seconds=3600)
    now = clock()
    open_desk(1, now=now)
    assert left(center, now) == READY_LEASE_SECONDS


def test_a_heartbeat_is_answered_with_the_time_and_the_state_that_the_screen_should_know(
    center: Center, pushed: list[dict[str, Any]]
) -> None:
    screen = open_desk(1)
    choose(center, "ready")
    pushed.clear()
    now = clock()
    beat(screen, now=now)
    (answer,) = pushed
    assert (answer["type"], answer["has_phone"]) == ("heartbeat", True)
    assert datetime.fromisoformat(answer["at"]) == now.replace(microsecond=now.microsecond // 1000 * 1000)
    assert datetime.fromisoformat(answer["since"]) == center.worker(1).since
