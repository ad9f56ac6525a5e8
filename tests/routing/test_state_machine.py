"""Random commands in any order, repeated, with lost timers and a process that dies at any request.

After every step the stored state must be whole; where no process has died, nobody fit may be left idle.
"""

import os
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
from chalicelib.routing.absence import is_present
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
from chalicelib.routing.writes import idle_worker
from tests.conftest import Cloud
from tests.routing.conftest import Center, sid
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
        self.offered: list[routing.Assignment] = []
        self.crash: tuple[int, bool] | None = None
        self.center.queue("consult", wrap_up=routing.WrapUpRule.TIMED)
        self.center.queue("order", rona_activity=None)
        for number, skills in SKILLS.items():
            self.center.worker(number, *skills, is_ready=number != 3)

    def run(self, command: Callable[[], object]) -> None:
        """Run a command, in a process that may be about to die; keep what it offers for the check."""
        result: object = None
        if self.crash:
            with dying(self.crash[0], carried_out=self.crash[1]) as countdown:
                result = self.unless_refused(command)
            self.is_matched = self.is_matched and not countdown.has_crashed
            self.crash = None
        else:
            result = self.unless_refused(command)
        if isinstance(result, routing.Outcome):
            self.offered += result.assignments

    def unless_refused(self, command: Callable[[], object]) -> object:
        try:
            return command()
        except Conflict:
            return None

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
    def the_table_is_whole(self) -> None:
        if not hasattr(self, "center"):
            return
        self.seen = Snapshot()
        self.check_links(self.seen)
        self.check_lines(self.seen)
        self.check_order(self.seen)
        if self.is_matched:
            self.check_nobody_fit_is_idle(self.seen)

    def check_links(self, seen: Snapshot) -> None:
        """A task, its reservation and its worker say the same; nobody has two, nothing is lost."""
        assert set(seen.tasks) <= self.created
        live = [r for r in seen.reservations.values() if r.status in LIVE]
        holders = Counter(r.reserved_worker_sid for r in live)
        assert all(count == 1 for count in holders.values())
        for reservation in live:
            task, worker = seen.tasks[reservation.task_sid], seen.workers[reservation.reserved_worker_sid]
            assert (task.status, worker.state) == LIVE[reservation.status]
            assert task.reservation_sid == worker.reservation_sid == reservation.reservation_sid
            assert worker.contact_id == task.contact_id
        for worker in seen.workers.values():
            assert bool(worker.reservation_sid) == (worker.worker_sid in holders)

    def check_lines(self, seen: Snapshot) -> None:
        """In line are exactly the ready workers, for each of their queues, and the pending tasks, once."""
        for worker in seen.workers.values():
            own = [row for row in seen.ready if row.worker_sid == worker.worker_sid]
            expected = worker.queue_sids if worker.state == "ready" else []
            assert sorted(row.pk.split("#")[1] for row in own) == sorted(expected)
            assert all(row.ready_since == worker.ready_since for row in own)
        pending = [task.task_sid for task in seen.tasks.values() if task.status == TaskStatus.PENDING]
        assert Counter(row.task_sid for row in seen.waiting) == Counter(pending)

    def check_order(self, seen: Snapshot) -> None:
        """Nobody was served before one who stood in front of him for the same agent and waits yet."""
        left = [waiting_of(row) for row in seen.waiting]
        for made in self.offered:
            idle = idle_worker(seen.workers[made.worker_sid], self.center.now)
            served = waiting_of(seen.tasks[made.task_sid])
            behind = [task for task in left if task.place < served.place and is_eligible(task, idle)]
            assert not behind or seen.tasks[made.task_sid].reservation_sid != made.reservation_sid
        self.offered = []

    def check_nobody_fit_is_idle(self, seen: Snapshot) -> None:
        """Where no process died, no present worker is ready beside a task for it."""
        now = self.center.now
        present = [w for w in seen.workers.values() if w.ready_since and is_present(w, now)]
        idle = [idle_worker(worker, now) for worker in present]
        assert not pairs([waiting_of(row) for row in seen.waiting], idle)

    def teardown(self) -> None:
        """The log adds up to the state."""
        if not hasattr(self, "seen"):
            return
        for task in self.seen.tasks.values():
            log = contacts.events_of(task.contact_id)
            assert sum(e.type is contacts.EventType.TASK_CREATED for e in log) == 1
            own = [r for r in self.seen.reservations.values() if r.task_sid == task.task_sid]
            assert sum(e.type is contacts.EventType.RESERVATION_CREATED for e in log) == len(own)
            for reservation in own:
                said = {e.key.split(":")[1] for e in log if e.reservation_sid == reservation.reservation_sid}
                assert {"created", *WORDS.get(reservation.status, (reservation.status,))} <= said


@pytest.mark.timeout(300)
def test_any_interleaving_leaves_routing_whole(tables: Cloud, now: datetime) -> None:
    Routing.cloud, Routing.start = tables, now
    examples = int(os.environ.get("TRUNKLINE_EXAMPLES", "8"))
    run_state_machine_as_test(
        Routing,
        settings=settings(
            max_examples=examples,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    forget_catalogue()
