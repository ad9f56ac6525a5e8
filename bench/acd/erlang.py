"""Erlang C and Erlang A: what queueing theory says of a line. Rates are per any one unit of time.

Erlang B by its inverse recursion, so that no factorial is ever formed; Erlang C from it. Erlang A (M/M/n+M,
exponential patience) after C. Palm (1943) as Mandelbaum and Zeltyn give it in "Service engineering in action:
the Palm/Erlang-A queue" (2007): with x = n mu / theta, y = lambda / theta and

    A(x, y) = 1 + sum over j >= 1 of  prod over k = 1..j of  y / (x + k)

P(wait) = A B / (1 + (A - 1) B)  and  P(abandon | wait) = 1 / (rho A) + 1 - 1 / rho.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

_STEPS = 2000


@dataclass(frozen=True)
class Steady:
    """A line in its steady state: `mean_wait` is over all who come, in the unit of the rates."""

    p_wait: float
    mean_wait: float
    p_abandon: float
    in_target: float
    occupancy: float


def erlang_b(agents: int, load: float) -> float:
    """The probability that all agents are busy where nobody waits; `load` in erlangs."""
    inverse = 1.0
    for number in range(1, agents + 1):
        inverse = 1.0 + inverse * number / load
    return 1.0 / inverse


def erlang_c(arrivals: float, service: float, agents: int, target: float = 0.0) -> Steady:
    """M/M/n. `in_target` is the share of all who come that waits no longer than `target`."""
    load = arrivals / service
    if load >= agents:
        raise ValueError("the line grows for ever: arrivals / service must be below agents")
    blocked = erlang_b(agents, load)
    p_wait = blocked / (1 - load / agents * (1 - blocked))
    spare = agents * service - arrivals
    return Steady(p_wait, p_wait / spare, 0.0, 1 - p_wait * math.exp(-spare * target), load / agents)


def erlang_a(arrivals: float, service: float, patience: float, agents: int, target: float = 0.0) -> Steady:
    """M/M/n+M, `patience` the rate of giving up. `in_target`: the share of all that is served within it."""
    ratio = arrivals / (agents * service)
    blocked = erlang_b(agents, arrivals / service)
    palm = _palm(agents * service / patience, arrivals / patience)
    p_wait = blocked / ((1 - blocked) / palm + blocked)
    p_abandon = p_wait * (1 / (ratio * palm) + 1 - 1 / ratio)
    in_target = (1 - p_wait) + p_wait * _served_soon(arrivals, service, patience, agents, target)
    return Steady(p_wait, p_abandon / patience, p_abandon, in_target, ratio * (1 - p_abandon))


def _palm(x: float, y: float) -> float:
    """A(x, y); infinite where it is beyond a float, which its users bear."""
    total = term = 1.0
    number = 0
    while term > 1e-17 * total:
        number += 1
        term *= y / (x + number)
        total += term
        if math.isinf(total):
            break
    return total


def _served_soon(arrivals: float, service: float, patience: float, agents: int, target: float) -> float:
    """Of those who have to wait, the share served within the target.

    The offered wait v of those who wait has a density proportional to exp(h(v)) with
    h(v) = arrivals / patience * (1 - exp(-patience v)) - agents * service * v;
    who has waited v is still there with probability exp(-patience v).
    """
    pace = agents * service

    def height(wait: float) -> float:
        return arrivals / patience * -math.expm1(-patience * wait) - pace * wait

    top = max(0.0, math.log(arrivals / pace) / patience)
    highest = height(top)

    def density(wait: float) -> float:
        return math.exp(height(wait) - highest)

    # The density is a bell about its top, or falls from 0 as fast as agents are to spare, or faster.
    width = 1 / math.sqrt(patience * pace) + 1 / pace
    if pace > arrivals:
        width = min(width, 1 / (pace - arrivals))
    start, end = max(0.0, top - 40 * width), top + 40 * width
    whole = _simpson(density, start, end)
    soon = _simpson(lambda wait: density(wait) * math.exp(-patience * wait), start, min(target, end))
    return soon / whole


def _simpson(curve: Callable[[float], float], start: float, end: float) -> float:
    if end <= start:
        return 0.0
    step = (end - start) / _STEPS
    inner = sum((4 if number % 2 else 2) * curve(start + number * step) for number in range(1, _STEPS))
    return step / 3 * (curve(start) + inner + curve(end))
