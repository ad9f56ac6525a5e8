"""Random commands in any order, repeated, with lost timers and a process that dies at any request.

After every step the stored state must be whole; where no process has died, nobody fit may be left idle.
"""

from collections import Counter
from collections.abc import Callable
from datetime import datetime

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from chalicelib import contacts, routing
from chalicelib.aws.records import TimerRecord
from chalicelib.aws.timers import Timer, finish
from chalicelib.problems import Conflict
from chalicelib.routing.assign import view
from chalicelib.routing.catalogue import forget_catalogue
from chalicelib.routing.matching import is_eligible, pairs
from chalicelib.routing.model import ReservationStatus, TaskStatus
from chalicelib.routing.records import (
    ReadyRecord,
    ReservationRecord,
    RoutingRecord,
    TaskRecord,
    WaitingRecord,
    WorkerRecord,
)
from chalicelib.routing.store import waiting_of
from tests.conftest import Cloud
from tests.routing.conftest import QUEUES, Center, sid
from tests.routing.crashes import dying

SKILLS = {1: ("consult",), 2: ("consult", "order"), 3: ("order",)}
LIVE = {
    ReservationStatus.PENDING: (TaskStatus.RESERVED, "ringing"),
    ReservationStatus.ACCEPTED: (TaskStatus.ASSIGNED, "on_contact"),
    ReservationStatus.WRAPPING: (TaskStatus.WRAPPING, "wrap_up"),
}
WORDS = {
    ReservationStatus.PENDING: (),
    ReservationStatus.ACCEPTED: ("accepted",),
    ReservationStatus.REJECTED: ("rejected",),
    ReservationStatus.TIMEOUT: ("timeout",),
    ReservationStatus.CANCELED: ("canceled",),
}
workers = st.sampled_from(sorted(SKILLS))
places = st.integers(0, 4)


class Snapshot:
    """Everything in the table, by kind."""

    def __init__(self) -> None:
        rows = list(RoutingRecord.scan(consistent_read=True))
        self.workers = {r.worker_sid: r for r in rows if isinstance(r, WorkerRecord)}
        self.tasks = {r.task_sid: r for r in rows if isinstance(r, TaskRecord)}
        self.reservations = {r.reservation_sid: r for r in rows if isinstance(r, ReservationRecord)}
        self.ready = [r for r in rows if isinstance(r, ReadyRecord)]
        self.waiting = [r for r in rows if isinstance(r, WaitingRecord)]


