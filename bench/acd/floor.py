"""The real routing engine in simulated time: its commands, the in-memory store, a heap of what happens next.

Nothing here decides who gets what. Contacts come, give up, are served; agents come and go; every step is a
command of `chalicelib.routing`, and every timer that the engine arms is fired when it is due.
"""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from bench.acd.arrivals import Contact
from chalicelib import routing
from chalicelib.routing.memory_store import MemoryStore
from chalicelib.routing.state import using

# Midnight in Shanghai, where the center's day begins.
START = datetime(2026, 1, 4, 16, 0, tzinfo=UTC)
FAR = START + timedelta(days=36500)


@dataclass
class Served:
    """What became of a contact; `waited` until it was answered or gave up."""

    contact: Contact
    waited: float = 0.0
    is_answered: bool = False
    agent: str | None = None


@dataclass
class Floor:
    """One center with its agents. `served` tells what became of everybody who came."""

    horizon: float
    now: float = 0.0
    served: list[Served] = field(default_factory=list)
    busy_seconds: dict[str, float] = field(default_factory=dict)
    staffed_seconds: float = 0.0
    store: MemoryStore = field(default_factory=lambda: MemoryStore(keeps_events=False))

    def __post_init__(self) -> None:
        self._next: list[tuple[float, int, Any, Any]] = []
        self._numbers = count()
        self._tasks: dict[str, Served] = {}
        self._group_of: dict[str, str] = {}
        self._busy: set[str] = set()
        self._leaving: set[str] = set()
        self._present: defaultdict[str, set[str]] = defaultdict(set)
        self._wanted: dict[str, int] = {}
        self._time = START

    @contextmanager
    def open(self) -> Iterator["Floor"]:
        """The engine works on this floor's store."""
        with using(self.store):
            yield self

    def hire(self, name: str, group: str, attributes: dict[str, Any]) -> str:
        """Define an agent, who is away until called for."""
        sid = f"WK{len(self._group_of) + 1:032x}"
        routing.define_worker(sid, name, attributes, self._clock())
        self._group_of[sid] = group
        return sid

    def at(self, seconds: float, happens: Any, *given: Any) -> None:
        """Let something happen at its time."""
        heapq.heappush(self._next, (seconds, next(self._numbers), happens, given))

    def run(self) -> None:
        """Until nothing is left to happen."""
        while self._next:
            at, _, happens, given = heapq.heappop(self._next)
            self._fire_timers(START + timedelta(seconds=at))
            self._pass_to(at)
            happens(*given)

    def expect(self, contacts: Iterable[Contact]) -> None:
        """Let them come."""
        for contact in contacts:
            self.at(contact.arrives_at, self._arrive, contact)

    def staff(self, group: str, agents: int) -> None:
        """From now on so many agents of a group: idle ones go at once, busy ones after their contact."""
        self._wanted[group] = agents
        present = self._present[group]
        for sid in sorted(present - self._busy):
            if len(present) > agents:
                self.sign_off(sid)
        absent = sorted(sid for sid, own in self._group_of.items() if own == group and sid not in present)
        for sid in absent[: max(0, agents - len(present))]:
            self.sign_on(sid)

    def sign_on(self, sid: str) -> None:
        """An agent is there and ready, at a desk that is never closed."""
        if sid in self._leaving:
            self._leaving.discard(sid)
            routing.set_next_activity(sid, None, self._clock())
        if sid in self._present[self._group_of[sid]]:
            return
        self._present[self._group_of[sid]].add(sid)
        self._carry_out(routing.set_activity(sid, routing.ActivityName.READY, None, self._clock()))
        # The desk's heartbeats would be nine tenths of all that happens; the lease is granted once, for good.
        self.store.write_worker(sid, {"lease_expires_at": FAR}, {})

    def sign_off(self, sid: str) -> None:
        """An agent goes: at once, or after the present contact."""
        if sid in self._busy:
            self._let_go(sid)
            return
        self._present[self._group_of[sid]].discard(sid)
        self._carry_out(routing.set_activity(sid, routing.ActivityName.OFFLINE, None, self._clock()))

    def _let_go(self, sid: str) -> None:
        self._leaving.add(sid)
        routing.set_next_activity(sid, routing.ActivityName.OFFLINE, self._clock())

    def _arrive(self, contact: Contact) -> None:
        number = len(self.served) + 1
        sid = f"WT{number:032x}"
        outcome = Served(contact)
        self.served.append(outcome)
        self._tasks[sid] = outcome
        made = routing.create_task(
            sid,
            contact_id=f"CT{number:032x}",
            queue=contact.kind,
            attributes=dict(contact.attributes),
            priority=contact.priority,
            now=self._clock(),
        )
        self._carry_out(made)
        if sid in self._tasks and contact.patience_seconds is not None:
            self.at(self.now + contact.patience_seconds, self._give_up, sid)

    def _give_up(self, sid: str) -> None:
        outcome = self._tasks.pop(sid, None)
        if outcome is None:
            return
        outcome.waited = self.now - outcome.contact.arrives_at
        self._carry_out(routing.cancel_task(sid, "abandoned", self._clock()))

    def _answer(self, made: routing.Assignment) -> None:
        """The agent answers in the same instant: ringing takes no time here."""
        outcome = self._tasks.pop(made.task_sid)
        outcome.waited = self.now - outcome.contact.arrives_at
        outcome.is_answered = True
        outcome.agent = made.worker_sid
        routing.accept(made.reservation_sid, self._clock())
        self._busy.add(made.worker_sid)
        self.at(self.now + outcome.contact.service_seconds, self._finish, made, outcome)
        served = min(self.horizon, self.now + outcome.contact.service_seconds) - self.now
        if served > 0:
            kind = outcome.contact.kind
            self.busy_seconds[kind] = self.busy_seconds.get(kind, 0.0) + served

    def _finish(self, made: routing.Assignment, outcome: Served) -> None:
        sid = made.worker_sid
        group = self._group_of[sid]
        is_over_strength = len(self._present[group]) > self._wanted.get(group, len(self._present[group]))
        if is_over_strength and sid not in self._leaving:
            self._let_go(sid)
        self._busy.discard(sid)
        self._carry_out(routing.finish(made.reservation_sid, self._clock()))
        if sid in self._leaving:
            self._leaving.discard(sid)
            self._present[group].discard(sid)

    def _carry_out(self, outcome: routing.Outcome) -> None:
        for made in outcome.assignments:
            self._answer(made)

    def _fire_timers(self, until: datetime) -> None:
        """Run what the engine's own timers are due for before something else happens."""
        while (due := self.store.next_due()) is not None and due <= until:
            for timer in self.store.pop_due(due):
                self._pass_to(max(self.now, (timer.due_at - START).total_seconds()))
                self._carry_out(routing.fire(timer, self._clock()))

    def _pass_to(self, at: float) -> None:
        """Time passes; the agents who are there are paid for it, until the last period ends."""
        paid = min(at, self.horizon) - self.now
        if paid > 0:
            self.staffed_seconds += paid * sum(map(len, self._present.values()))
        self.now = at
        self._time = START + timedelta(seconds=at)

    def _clock(self) -> datetime:
        return self._time
