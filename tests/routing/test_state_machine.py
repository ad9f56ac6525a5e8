"""Random commands in any order, repeated, with lost timers and a process that dies at any request.

After every step the stored state must be whole; where no process has died, nobody fit may be left idle.
"""

import os
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any

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
from chalicelib.problems import Conflict
from chalicelib.routing.absence import is_present
from chalicelib.routing.catalogue import forget_catalogue
from chalicelib.routing.channels import line_of
from chalicelib.routing.holdings import counts, holdings, room, shown
from chalicelib.routing.items import Progress, TaskItem
from chalicelib.routing.matching import Idle, Waiting, is_eligible, pairs
from chalicelib.routing.model import ReservationStatus, TaskStatus
from chalicelib.routing.policy import Precedence, Preference, Strategy, TaskOrder
from chalicelib.routing.present import task_status
from chalicelib.routing.writes import idle_worker
from tests.conftest import Cloud
from tests.routing.backends import InMemory, OnDynamo, Snapshot
from tests.routing.conftest import Center, sid

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
CAPACITIES = (
    {"voice": 1},
    {"voice": 1, "chat": 1},
    {"chat": 1},
    {"voice": 1, "chat": 2, "email": 1},
    {"voice": 1, "chat": 3, "email": 2},
)
workers = st.sampled_from(sorted(SKILLS))
strategies = st.sampled_from(list(Strategy))
places = st.integers(0, 4)


