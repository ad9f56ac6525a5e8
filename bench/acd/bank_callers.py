"""The bank's callers as they come to the engine: who they are, how long they would wait, how long it takes.

The bank asked for a customer's number only while nobody was free: who is served at once stands in the record
with priority 0, nearly everybody of the same kind who waits with another. Here it may be somebody else who
waits. So who was not asked is given a priority drawn from those of the same kind who were.
"""

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from bench.acd.arrivals import Contact
from bench.acd.bank_calls import Call
from bench.acd.patience import kaplan_meier


def identified(calls: Sequence[Call], chance: random.Random) -> list[Call]:
    """The calls, with a priority for those who did not wait long enough to be asked."""
    asked: defaultdict[str, list[int]] = defaultdict(list)
    for call in calls:
        if call.waited > 0:
            asked[call.kind].append(call.priority)
    return [
        replace(call, priority=chance.choice(asked[call.kind]))
        if call.waited == 0 and call.priority == 0 and asked[call.kind]
        else call
        for call in calls
    ]


def contacts(calls: Sequence[Call], chance: random.Random) -> list[Contact]:
    """One for each call. Who gave up does so after the recorded wait; the patience of who was served is drawn
    from the estimate of the same kind and priority, given that it exceeds that wait. Who gave up and is
    served here takes as long as some served call of the same kind."""
    waits: defaultdict[tuple[str, int], list[tuple[float, bool]]] = defaultdict(list)
    lengths: defaultdict[str, list[float]] = defaultdict(list)
    for call in calls:
        waits[call.kind, call.priority].append((call.waited, call.service_seconds is None))
        if call.service_seconds is not None:
            lengths[call.kind].append(call.service_seconds + call.after_seconds)
    patience = {line: kaplan_meier(found) for line, found in waits.items()}

    def contact(call: Call) -> Contact:
        lasts: float | None = call.waited
        if call.service_seconds is None:
            seconds = chance.choice(lengths[call.kind])
        else:
            seconds = call.service_seconds + call.after_seconds
            lasts = patience[call.kind, call.priority].draw(chance, call.waited)
        return Contact(call.kind, 0, call.came_at, seconds, lasts, (("priority", call.priority),))

    return [contact(call) for call in calls]