class Routing(RuleBasedStateMachine):
    """Three workers, two queues, up to a dozen tasks."""

    cloud: Cloud
    start: datetime

    @initialize()
    def open(self) -> None:
        self.cloud.empty()
        forget_catalogue()
        self.center = Center(self.start)
        self.created: set[str] = set()
        self.is_matched = True
        self.crash: tuple[int, bool] | None = None
        self.center.queue("consult", wrap_up=routing.WrapUpRule.TIMED)
        self.center.queue("order", rona_activity=None)
        for number, skills in SKILLS.items():
            self.center.worker(number, *skills, is_ready=number != 3)

    def run(self, command: Callable[[], object]) -> None:
        """Run a command, in a process that may be about to die; look at what it offers."""
        before = Snapshot()
        result: object = None
        if self.crash:
            with dying(self.crash[0], carried_out=self.crash[1]) as countdown:
                result = self.unless_refused(command)
            self.is_matched = self.is_matched and not countdown.has_crashed
            self.crash = None
        else:
            result = self.unless_refused(command)
        if isinstance(result, routing.Outcome):
            self.check_order(before, result)

    def unless_refused(self, command: Callable[[], object]) -> object:
        try:
            return command()
        except Conflict:
            return None

    def check_order(self, before: Snapshot, outcome: routing.Outcome) -> None:
        """Nobody was served before one who waited in front of him for the same agent, and still waits."""
        after = Snapshot()
        left = [waiting_of(r) for r in after.waiting]
        for made in outcome.assignments:
            worker = after.workers[made.worker_sid]
            idle = routing_idle(worker, self.center.now)
            served = place_of(after.tasks[made.task_sid])
            for task in left:
                assert not (task.place < served and is_eligible(task, idle)), (task, made)

    @rule(number=st.integers(1, 12), queue=st.sampled_from(["consult", "order"]), priority=st.integers(0, 1))
    def create(self, number: int, queue: str, priority: int) -> None:
        self.created.add(sid("WT", number))
        self.run(lambda: self.center.task(number, queue, priority=priority))

    @rule(number=st.integers(1, 12))
    def cancel(self, number: int) -> None:
        self.run(lambda: routing.cancel_task(sid("WT", number), "hung up", self.center.now))

    @rule(number=workers, activity=st.sampled_from(["ready", "ready", "short_break", "offline"]))
    def choose(self, number: int, activity: str) -> None:
        self.run(lambda: routing.set_activity(sid("WK", number), activity, None, self.center.now))

    @rule(number=workers, activity=st.sampled_from(["meeting", "offline", None]))
    def choose_next(self, number: int, activity: str | None) -> None:
        self.run(lambda: routing.set_next_activity(sid("WK", number), activity, self.center.now))

    @rule(number=workers, act=st.sampled_from(["accept", "reject", "wrap_up", "finish", "accept", "finish"]))
    def handle(self, number: int, act: str) -> None:
        held = routing.worker(sid("WK", number)).reservation_sid
        if held:
            self.run(lambda: self.act(act, held))

    @rule(place=places, act=st.sampled_from(["accept", "reject", "wrap_up", "finish"]))
    def repeat(self, place: int, act: str) -> None:
        known = sorted(Snapshot().reservations)
        if place < len(known):
            self.run(lambda: self.act(act, known[place]))

    def act(self, act: str, reservation_sid: str) -> object:
        if act == "reject":
            return routing.reject(reservation_sid, "busy", self.center.now)
        return getattr(routing, act)(reservation_sid, self.center.now)

    @rule(number=workers)
    def heartbeat(self, number: int) -> None:
        self.run(lambda: routing.renew_lease(sid("WK", number), self.center.now))

    @rule(number=workers)
    def close_desk(self, number: int) -> None:
        self.run(lambda: routing.end_lease(sid("WK", number), self.center.now))

    @rule(seconds=st.sampled_from([1, 16, 31]), is_open=st.booleans())
    def wait(self, seconds: int, is_open: bool) -> None:
        self.center.later(seconds) if is_open else self.center.pass_time(seconds)

    @rule(keeps=st.booleans())
    def fire_timers(self, keeps: bool) -> None:
        """Let every due timer fire; `keeps`: the process dies before it can say so, they will fire again."""
        for row in list(TimerRecord.scan()):
            if row.due_at <= self.center.now:
                timer = Timer(row.kind, row.key, row.due_at)
                self.run(lambda timer=timer: routing.fire(timer, self.center.now))
                if not keeps:
                    finish(timer)

    @rule(at=st.integers(1, 6), carried_out=st.booleans())
    def die_soon(self, at: int, carried_out: bool) -> None:
        self.crash = (at, carried_out)

    @rule()
    def sweep(self) -> None:
        self.crash = None
        self.run(lambda: routing.sweep(self.center.now))
        self.is_matched = True

    @invariant()
    def every_item_agrees_with_the_others(self) -> None:
        if not hasattr(self, "center"):
            return
        now = Snapshot()
        assert set(now.tasks) <= self.created
        live = [r for r in now.reservations.values() if r.status in LIVE]
        holders = Counter(r.reserved_worker_sid for r in live)
        assert all(count == 1 for count in holders.values())
        for reservation in live:
            task, worker = now.tasks[reservation.task_sid], now.workers[reservation.reserved_worker_sid]
            assert (task.status, worker.state) == LIVE[reservation.status]
            assert task.reservation_sid == worker.reservation_sid == reservation.reservation_sid
            assert worker.contact_id == task.contact_id
        for worker in now.workers.values():
            assert bool(worker.reservation_sid) == (worker.worker_sid in holders)
            own = [row for row in now.ready if row.worker_sid == worker.worker_sid]
            expected = worker.queue_sids if worker.state == "ready" else []
            assert sorted(row.pk.split("#")[1] for row in own) == sorted(expected)
            assert all(row.ready_since == worker.ready_since for row in own)
        in_line = Counter(row.task_sid for row in now.waiting)
        pending = [t.task_sid for t in now.tasks.values() if t.status == TaskStatus.PENDING]
        assert in_line == Counter(pending)

    @invariant()
    def the_log_adds_up_to_the_state(self) -> None:
        if not hasattr(self, "center"):
            return
        now = Snapshot()
        for task in now.tasks.values():
            log = contacts.events_of(task.contact_id)
            assert sum(e.type is contacts.EventType.TASK_CREATED for e in log) == 1
            own = [r for r in now.reservations.values() if r.task_sid == task.task_sid]
            for reservation in own:
                said = {e.key.split(":")[1] for e in log if e.reservation_sid == reservation.reservation_sid}
                assert "created" in said
                assert set(WORDS.get(reservation.status, (reservation.status,))) <= said
            made = sum(e.type is contacts.EventType.RESERVATION_CREATED for e in log)
            assert made == len(own)

    @invariant()
    def nobody_present_is_idle_beside_a_task_that_fits(self) -> None:
        if hasattr(self, "center") and self.is_matched:
            line = view(QUEUES[name] for name in ("consult", "order"))
            present = [idle for idle in line.ready if self.is_present(idle.worker_sid)]
            assert not pairs(line.waiting, present)

    def is_present(self, worker_sid: str) -> bool:
        return routing.worker(worker_sid).is_present(self.center.now)


def place_of(task: TaskRecord) -> tuple[int, datetime, str]:
    return waiting_of(task).place


def routing_idle(worker: WorkerRecord, now: datetime) -> object:
    from chalicelib.routing.writes import idle_worker

    return idle_worker(worker, now)


@pytest.mark.timeout(300)
def test_any_interleaving_leaves_routing_whole(tables: Cloud, now: datetime) -> None:
    Routing.cloud, Routing.start = tables, now
    run_state_machine_as_test(
        Routing,
        settings=settings(
            max_examples=12,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    forget_catalogue()