class Routing(RuleBasedStateMachine):
    """Three workers, two queues, up to a dozen tasks."""

    backend: OnDynamo | InMemory
    start: datetime

    @initialize(
        strategy=strategies,
        order=st.sampled_from(list(TaskOrder)),
        seats=st.integers(1, 2),
        has_many_channels=st.booleans(),
    )
    def open(self, strategy: Strategy, order: TaskOrder, seats: int, has_many_channels: bool) -> None:
        self.backend.empty()
        forget_catalogue()
        self.center = Center(self.start)
        self.created: set[str] = set()
        self.had: dict[str, Counter[str]] = {}
        self.is_matched = self.was_matched = True
        self.offered: list[routing.Assignment] = []
        self.crash: tuple[int, bool] | None = None
        self.define("consult", strategy, order, seats)
        self.define("order", Strategy.LONGEST_IDLE, TaskOrder.FIFO, 1)
        for number, skills in SKILLS.items():
            self.center.worker(number, *skills, is_ready=number != 3, level=number % 2, cost=number)
        for number in SKILLS if has_many_channels else ():
            routing.set_capacity(sid("WK", number), CAPACITIES[-1], self.start)

    def define(self, name: str, strategy: Strategy, order: TaskOrder, seats: int) -> None:
        rules: dict[str, Any] = {
            "strategy": strategy,
            "task_order": order,
            "max_reserved_workers": seats,
            "skill": "level",
            "linear_order": ("agent2",),
        }
        rona = {"consult": routing.ActivityName.BUSY, "order": None}[name]
        vip = (Precedence("vip"),)
        self.center.queue(name, prefer=(Preference.COST,), precedence=vip, rona_activity=rona, **rules)

    def run(self, command: Callable[[], object]) -> None:
        """Run a command, in a process that may be about to die; keep what it offers for the check."""
        result: object = None
        self.was_matched = self.is_matched
        if self.crash:
            with self.backend.dying(self.crash[0], carried_out=self.crash[1]) as countdown:
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

    @rule(
        number=st.integers(1, 12),
        queue=st.sampled_from(["consult", "order"]),
        priority=st.integers(0, 1),
        attributes=st.sampled_from([{}, {}, {"customer_tier": "vip"}, {"requested_agent": "agent2"}]),
        channel=st.sampled_from(["chat", "chat", "voice", "callback", "email"]),
    )
    def create(self, number: int, queue: str, priority: int, attributes: Any, channel: str) -> None:
        self.created.add(sid("WT", number))
        given = {"priority": priority, "attributes": attributes, "channel": channel}
        self.run(lambda: self.center.task(number, queue, **given))

    @rule(
        queue=st.sampled_from(["consult", "order"]),
        strategy=strategies,
        order=st.sampled_from(list(TaskOrder)),
        seats=st.integers(1, 2),
    )
    def redefine(self, queue: str, strategy: Strategy, order: TaskOrder, seats: int) -> None:
        """An administrator changes how a queue works while it does."""
        self.run(lambda: self.define(queue, strategy, order, seats))

    @rule(number=st.integers(1, 12))
    def cancel(self, number: int) -> None:
        self.run(lambda: routing.cancel_task(sid("WT", number), "hung up", self.center.now))

    @rule(number=workers, activity=st.sampled_from(["ready", "ready", "short_break", "offline"]))
    def choose(self, number: int, activity: str) -> None:
        self.run(lambda: routing.set_activity(sid("WK", number), activity, None, self.center.now))

    @rule(number=workers, activity=st.sampled_from(["meeting", "offline", None]))
    def choose_next(self, number: int, activity: str | None) -> None:
        self.run(lambda: routing.set_next_activity(sid("WK", number), activity, self.center.now))
        if activity is None:
            self.fire_timers(comes_twice=False)  # A match timer looks after lines that are open again.

    @rule(
        number=workers,
        act=st.sampled_from(["accept", "reject", "wrap_up", "finish", "accept", "finish"]),
        which=st.integers(0, 2),
    )
    def handle(self, number: int, act: str, which: int) -> None:
        worker = self.backend.snapshot().workers[sid("WK", number)]
        held = sorted((one.contact_id, key) for key, one in holdings(worker).items())
        if held:
            self.run(lambda: self.act(act, held[which % len(held)][1]))

    @rule(place=places, act=st.sampled_from(["accept", "reject", "wrap_up", "finish"]))
    def repeat(self, place: int, act: str) -> None:
        made = self.backend.snapshot().reservations.values()
        in_order = sorted(made, key=lambda one: (one.created_at, one.task_sid, one.worker.worker_sid))
        known = [one.reservation_sid for one in in_order]  # Sids are drawn at random, unlike examples.
        if place < len(known):
            self.run(lambda: self.act(act, known[place]))

    def act(self, act: str, reservation_sid: str) -> object:
        if act == "reject":
            return routing.reject(reservation_sid, "busy", self.center.now)
        return getattr(routing, act)(reservation_sid, self.center.now)

    @rule(number=workers, capacity=st.sampled_from(CAPACITIES))
    def choose_channels(self, number: int, capacity: dict[str, int]) -> None:
        self.run(lambda: routing.set_capacity(sid("WK", number), capacity, self.center.now))

    @rule(number=workers)
    def heartbeat(self, number: int) -> None:
        self.run(lambda: routing.renew_lease(sid("WK", number), self.center.now))

    @rule(number=workers)
    def close_desk(self, number: int) -> None:
        self.run(lambda: routing.end_lease(sid("WK", number), self.center.now))

    @rule(seconds=st.sampled_from([1, 16, 31]), is_open=st.booleans())
    def wait(self, seconds: int, is_open: bool) -> None:
        self.center.later(seconds) if is_open else self.center.pass_time(seconds)

    @rule(comes_twice=st.booleans())
    def fire_timers(self, comes_twice: bool) -> None:
        """Let every due timer fire; the process may die before it can say so, and they fire again."""
        for timer in self.backend.take_due(self.center.now):
            for _ in range(1 + comes_twice):
                self.run(lambda timer=timer: routing.fire(timer, self.center.now))

    @rule()
    def lose_messages(self) -> None:
        self.backend.lose_messages()

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
        self.seen = self.backend.snapshot()
        self.check_links(self.seen)
        self.check_capacity(self.seen)
        self.check_lines(self.seen)
        self.check_order(self.seen)
        if self.is_matched:
            self.check_nobody_fit_is_idle(self.seen)

    def check_links(self, seen: Snapshot) -> None:
        """A task, its reservation and its worker say the same; nobody has two, nothing is lost."""
        assert set(seen.tasks) <= self.created
        live = [r for r in seen.reservations.values() if r.status in LIVE]
        for reservation in live:
            task, worker = seen.tasks[reservation.task_sid], seen.workers[reservation.worker.worker_sid]
            progress = Progress(reservation.status, reservation.changed_at)
            one = holdings(worker)[reservation.reservation_sid]
            assert one.line == line_of(reservation.channel)
            assert one.contact_id == task.contact_id
            assert task_status(task, progress) == LIVE[reservation.status][0]
            if worker.reservation_sid == reservation.reservation_sid:
                assert worker.contact_id == task.contact_id
            if len(holdings(worker)) == 1:
                seen_now = shown(worker, {reservation.reservation_sid: progress})
                assert seen_now.state == LIVE[reservation.status][1]
                assert seen_now.contact_id == task.contact_id
                assert seen_now.since == reservation.changed_at
            if reservation.reservation_sid in task.reserved:
                assert reservation.is_shared
                assert len(task.reserved) <= task.seats
            else:
                assert task.reservation_sid == reservation.reservation_sid
        known = {reservation.reservation_sid for reservation in live}
        for worker in seen.workers.values():
            held = holdings(worker)
            assert bool(held) == bool(worker.reservation_sid)
            assert not held or worker.reservation_sid in held
            for key in set(held) - known:
                left = seen.reservations[key]
                assert left.is_shared
                assert left.status in (ReservationStatus.RESCINDED, ReservationStatus.CANCELED)

    def check_capacity(self, seen: Snapshot) -> None:
        """Nobody gets more of a channel than its capacity, nor what may not interrupt what it has."""
        for worker in seen.workers.values():
            have, had = Counter(counts(worker)), self.had.get(worker.worker_sid, Counter())
            for line in have - had:
                assert have[line] <= worker.capacity.get(line, 0)
            assert have["voice"] <= 1
            assert not (have["voice"] and have["chat"])
            self.had[worker.worker_sid] = have

    def check_lines(self, seen: Snapshot) -> None:
        """In line are exactly the ready workers, for each of their queues, and the pending tasks, once."""
        for worker in seen.workers.values():
            own = [(queue, row) for queue, row in seen.ready if row.worker_sid == worker.worker_sid]
            is_ready = worker.activity == "ready" and not worker.reservation_sid
            assert bool(worker.ready_since) >= is_ready
            lines = room(worker) if worker.ready_since else ()
            if is_present(worker, self.center.now):
                is_open = worker.activity == "ready" and not worker.next_activity and room(worker)
                assert bool(worker.ready_since) == bool(is_open)
            assert sorted(queue for queue, _ in own) == sorted([*worker.queue_sids] * len(lines))
            assert all(row.lines == lines for _, row in own)
            assert all(row.ranks == worker.ranks for _, row in own)
            assert all(row.ready_since == worker.ready_since for _, row in own)
        open_ones = [task.task_sid for task in seen.tasks.values() if is_in_line(task)]
        assert Counter(row.task_sid for row in seen.waiting) == Counter(open_ones)
        for row in seen.waiting:
            assert row.attempt == seen.tasks[row.task_sid].attempt

    def check_order(self, seen: Snapshot) -> None:
        """Nobody was served before one who stood in front of him for the same agent and waits yet.

        What a dead process left unmatched in another queue is not seen before the sweep."""
        for made in self.offered:
            idle = idle_worker(seen.workers[made.worker_sid], self.center.now)
            served = seen.tasks[made.task_sid]
            behind = [task for task in seen.waiting if self.is_passed_by(task, served, idle)]
            assert not behind or seen.tasks[made.task_sid].reservation_sid != made.reservation_sid
        self.offered = []

    def is_passed_by(self, task: Waiting, served: Waiting, idle: Idle) -> bool:
        is_seen = self.was_matched or task.queue_sid == served.queue_sid
        return is_seen and task.place < served.place and is_eligible(task, idle)

    def check_nobody_fit_is_idle(self, seen: Snapshot) -> None:
        """Where no process died, no present worker is ready beside a task for it."""
        now = self.center.now
        present = [w for w in seen.workers.values() if w.ready_since and is_present(w, now)]
        idle = [idle_worker(worker, now) for worker in present]
        assert not pairs(seen.waiting, idle)

    def teardown(self) -> None:
        """The log adds up to the state."""
        if not hasattr(self, "seen"):
            return
        for task in self.seen.tasks.values():
            log = self.backend.events_of(task.contact_id)
            assert sum(e.type is contacts.EventType.TASK_CREATED for e in log) == 1
            own = [r for r in self.seen.reservations.values() if r.task_sid == task.task_sid]
            assert sum(e.type is contacts.EventType.RESERVATION_CREATED for e in log) == len(own)
            for reservation in own:
                said = {e.key.split(":")[1] for e in log if e.reservation_sid == reservation.reservation_sid}
                assert {"created", *WORDS.get(reservation.status, (reservation.status,))} <= said


def is_in_line(task: TaskItem) -> bool:
    """Whether somebody may still be reserved for it."""
    return task.status == TaskStatus.PENDING or 0 < len(task.reserved) < task.seats


def explore(backend: OnDynamo | InMemory, start: datetime, examples: int, steps: int) -> None:
    Routing.backend, Routing.start = backend, start
    chosen = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    with backend.used():
        forget_catalogue()
        run_state_machine_as_test(Routing, settings=chosen)
    forget_catalogue()


@pytest.mark.timeout(300)
def test_any_interleaving_leaves_routing_whole_on_dynamodb(tables: Cloud, now: datetime) -> None:
    explore(OnDynamo(tables), now, int(os.environ.get("TRUNKLINE_EXAMPLES", "6")), 25)


@pytest.mark.timeout(300)
def test_any_interleaving_leaves_routing_whole_in_memory(now: datetime) -> None:
    explore(InMemory(), now, int(os.environ.get("TRUNKLINE_EXAMPLES_IN_MEMORY", "150")), 50)
