"""Who waits how long, by the rules of the model file alone: lists, and a heap of what happens.

At the same moment the start of a period comes first, its groups as the file lists them; each group's new
agents look at what waits before the next group changes.
"""

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from bench.acd.arrivals import Contact
from bench.acd.model import BY_CLASS_ORDER, Group, Model

Fate = tuple[bool, float]


@dataclass(eq=False)
class Agent:
    group: Group
    idle_since: float
    is_busy: bool = False


class PlainSimulation:
    """`run` tells of each contact, by its number, whether it was served and how long it waited."""

    def __init__(self, model: Model, contacts: Sequence[Contact]) -> None:
        self.contacts = contacts
        self.is_by_class = model.select_task == BY_CLASS_ORDER
        self.groups_of = {kind.name: kind.groups for kind in model.classes}
        self.wanted: dict[str, int] = {}
        self.agents: list[Agent] = []
        self.waiting: list[int] = []
        self.fates: dict[int, Fate] = {}
        self.now = 0.0
        self._numbers = count()
        self._next: list[tuple[float, int, Callable[..., None], tuple[Any, ...]]] = []
        for period in range(model.period_count):
            for group in model.groups:
                self.at(period * model.period_seconds, self.staff, group, group.agents[period])
        for number, contact in enumerate(contacts):
            self.at(contact.arrives_at, self.arrive, number)

    def at(self, seconds: float, happens: Callable[..., None], *given: Any) -> None:
        heapq.heappush(self._next, (seconds, next(self._numbers), happens, given))

    def run(self) -> dict[int, Fate]:
        while self._next:
            self.now, _, happens, given = heapq.heappop(self._next)
            happens(*given)
        return self.fates

    def staff(self, group: Group, wanted: int) -> None:
        self.wanted[group.name] = wanted
        own = [agent for agent in self.agents if agent.group is group]
        for agent in [agent for agent in own if not agent.is_busy][: max(0, len(own) - wanted)]:
            self.agents.remove(agent)
        new = [Agent(group, self.now) for _ in range(wanted - len(own))]
        self.agents += new
        for agent in new:
            self.take_next(agent)

    def arrive(self, number: int) -> None:
        groups = self.groups_of[self.contacts[number].kind]
        able = [agent for agent in self.agents if agent.group.name in groups and not agent.is_busy]
        if able:
            best = min(able, key=lambda agent: (groups.index(agent.group.name), agent.idle_since))
            self.serve(number, best)
            return
        self.waiting.append(number)
        patience = self.contacts[number].patience_seconds
        if patience is not None:
            self.at(self.now + patience, self.give_up, number)

    def give_up(self, number: int) -> None:
        if number in self.waiting:
            self.waiting.remove(number)
            self.fates[number] = (False, self.now - self.contacts[number].arrives_at)

    def finish(self, agent: Agent) -> None:
        agent.is_busy, agent.idle_since = False, self.now
        if sum(each.group is agent.group for each in self.agents) > self.wanted[agent.group.name]:
            self.agents.remove(agent)
        else:
            self.take_next(agent)

    def take_next(self, agent: Agent) -> None:
        serves = agent.group.serves

        def turn(number: int) -> tuple[int, int, int]:
            contact = self.contacts[number]
            return (serves.index(contact.kind) if self.is_by_class else 0, -contact.priority, number)

        able = [number for number in self.waiting if self.contacts[number].kind in serves]
        if able:
            number = min(able, key=turn)
            self.waiting.remove(number)
            self.serve(number, agent)

    def serve(self, number: int, agent: Agent) -> None:
        self.fates[number] = (True, self.now - self.contacts[number].arrives_at)
        agent.is_busy = True
        self.at(self.now + self.contacts[number].service_seconds, self.finish, agent)
