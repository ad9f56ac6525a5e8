"""A published result: M/M/12+M over a day of eight hours, 1,000 days of a research simulator."""

from dataclasses import dataclass
from pathlib import Path

from bench.acd.figures import Figure, figures
from bench.acd.model_file import read_model
from bench.acd.simulation import simulate

MODEL = Path(__file__).parent.parent / "models" / "mm12m.json"
DAYS = 100
# The figure, and how far it may be off itself: half its interval, or half a unit of its last digit.
PUBLISHED = {
    "abandoned": (58.6, 0.95),
    "in_target": (1906.0, 2.2),
    "service_level": (0.975, 0.0005),
    "service_level_with_abandonment": (0.968, 0.0005),
    "speed_of_answer_minutes": (0.024, 0.0005),
    "occupancy": (0.675, 0.0015),
}


@dataclass(frozen=True)
class Checked:
    """One figure beside the published one."""

    name: str
    engine: Figure
    reference: float
    reference_half_width: float

    @property
    def is_near(self) -> bool:
        """Whether the two intervals touch."""
        allowed = self.reference_half_width + (self.engine.half_width or 0.0)
        return abs(self.engine.mean - self.reference) <= allowed


def check(seed: int, days: int = DAYS) -> list[Checked]:
    """The engine on the published model."""
    found = figures([result.whole for result in simulate(read_model(MODEL), days, seed)])
    return [Checked(name, found[name], value, half) for name, (value, half) in PUBLISHED.items()]


def line(row: Checked) -> str:
    """One row to read; a star where the intervals do not touch."""
    mark = " " if row.is_near else "*"
    return (
        f"M/M/12+M  {row.name:31} engine {row.engine.mean:9.4f} +- {row.engine.half_width or 0.0:7.4f}   "
        f"published {row.reference:9.4f} +- {row.reference_half_width:g} {mark}"
    )
