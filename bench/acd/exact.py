"""What a day of a model comes to on average, exactly: Kolmogorov's forward equations of its chain.

They are integrated by Runge and Kutta's rule in steps of the mean time between two events of the busiest
state, from an empty floor to the end of the last period, and on until nobody is in line.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from bench.acd.chain import Chain, Stage, State
from bench.acd.model import Model, ModelError

LONGEST_LINE = 40
# The share of contacts that may find a line at its longest, where the chain forgets them.
_ALLOWED = 1e-5
_NOBODY = 1e-5
Array = Any


@dataclass(frozen=True)
class Expected:
    """A day's expected sums of a class or of all; `occupancy` of all."""

    arrived: float
    abandoned: float
    waited_by_all_seconds: float
    occupancy: float = 0.0


def expected(model: Model, longest: int = LONGEST_LINE) -> tuple[Expected, dict[str, Expected]]:
    """A day, and that of each class; ModelError where no chain with lines of this length tells it."""
    chain = Chain(model, longest)
    walk = _Walk(chain)
    kinds = range(len(model.classes))
    arrived, abandoned, waited = ([0.0] * len(kinds) for _ in range(3))
    busy = staffed = forgotten = 0.0
    for stage in walk.day():
        lasted = walk.pass_stage(stage)
        for kind in kinds:
            line = [chain.waiting(state, kind) for state in walk.states]
            in_line = float(lasted @ line)
            arrived[kind] += stage.arrivals[kind] * stage.seconds
            abandoned[kind] += stage.patience[kind] * in_line
            waited[kind] += in_line
            forgotten += stage.arrivals[kind] * float(lasted @ [each == longest for each in line])
        if any(stage.arrivals):
            busy += float(lasted @ [sum(state[: len(chain.seats)]) for state in walk.states])
            staffed += float(lasted @ [chain.staffed(state, stage.agents) for state in walk.states])
    if forgotten > _ALLOWED * sum(arrived):
        raise ModelError(f"lines grow longer than {longest}: the chain would forget {forgotten:.3g} a day")
    found = {
        kind.name: Expected(arrived[number], abandoned[number], waited[number])
        for number, kind in enumerate(model.classes)
    }
    return Expected(sum(arrived), sum(abandoned), sum(waited), busy / staffed), found


class _Walk:
    """The chances of all states that can be reached, as a day passes."""

    def __init__(self, chain: Chain) -> None:
        self.chain = chain
        self.stages = list(chain.stages())
        self.numbers: dict[State, int] = {}
        self._explore()
        self.states = list(self.numbers)
        self.now: Array = np.zeros(len(self.states))
        self.now[self.numbers[chain.empty]] = 1.0

    def day(self) -> Iterable[Stage]:
        """Each period, and after the last one as many more without arrivals as empty the lines."""
        for stage in self.stages:
            self._staff(stage)
            yield stage
        after = replace(self.stages[-1], arrivals=(0.0,) * len(self.chain.classes))
        in_line = [sum(state[len(self.chain.seats) :]) for state in self.states]
        while float(self.now @ in_line) > _NOBODY:
            yield after

    def pass_stage(self, stage: Stage) -> Array:
        """Time passes; the mean seconds that each state lasted."""
        flow = [
            (number, self.numbers[following], rate)
            for state, number in self.numbers.items()
            for rate, following in self.chain.moves(state, stage)
        ]
        source, target = (np.array([each[at] for each in flow], dtype=int) for at in (0, 1))
        rates, size = np.array([each[2] for each in flow]), len(self.now)
        leaving = np.bincount(source, rates, size)
        steps = max(1, int(np.ceil(stage.seconds * leaving.max())))
        step, lasted = stage.seconds / steps, np.zeros(size)

        def change(chances: Array) -> Array:
            return np.bincount(target, rates * chances[source], size) - leaving * chances

        for _ in range(steps):
            first = change(self.now)
            second = change(self.now + first * (step / 2))
            third = change(self.now + second * (step / 2))
            fourth = change(self.now + third * step)
            then = self.now + (first + 2 * second + 2 * third + fourth) * (step / 6)
            lasted += (self.now + then) * (step / 2)
            self.now = then
        return lasted

    def _staff(self, stage: Stage) -> None:
        after = np.zeros_like(self.now)
        for state, number in self.numbers.items():
            after[self.numbers[self.chain.after_staffing(state, stage.agents)]] += self.now[number]
        self.now = after

    def _explore(self) -> None:
        """Number every state that any of the stages leads to."""
        todo = [self.chain.empty]
        while todo:
            state = todo.pop()
            if state in self.numbers:
                continue
            self.numbers[state] = len(self.numbers)
            for stage in self.stages:
                todo.append(self.chain.after_staffing(state, stage.agents))
                todo += [following for _, following in self.chain.moves(state, stage)]
