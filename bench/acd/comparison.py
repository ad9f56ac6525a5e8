"""The engine beside Erlang C and Erlang A, at several loads."""

from collections.abc import Iterator
from dataclasses import dataclass

from bench.acd.erlang import Steady, erlang_a, erlang_c
from bench.acd.figures import Figure, ratio
from bench.acd.model import ContactClass, Group, Model
from bench.acd.simulation import DayResult, simulate

AGENTS = 10
SERVICE = 1 / 180.0
PATIENCE = 1 / 120.0
TARGET_SECONDS = 20.0
# A run begins with an empty floor: what comes in its first hours is not counted.
WARM_UP_SECONDS = 4 * 3600.0
COUNTED_SECONDS = 24 * 3600.0
LOADS_C = (0.7, 0.8, 0.9)
LOADS_A = (0.7, 0.9, 1.0, 1.2)


@dataclass(frozen=True)
class Compared:
    """One figure of the engine beside the theory's."""

    line: str
    name: str
    engine: Figure
    theory: float


def compare(replications: int, seed: int) -> Iterator[Compared]:
    """Each load of each line, by replications."""
    for load in LOADS_C:
        arrivals = load * AGENTS * SERVICE
        theory = erlang_c(arrivals, SERVICE, AGENTS, TARGET_SECONDS)
        results = _run(arrivals, None, replications, seed)
        yield from _compared(f"Erlang C, load {load:.1f}", theory, results)
    for load in LOADS_A:
        arrivals = load * AGENTS * SERVICE
        theory = erlang_a(arrivals, SERVICE, PATIENCE, AGENTS, TARGET_SECONDS)
        yield from _compared(
            f"Erlang A, load {load:.1f}", theory, _run(arrivals, PATIENCE, replications, seed)
        )


def line(found: Compared) -> str:
    """One row to read; a star where the interval does not hold the theory's figure."""
    half = found.engine.half_width or 0.0
    mark = " " if found.engine.holds(found.theory) else "*"
    return (
        f"{found.line:19} {found.name:20} engine {found.engine.mean:9.4f} "
        f"+- {half:7.4f}   theory {found.theory:9.4f} {mark}"
    )


def _run(arrivals: float, patience: float | None, replications: int, seed: int) -> list[DayResult]:
    kind = ContactClass("all", (arrivals,), (SERVICE,), (patience,), 0, ("agents",))
    model = Model(
        name="one line",
        period_seconds=WARM_UP_SECONDS + COUNTED_SECONDS,
        period_count=1,
        busyness_gamma_shape=None,
        target_seconds=TARGET_SECONDS,
        classes=(kind,),
        groups=(Group("agents", (AGENTS,), ("all",)),),
    )
    return simulate(model, replications, seed, WARM_UP_SECONDS)


def _compared(line: str, theory: Steady, results: list[DayResult]) -> Iterator[Compared]:
    days = [result.whole for result in results]
    arrived = [day.arrived for day in days]
    found = {
        "P(wait)": (ratio([day.delayed for day in days], arrived), theory.p_wait),
        "mean wait, s": (ratio([day.waited_by_all_seconds for day in days], arrived), theory.mean_wait),
        "served in 20 s": (ratio([day.in_target for day in days], arrived), theory.in_target),
    }
    if theory.p_abandon:
        found["abandoned"] = (ratio([day.abandoned for day in days], arrived), theory.p_abandon)
    for figure, (engine, reference) in found.items():
        yield Compared(line, figure, engine, reference)
