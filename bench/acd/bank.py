"""The bank's February through the engine, and its waits beside those that were recorded.

Who calls when, and for how long, is the record's (`bank_callers`); who was there to serve it is read from it
(`bank_agents`). Preferred callers are placed as if they had come ninety seconds earlier, as the bank did: in
the record one who comes less than that after a regular caller is mostly served first, one who comes later
never.
"""

import os
import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import chain, groupby, islice
from pathlib import Path
from statistics import correlation, fmean

from bench.acd.arrivals import Contact
from bench.acd.bank_agents import LONGEST_IDLE_SECONDS, agents, with_after_work
from bench.acd.bank_callers import contacts, identified
from bench.acd.bank_calls import Call, read_calls
from bench.acd.figures import mean
from bench.acd.floor import START, Floor, Served
from bench.acd.processes import side_by_side
from chalicelib import routing
from chalicelib.routing.policy import Tier

FILE = "calls/anonymous-bank-1999-02.txt"
HEAD_START_SECONDS = 90
REPLICATIONS = 3
DAY_SECONDS = 86_400.0


def replay(seed: int, tell: Callable[[str], None]) -> dict[str, float]:
    """Replay and print; the figures for the last line, none where the record is not there."""
    path = Path(os.environ.get("TRUNKLINE_SAMPLES", "samples")) / FILE
    if not path.is_file():
        tell(f"The bank's February is not replayed: TRUNKLINE_SAMPLES names no folder with {FILE}.")
        return {}
    calls = read_calls(path)
    runs = side_by_side(partial(run, calls), range(seed, seed + REPLICATIONS), REPLICATIONS * len(calls))
    recorded, replayed = _of_record(calls), [_of_run(served) for served in runs]
    for name, value in recorded.items():
        engine = mean([each[name] for each in replayed])
        tell(
            f"bank  {name:36} engine {engine.mean:8.2f} +- {engine.half_width or 0.0:5.2f}   "
            f"recorded {value:8.2f}"
        )
    likeness = mean([_likeness(calls, served) for served in runs])
    tell(f"bank  correlation of the hours' mean waits       {likeness.mean:.3f}, {len(calls)} calls")
    return {
        "bank_mean_wait_seconds": mean([each["mean wait of all, s"] for each in replayed]).mean,
        "bank_mean_wait_recorded_seconds": recorded["mean wait of all, s"],
        "bank_hours_correlation": likeness.mean,
    }


def run(calls: Sequence[Call], seed: int, longest_idle: float = LONGEST_IDLE_SECONDS) -> list[Served]:
    """Every day of the record once."""
    chance = random.Random(seed)
    days = [with_after_work([*own]) for _, own in groupby(calls, key=lambda call: call.day)]
    coming = iter(contacts(identified([*chain.from_iterable(days)], chance), chance))
    return [
        outcome
        for of_day in days
        for outcome in _run_day(of_day, [*islice(coming, len(of_day))], longest_idle)
    ]


def _run_day(calls: list[Call], contacts: list[Contact], longest_idle: float) -> list[Served]:
    kinds = sorted({call.kind for call in calls})
    floor = Floor(horizon=DAY_SECONDS)
    with floor.open():
        for number, kind in enumerate(kinds, 1):
            _define(number, kind)
        for name, agent in agents(calls, longest_idle).items():
            sid = floor.hire(name, name, {"serves": sorted(agent.serves)})
            for start, end in agent.spans:
                floor.at(start, floor.sign_on, sid)
                floor.at(end, floor.sign_off, sid)
        floor.expect(contacts)
        floor.run()
    return floor.served


def _define(number: int, kind: str) -> None:
    preferred = Tier("preferred", "priority == 2", head_start_seconds=HEAD_START_SECONDS)
    queue = routing.TaskQueue(
        f"WQ{number:032x}",
        kind,
        {"zh": kind, "en": kind},
        target_workers=f"serves HAS '{kind}'",
        wrap_up=routing.WrapUpRule.NONE,
        tiers=(preferred,),
    )
    routing.define_queue(queue, START)


def _sums(waits: Sequence[tuple[str, float, bool]]) -> dict[str, float]:
    """Waits and losses, of all and by kind."""
    found = {
        "mean wait of all, s": fmean(waited for _, waited, _ in waits),
        "mean wait of the served, s": fmean(waited for _, waited, is_served in waits if is_served),
        "had to wait, %": 100 * fmean(waited > 0 for _, waited, _ in waits),
        "gave up, %": 100 * fmean(not is_served for _, _, is_served in waits),
    }
    for kind in sorted({kind for kind, _, _ in waits}):
        own = [(waited, is_served) for each, waited, is_served in waits if each == kind]
        found[f"{kind}: mean wait, s"] = fmean(waited for waited, _ in own)
        found[f"{kind}: gave up, %"] = 100 * fmean(not is_served for _, is_served in own)
    return found


def _by_priority(waits: Iterable[tuple[int, float]]) -> dict[str, float]:
    """How long those waited who did: of the others the record does not know the priority."""
    found: defaultdict[int, list[float]] = defaultdict(list)
    for priority, waited in waits:
        if waited > 0:
            found[priority].append(waited)
    return {f"priority {each}: mean wait if any, s": fmean(found[each]) for each in sorted(found)}


def _of_record(calls: Sequence[Call]) -> dict[str, float]:
    sums = _sums([(call.kind, call.waited, call.service_seconds is not None) for call in calls])
    return sums | _by_priority((call.priority, call.waited) for call in calls)


def _of_run(served: Sequence[Served]) -> dict[str, float]:
    sums = _sums([(each.contact.kind, each.waited, each.is_answered) for each in served])
    return sums | _by_priority((int(dict(e.contact.attributes)["priority"]), e.waited) for e in served)


def _likeness(calls: Sequence[Call], served: Sequence[Served]) -> float:
    """The correlation of the mean waits of all hours of the month that had twenty calls or more."""
    hours: defaultdict[tuple[str, int], list[tuple[float, float]]] = defaultdict(list)
    for call, outcome in zip(calls, served, strict=True):
        hours[call.day, int(call.came_at // 3600)].append((call.waited, outcome.waited))
    means = [
        (fmean(recorded for recorded, _ in pairs), fmean(engine for _, engine in pairs))
        for pairs in hours.values()
        if len(pairs) >= 20
    ]
    return correlation([recorded for recorded, _ in means], [engine for _, engine in means])
