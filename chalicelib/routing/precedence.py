"""Who of the waiting goes first: precedence rules and service tiers become what a line is sorted by. Pure.

A FIFO line is sorted by priority, then by the queue's precedence rules, then by when the task came, counting
a tier's head start. A caller of a lower tier is thus overtaken only by those who come within the difference
of the two head starts: nobody starves by tiers, and the bound is in the configuration.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol

from chalicelib.routing.expression import matches
from chalicelib.routing.origin import is_long_distance
from chalicelib.routing.policy import Precedence, TaskOrder, Tier

MOST_RULES = 8
ARRIVAL = "arrival"
LONG_DISTANCE = "long_distance"
VIP = "vip"
KNOWN: dict[str, str | None] = {VIP: 'customer_tier == "vip"', LONG_DISTANCE: None, ARRIVAL: None}


class Rules(Protocol):
    """What precedence knows of a queue; a TaskQueue is one."""

    @property
    def precedence(self) -> tuple[Precedence, ...]: ...
    @property
    def tiers(self) -> tuple[Tier, ...]: ...
    @property
    def home_area_code(self) -> str | None: ...


def precedence_of(queue: Rules, task: Mapping[str, Any]) -> int:
    """The task's precedence: the higher goes first. An earlier rule outweighs all later ones together;
    what comes after `arrival` counts for nothing."""
    value = 0
    rules = queue.precedence
    for place, rule in enumerate(rules):
        if rule.name == ARRIVAL:
            break
        if _holds(rule, queue, task):
            value += 1 << (MOST_RULES - 1 - place)
    return value


def tier_of(queue: Rules, task: Mapping[str, Any]) -> Tier | None:
    """The first tier that the task is of."""
    return next((tier for tier in queue.tiers if matches(tier.when, task)), None)


def ordered_at(queue: Rules, task: Mapping[str, Any], came_at: datetime) -> datetime | None:
    """The time that the task is placed by instead of when it came; None when no tier says otherwise."""
    tier = tier_of(queue, task)
    if tier is None or not tier.head_start_seconds:
        return None
    return came_at - timedelta(seconds=tier.head_start_seconds)


def place(
    order: TaskOrder, priority: int, precedence: int, at: datetime, task_sid: str
) -> tuple[int, int, int, int, str]:
    """Sorts waiting tasks, the next one first; tasks of FIFO queues before those of LIFO queues."""
    moment = round(at.timestamp() * 1000)
    if order is TaskOrder.LIFO:
        return (1, 0, 0, -moment, task_sid)
    return (0, -priority, -precedence, moment, task_sid)


def _holds(rule: Precedence, queue: Rules, task: Mapping[str, Any]) -> bool:
    if rule.when is not None:
        return matches(rule.when, task)
    if rule.name == LONG_DISTANCE:
        return is_long_distance(task, queue.home_area_code)
    known = KNOWN.get(rule.name)
    return known is not None and matches(known, task)
