"""A model's days as a Markov chain: who is busy and how many wait. Exact, where the chain has a state for it.

A state holds, for each group and rate of service, how many of its agents are busy with such contacts, and how
many of each class wait. That is enough where a freed agent chooses by class: with `by_class_order`, or when
the classes of each group differ in priority. It knows the rules of the model file and nothing of the engine.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from bench.acd.model import BY_CLASS_ORDER, Group, Model, ModelError

State = tuple[int, ...]
# What happens: how often a second, and what is then.
Move = tuple[float, State]


@dataclass(frozen=True)
class Stage:
    """What holds for a while: agents by group, and rates a second by class."""

    seconds: float
    agents: tuple[int, ...]
    arrivals: tuple[float, ...]
    patience: tuple[float, ...]


class Chain:
    """The states of a model and how one follows another. `longest`: no class has more in line.

    Raises ModelError where the model asks for more than the state tells.
    """

    def __init__(self, model: Model, longest: int) -> None:
        _require_states(model)
        self.model, self.longest = model, longest
        self.classes = {kind.name: number for number, kind in enumerate(model.classes)}
        rates = [kind.service_rate[0] for kind in model.classes]
        self.rate_of = {kind.name: rates[number] for number, kind in enumerate(model.classes)}
        served = {(g, self.rate_of[name]) for g, group in enumerate(model.groups) for name in group.serves}
        self.seats = sorted(served)
        self.empty: State = (0,) * (len(self.seats) + len(self.classes))
        self._seat = {seat: number for number, seat in enumerate(self.seats)}
        self._turns = [self._turn(group) for group in model.groups]
        places = {group.name: number for number, group in enumerate(model.groups)}
        self._groups = [[places[name] for name in kind.groups] for kind in model.classes]

    def stages(self) -> Iterator[Stage]:
        """The periods of a day; after the last one nobody comes any more."""
        model = self.model
        for period in range(model.period_count):
            yield Stage(
                seconds=model.period_seconds,
                agents=tuple(group.agents[period] for group in model.groups),
                arrivals=tuple(kind.arrival_rate[period] for kind in model.classes),
                patience=tuple(kind.patience_rate[0] or 0.0 for kind in model.classes),
            )

    def busy(self, state: State, group: int) -> int:
        """How many of a group serve."""
        return sum(state[number] for number, seat in enumerate(self.seats) if seat[0] == group)

    def waiting(self, state: State, kind: int) -> int:
        """How many of a class wait."""
        return state[len(self.seats) + kind]

    def staffed(self, state: State, agents: tuple[int, ...]) -> int:
        """Agents who are there: a busy one who is too many stays until the contact ends."""
        return sum(max(wanted, self.busy(state, group)) for group, wanted in enumerate(agents))

    def after_staffing(self, state: State, agents: tuple[int, ...]) -> State:
        """As a period begins: the groups' new agents take what waits, one group after the other."""
        for group, wanted in enumerate(agents):
            while self.busy(state, group) < wanted and (taken := self._take(state, group)):
                state = taken
        return state

    def moves(self, state: State, stage: Stage) -> Iterator[Move]:
        """What can happen next."""
        for kind, rate in enumerate(stage.arrivals):
            if rate and self.waiting(state, kind) < self.longest:
                yield rate, self._arrival(state, kind, stage.agents)
        for number, (group, rate) in enumerate(self.seats):
            if state[number]:
                left = _changed(state, number, -1)
                stays = self.busy(state, group) <= stage.agents[group]
                yield rate * state[number], (self._take(left, group) if stays else None) or left
        for kind, rate in enumerate(stage.patience):
            if rate and (waiting := self.waiting(state, kind)):
                yield rate * waiting, _changed(state, len(self.seats) + kind, -1)

    def _arrival(self, state: State, kind: int, agents: tuple[int, ...]) -> State:
        for group in self._groups[kind]:
            if self.busy(state, group) < agents[group]:
                return self._seated(state, group, kind)
        return _changed(state, len(self.seats) + kind, 1)

    def _take(self, state: State, group: int) -> State | None:
        for kind in self._turns[group]:
            if self.waiting(state, kind):
                return self._seated(_changed(state, len(self.seats) + kind, -1), group, kind)
        return None

    def _seated(self, state: State, group: int, kind: int) -> State:
        rate = self.rate_of[self.model.classes[kind].name]
        return _changed(state, self._seat[group, rate], 1)

    def _turn(self, group: Group) -> list[int]:
        kinds = [self.classes[name] for name in group.serves]
        if self.model.select_task == BY_CLASS_ORDER:
            return kinds
        return sorted(kinds, key=lambda kind: -self.model.classes[kind].priority)


def _require_states(model: Model) -> None:
    if model.busyness_gamma_shape is not None:
        raise ModelError("busyness_gamma_shape: a chain knows no day that is busier than others")
    for kind in model.classes:
        if len(set(kind.service_rate)) > 1 or len(set(kind.patience_rate)) > 1:
            raise ModelError(f"class {kind.name!r}: a state does not tell in which period somebody came")
    if model.select_task == BY_CLASS_ORDER:
        return
    priority = {kind.name: kind.priority for kind in model.classes}
    for group in model.groups:
        for one, other in combinations(group.serves, 2):
            if priority[one] == priority[other]:
                raise ModelError(f"group {group.name!r}: a state does not tell who of equals came first")


def _changed(state: State, number: int, by: int) -> State:
    return (*state[:number], state[number] + by, *state[number + 1 :])
