"""The engine on models with several skills, priorities and periods, beside what is exact for them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.acd.comparison import Compared
from bench.acd.exact import Expected, expected
from bench.acd.figures import ratio
from bench.acd.model_file import read_model
from bench.acd.simulation import DayResult, simulate

MODELS = Path(__file__).parent.parent / "models"


@dataclass(frozen=True)
class Design:
    """A bundled model, how many days of it, and a line's length that its chain needs not exceed."""

    name: str
    days: int
    longest: int


DESIGNS = (
    Design("n_design", 24, 14),
    Design("x_design", 24, 12),
    Design("w_design", 30, 10),
    Design("rush_hour", 24, 30),
    Design("two_priorities", 20, 40),
)


def compare(seed: int, designs: Sequence[Design] = DESIGNS) -> Iterator[Compared]:
    """Each class of each model: what gives up, and how long all of it waits; and how busy the agents are."""
    for design in designs:
        model = read_model(MODELS / f"{design.name}.json")
        whole, classes = expected(model, design.longest)
        results = simulate(model, design.days, seed)
        for name, exact in classes.items():
            yield from _compared(design.name, f"{name} " if len(classes) > 1 else "", results, name, exact)
        days = [result.whole for result in results]
        engine = ratio([day.busy_seconds for day in days], [day.staffed_seconds for day in days])
        yield Compared(design.name, "occupancy", engine, whole.occupancy)


def _compared(
    line: str, prefix: str, results: Sequence[DayResult], name: str, exact: Expected
) -> Iterator[Compared]:
    days = [result.by_class[name] for result in results]
    arrived = [day.arrived for day in days]
    waited = ratio([day.waited_by_all_seconds for day in days], arrived)
    yield Compared(line, f"{prefix}mean wait, s", waited, exact.waited_by_all_seconds / exact.arrived)
    if exact.abandoned:
        lost = ratio([day.abandoned for day in days], arrived)
        yield Compared(line, f"{prefix}abandoned", lost, exact.abandoned / exact.arrived)
