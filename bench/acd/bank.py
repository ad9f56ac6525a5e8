"""The bank's February through the engine, and its waits beside those that were recorded.

Arrivals, kinds, priorities and service times are the record's. A caller who gave up does so after the
recorded time; one who was served has a patience drawn from the Kaplan-Meier estimate of the same priority,
given that it exceeds the recorded wait. Who gave up and is served here gets the service time of a served call
of the same kind. When agents were there, and how long they were busy after a call: `bank_agents`.
Preferred callers are placed as if they had come ninety seconds earlier, as the bank did.
"""

import os
import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import partial
from itertools import chain, groupby
from pathlib import Path
from statistics import correlation, fmean

from bench.acd.arrivals import Contact
from bench.acd.bank_agents import LONGEST_IDLE_SECONDS, agents, with_after_work
from bench.acd.bank_calls import Call, read_calls
from bench.acd.figures import mean
from bench.acd.floor import START, Floor, Served
from bench.acd.patience import Survival, kaplan_meier
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
    recorded = _sums([(call.priority, call.waited, call.service_seconds is not None) for call in calls])
    replayed = [_sums([(_priority(e), e.waited, e.is_answered) for e in served]) for served in runs]
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
    by_day = {day: with_after_work([*own]) for day, own in groupby(calls, key=lambda call: call.day)}
    patience = {
        priority: kaplan_meier((c.waited, c.service_seconds is None) for c in calls if c.priority == priority)
        for priority in {call.priority for call in calls}
    }
    lengths: defaultdict[str, list[float]] = defaultdict(list)
    for call in chain.from_iterable(by_day.values()):
        if call.service_seconds is not None:
            lengths[call.kind].append(call.service_seconds + call.after_seconds)
    return [
        outcome
        for of_day in by_day.values()
        for outcome in _run_day(
            of_day, [_contact(call, patience, lengths, chance) for call in of_day], longest_idle
        )
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


def _contact(
    call: Call, patience: dict[int, Survival], lengths: dict[str, list[float]], chance: random.Random
) -> Contact:
    gave_up = call.service_seconds is None
    waits = call.waited if gave_up else patience[call.priority].draw(chance, call.waited)
    service = chance.choice(lengths[call.kind])
    if call.service_seconds is not None:
        service = call.service_seconds + call.after_seconds
    return Contact(call.kind, 0, call.came_at, service, waits, (("priority", call.priority),))


def _priority(outcome: Served) -> int:
    return int(dict(outcome.contact.attributes)["priority"])


def _sums(waits: list[tuple[int, float, bool]]) -> dict[str, float]:
    """Waits and losses, of all and by priority."""
    found = {
        "mean wait of all, s": fmean(waited for _, waited, _ in waits),
        "mean wait of the served, s": fmean(waited for _, waited, is_served in waits if is_served),
        "gave up, %": 100 * fmean(not is_served for _, _, is_served in waits),
    }
    for priority in sorted({priority for priority, _, _ in waits}):
        own = [(waited, is_served) for each, waited, is_served in waits if each == priority]
        found[f"priority {priority}: mean wait, s"] = fmean(waited for waited, _ in own)
        found[f"priority {priority}: gave up, %"] = 100 * fmean(not is_served for _, is_served in own)
    return found


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
