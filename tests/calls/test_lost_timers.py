"""Each kind of timer whose message is lost with a dying process: who makes it good, and after how long."""

import importlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from chalicelib import calls, routing
from chalicelib.aws import queues, timers
from chalicelib.contacts import EventType
from chalicelib.routing import LEASE_SECONDS, READY_LEASE_SECONDS, ReservationStatus, WorkerState, WrapUpRule
from tests.calls.scenario import CALLER, Call, Center, clock, worker_sid

A_MINUTE = 60
# The sweep leaves a row this long to its message.
GRACE = 5


@dataclass
class World:
    """Time that passes with its messages, its schedule and the desks that are open."""

    loses: str
    waiting: list[timers.Timer] = field(default_factory=list)
    lost: list[timers.Timer] = field(default_factory=list)

    def send(self, queue: str, body: str, delay_seconds: int = 0) -> None:
        """SQS, but for the first message of one kind: its process dies before it is sent."""
        timer = timers.decode(body)
        is_lost = timer.kind == self.loses and not self.lost
        (self.lost if is_lost else self.waiting).append(timer)

    def late(self, is_done: Callable[[datetime], bool], desk: str | None = None) -> int:
        """Seconds from when the lost timer was due until it is done; `desk`: whose desk goes on beating."""
        (timer,) = self.lost
        handlers = importlib.import_module("app").timer_handlers()
        for second in range(-60, 2 * A_MINUTE):
            now = timer.due_at + timedelta(seconds=second)
            if now < clock():
                continue
            due = [one for one in self.waiting if one.due_at <= now]
            self.waiting = [one for one in self.waiting if one.due_at > now]
            for one in due:
                timers.deliver(timers._body(one), handlers, now)
            if desk and second % 4 == 0:
                is_ready = routing.worker(desk).state in (WorkerState.READY, WorkerState.RINGING)
                seconds = READY_LEASE_SECONDS if is_ready else LEASE_SECONDS
                calls.run(routing.renew_lease(desk, now, seconds=seconds), now)
            if second % A_MINUTE == A_MINUTE - 1:
                timers.sweep(handlers, now)
                calls.reconcile(now)
            if is_done(now):
                return second
        raise AssertionError(f"{timer.kind} is still not done")


@pytest.fixture
def losing(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], World]:
    """A world that loses the first message of a kind."""

    def begin(kind: str) -> World:
        world = World(kind)
        monkeypatch.setattr(queues, "send", world.send)
        return world

    return begin


def status_of(reservation_sid: str) -> ReservationStatus:
    return routing.reservation(reservation_sid).status


def define(**changes: object) -> None:
    """The center's queue with other rules."""
    (queue,) = [one for one in routing.queues() if one.friendly_name == "consult"]
    routing.define_queue(replace(queue, **changes), clock())


def ringing(center: Center) -> Call:
    center.ready(1)
    calls.run(
        routing.renew_lease(worker_sid(1), clock(), seconds=READY_LEASE_SECONDS, has_just_come=True), clock()
    )
    return center.new_call().queue()


@pytest.mark.covers("CAP-05")
def test_a_ring_is_ended_when_the_lease_is_looked_after(
    center: Center, losing: Callable[[str], World]
) -> None:
    world = losing("routing.reservation")
    offered = ringing(center).offers()[0].reservation_sid
    late = world.late(lambda _: status_of(offered) is ReservationStatus.TIMEOUT, desk=worker_sid(1))
    assert late <= READY_LEASE_SECONDS + 2


def test_a_ring_at_an_agent_for_whom_a_program_vouches_is_ended_by_the_minutes_sweep(
    center: Center, losing: Callable[[str], World]
) -> None:
    world = losing("routing.reservation")
    center.ready(1)
    hours = {"lease_seconds": 8 * 60 * A_MINUTE}
    calls.run(routing.set_activity(worker_sid(1), "offline", None, clock()), clock())
    calls.run(routing.set_activity(worker_sid(1), "ready", None, clock(), **hours), clock())
    offered = center.new_call().queue().offers()[0].reservation_sid
    late = world.late(lambda _: status_of(offered) is ReservationStatus.TIMEOUT)
    assert late <= A_MINUTE + GRACE


def test_a_wrap_up_is_ended_when_the_lease_is_looked_after(
    center: Center, losing: Callable[[str], World]
) -> None:
    world = losing("routing.wrap_up")
    define(wrap_up=WrapUpRule.TIMED, wrap_up_seconds=30)
    center.ready(1)
    call = center.new_call().queue()
    leg = call.talk()
    leg.status("completed")
    late = world.late(
        lambda _: status_of(leg.reservation_sid) is ReservationStatus.COMPLETED, desk=worker_sid(1)
    )
    assert late <= LEASE_SECONDS + 2


def test_a_step_of_the_wait_is_ended_by_the_minutes_sweep(
    center: Center, losing: Callable[[str], World]
) -> None:
    world = losing("routing.workflow")
    define(overflow=(routing.Overflow("voicemail", max_wait_seconds=30),))
    call = center.new_call().queue()
    assert world.late(lambda _: EventType.QUEUE_LEFT in call.types()) < A_MINUTE


def test_a_callback_that_is_due_is_lined_up_by_the_minutes_sweep(
    center: Center, losing: Callable[[str], World], monkeypatch: pytest.MonkeyPatch
) -> None:
    from chalicelib.calls import ask_callback

    world = losing("calls.callback")
    call = center.new_call().queue()
    with monkeypatch.context() as patched:
        patched.setattr(ask_callback, "line_up", lambda *_: pytest.fail("died"))
        with pytest.raises(BaseException):  # noqa: B017, PT011  the process dies
            ask_callback.ask_callback(call.contact_id, CALLER, "zh-CN", clock())
    call.hang_up()
    late = world.late(lambda _: routing.queue_depths()["consult"].waiting == 1)
    assert late <= A_MINUTE + GRACE


@pytest.mark.parametrize("is_rung", [False, True])
def test_a_lease_that_nobody_renews_ends_with_the_offer_or_in_the_minutes_sweep(
    center: Center, losing: Callable[[str], World], is_rung: bool
) -> None:
    world = losing("routing.lease")
    center.ready(1)
    offers = center.new_call().queue().offers() if is_rung else []
    late = world.late(lambda _: center.worker(1).state in (WorkerState.OFFLINE, WorkerState.BUSY))
    assert late <= (0 if is_rung else A_MINUTE + GRACE)
    assert [status_of(one.reservation_sid) for one in offers] == [ReservationStatus.TIMEOUT] * is_rung
