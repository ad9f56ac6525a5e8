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
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

NOBODY = "NO_SERVER"
LONGEST_AFTER_SECONDS = 600.0


@dataclass(frozen=True)
class Call:
    """One call; times in seconds of its day. `service_seconds` is None for who gave up.

    `after_seconds` is how long the agent was not there for the next caller, as far as the record shows it.
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


def read_calls(path: Path) -> list[Call]:
    """Every call but the phantoms, in the order in which they came."""
    with path.open(encoding="ascii", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t")
        found = [_call(row) for row in rows if row["outcome"].strip() in ("AGENT", "HANG")]
    return sorted(with_after_work(found), key=lambda call: (call.day, call.came_at))


def with_after_work(calls: Iterable[Call]) -> Iterator[Call]:
    """The calls with the time that their agents took after them.

    The record does not tell it. But when the call that an agent took next had been waiting already as the one
    before ended, the agent was busy with something else in between.
    """
    last: dict[tuple[str, str], Call] = {}
    for call in sorted(calls, key=lambda call: (call.day, call.service_starts_at)):
        if call.service_seconds is None or call.server == NOBODY:
            yield call
            continue
        before = last.get((call.day, call.server))
        if before:
            yield replace(before, after_seconds=_after(before, call))
        last[call.day, call.server] = call
    yield from last.values()


def _after(before: Call, following: Call) -> float:
    ended_at = before.service_starts_at + (before.service_seconds or 0.0)
    gap = following.service_starts_at - ended_at
    return gap if following.came_at < ended_at and 0 < gap <= LONGEST_AFTER_SECONDS else 0.0


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


def duties(calls: Iterable[Call], longest_gap: float) -> dict[str, list[tuple[float, float]]]:
    """When each agent was on duty on a day: while serving, and between two services unless too far apart.

    The file has no log of agents. Services without a name are somebody of their own each, while they last.
    """
    spans: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)
    for call in sorted(calls, key=lambda call: call.service_starts_at):
        if call.service_seconds is None:
            continue
        start, end = call.service_starts_at, call.service_starts_at + call.service_seconds
        name = call.server if call.server != NOBODY else _unknown(spans, start)
        own = spans[name]
        if own and start - own[-1][1] <= (longest_gap if call.server != NOBODY else 0.0):
            own[-1] = (own[-1][0], max(end, own[-1][1]))
        else:
            own.append((start, end))
    return dict(spans)


def _unknown(spans: dict[str, list[tuple[float, float]]], start: float) -> str:
    return next(name for name in _unknowns() if name not in spans or spans[name][-1][1] < start)


def _unknowns() -> Iterator[str]:
    number = 0
    while True:
        number += 1
        yield f"unknown-{number}"
