"""The calls of a bank's February: "Anonymous Bank", 1999, as published by the Technion's service engineering.

The file has a heading and one call a line, parted by tabs; times are of the clock, `date` is `yymmdd`:

    priority     0 or 1 regular (0: not identified), 2 preferred
    type         PS usual, PE in English, IN internet, NE stocks, NW no customer yet, TT asked to be rung
    vru_exit     when the recorded menus ended: here the call comes into line
    q_time       seconds in line, 0 when there was somebody at once
    outcome      AGENT served, HANG gave up, PHANTOM neither: left out
    ser_start, ser_exit, ser_time, server    by whom and how long; NO_SERVER where it was not written down
"""

import csv
from dataclasses import dataclass
from pathlib import Path

NOBODY = "NO_SERVER"


@dataclass(frozen=True)
class Call:
    """One call; times in seconds of its day. `service_seconds` is None for who gave up.

    `after_seconds` is how long the agent was not there for another caller after it; `bank_agents` tells it.
    """

    day: str
    kind: str
    priority: int
    came_at: float
    waited: float
    service_starts_at: float
    service_seconds: float | None
    server: str
    after_seconds: float = 0.0

    @property
    def ends_at(self) -> float:
        """When the service ends; where it would begin, of who gave up."""
        return self.service_starts_at + (self.service_seconds or 0.0)


def read_calls(path: Path) -> list[Call]:
    """Every call but the phantoms, in the order in which they came."""
    with path.open(encoding="ascii", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t")
        found = [_call(row) for row in rows if row["outcome"].strip() in ("AGENT", "HANG")]
    return sorted(found, key=lambda call: (call.day, call.came_at))


def _call(row: dict[str, str]) -> Call:
    is_served = row["outcome"].strip() == "AGENT"
    return Call(
        day=row["date"].strip(),
        kind=row["type"].strip(),
        priority=int(row["priority"]),
        came_at=_seconds(row["vru_exit"]),
        waited=float(row["q_time"]),
        service_starts_at=_seconds(row["ser_start"]),
        service_seconds=max(1.0, float(row["ser_time"])) if is_served else None,
        server=row["server"].strip() if is_served else NOBODY,
    )


def _seconds(clock: str) -> float:
    hours, minutes, seconds = clock.strip().split(":")
    return int(hours) * 3600.0 + int(minutes) * 60 + int(seconds)
