"""After each event of a long simulation: nobody waits beside a free agent, and the right ones were paired.

The check tries everybody with everything and knows of the engine only what it keeps.
"""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.acd.arrivals import contacts_of_day
from bench.acd.floor import Floor
from bench.acd.model import BY_CLASS_ORDER, SELECT_TASK, ContactClass, Group, Model
from bench.acd.simulation import run_day
from chalicelib import routing
from chalicelib.routing.items import OfferItem, TaskItem, WorkerItem
from chalicelib.routing.model import TaskStatus
from tests.bench.random_models import models

pytestmark = pytest.mark.usefixtures("in_memory")


class WatchedFloor(Floor):
    """A floor that looks at everything after everything that happens."""

    def watch(self, model: Model) -> "WatchedFloor":
        self.model, self.looks, self.waits = model, 0, 0
        self.kinds = {kind.name: kind for kind in model.classes}
        self.serves = {group.name: group.serves for group in model.groups}
        return self

    def at(self, seconds: float, happens: Callable[..., None], *given: Any) -> None:
        def and_look() -> None:
            happens(*given)
            self.look()

        super().at(seconds, and_look)

    def look(self) -> None:
        """Nobody waits for whom somebody is free."""
        self.looks += 1
        waiting = self.waiting()
        self.waits += len(waiting)
        for worker in self.ready():
            able = self.serves[self._group_of[worker.worker_sid]]
            assert not [task for task in waiting if task.queue in able], worker.friendly_name

    def _answer(self, made: routing.Assignment) -> None:
        """It is the first of those for the agent, and the agent the first of those for it."""
        offer = self.store.items[OfferItem][made.reservation_sid]
        task = self.store.items[TaskItem][made.task_sid]
        group = self._group_of[made.worker_sid]
        assert task.queue in self.serves[group]
        for other in self.waiting():
            assert other.queue not in self.serves[group] or self.turn(group, task) < self.turn(group, other)
        own = self.place(task, made.worker_sid, offer.worker.ready_since)
        for worker in self.ready():
            if task.queue in self.serves[self._group_of[worker.worker_sid]]:
                assert own <= self.place(task, worker.worker_sid, worker.ready_since)
        super()._answer(made)

    def turn(self, group: str, task: TaskItem) -> tuple[Any, ...]:
        is_by_class = self.model.select_task == BY_CLASS_ORDER
        turn = self.serves[group].index(task.queue) if is_by_class else 0
        return (turn, -self.kinds[task.queue].priority, task.enqueued_at, task.task_sid)

    def place(self, task: TaskItem, worker_sid: str, ready_since: Any) -> tuple[Any, ...]:
        return (self.kinds[task.queue].groups.index(self._group_of[worker_sid]), ready_since)

    def waiting(self) -> list[TaskItem]:
        tasks = map(self.store.items[TaskItem].get, self._tasks)
        return [task for task in tasks if task and task.status is TaskStatus.PENDING]

    def ready(self) -> list[WorkerItem]:
        workers = self.store.items[WorkerItem].values()
        return [worker for worker in workers if worker.ready_since and not worker.reservation_sid]


SKILLS = {
    "north": ("parcels", "claims", "vip"),
    "south": ("claims", "parcels"),
    "english": ("abroad", "parcels", "vip"),
    "senior": ("vip", "claims", "abroad", "customs"),
    "customs desk": ("customs", "abroad"),
}
PRIORITY = {"parcels": 0, "claims": 1, "vip": 3, "abroad": 1, "customs": 0}


def many_skills(select_task: str) -> Model:
    """Five classes, five groups that overlap, three shifts, always a little too busy."""
    groups = tuple(Group(name, (2, 4, 2), serves) for name, serves in SKILLS.items())
    classes = tuple(
        ContactClass(
            name=name,
            arrival_rate=(0.006, 0.014, 0.008),
            service_rate=(0.004,) * 3,
            patience_rate=(0.003,) * 3,
            priority=priority,
            groups=tuple(group for group, serves in SKILLS.items() if name in serves),
        )
        for name, priority in PRIORITY.items()
    )
    return Model("many skills", 3600.0, 3, None, 20.0, classes, groups, select_task)


@pytest.mark.parametrize("select_task", SELECT_TASK)
def test_with_many_skills_no_task_waits_beside_a_free_agent_and_each_takes_the_right_one(
    select_task: str,
) -> None:
    model = many_skills(select_task)
    contacts = contacts_of_day(model, seed=3, day=0)
    floor = WatchedFloor(horizon=model.horizon_seconds).watch(model)
    run_day(model, contacts, floor)
    assert floor.looks > 2 * len(contacts) > 600
    assert floor.waits > len(contacts)


@given(model=models(), seed=st.integers(0, 1000))
@settings(max_examples=15, deadline=None)
def test_whatever_the_model_no_task_waits_beside_a_free_agent(model: Model, seed: int) -> None:
    floor = WatchedFloor(horizon=model.horizon_seconds).watch(model)
    run_day(model, contacts_of_day(model, seed, day=0), floor)
