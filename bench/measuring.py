"""How the benches measure: CPU time of this process, sides taking turns in one run, medians."""

import gc
import json
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any


def cpu_ms(work: Callable[[], object]) -> float:
    """CPU milliseconds that this process spends in `work`, all of its threads together."""
    began = time.process_time_ns()
    work()
    return (time.process_time_ns() - began) / 1e6


def interleaved(
    sides: Mapping[str, Callable[[], float]], rounds: int, warm_up: int = 0
) -> dict[str, list[float]]:
    """Each side's figures over `rounds`. The sides take turns and each round begins with another one, so
    that a machine that slows down slows all of them. The collector runs between the turns, not in them."""
    names = list(sides)
    figures: dict[str, list[float]] = {name: [] for name in names}
    gc.disable()
    try:
        for number in range(warm_up + rounds):
            gc.collect()
            first = number % len(names)
            for name in names[first:] + names[:first]:
                figure = sides[name]()
                if number >= warm_up:
                    figures[name].append(figure)
    finally:
        gc.enable()
    return figures


def median(figures: Sequence[float]) -> float:
    """The middle one."""
    return statistics.median(figures)


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """The median of the rounds' own ratios: both sides of a round ran within milliseconds of each other."""
    return statistics.median(a / b for a, b in zip(ours, theirs, strict=True))


def spread(figures: Sequence[float]) -> str:
    """`1.20 (1.15-1.31)`: the median and the middle half."""
    low, middle, high = statistics.quantiles(figures, n=4)
    return f"{middle:.3f} ({low:.3f}-{high:.3f})"


def last_line(bench: str, **figures: Any) -> None:
    """The line that other programs read."""
    rounded = {
        name: round(value, 4) if isinstance(value, float) else value for name, value in figures.items()
    }
    print(json.dumps({"bench": bench, **rounded}), flush=True)
