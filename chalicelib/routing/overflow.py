"""When a task does not stay in its queue: the queue is full, the task has waited too long, or agents are
short and its tier is not the one to be protected. Pure."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol

from chalicelib.routing.expression import matches
from chalicelib.routing.policy import Overflow, Precedence, Shortage, Tier
from chalicelib.routing.precedence import tier_of

QUEUE = "queue:"
ELSEWHERE = ("voicemail", "callback")


class Rules(Protocol):
    """What overflow knows of a queue; a TaskQueue is one."""

    @property
    def overflow(self) -> tuple[Overflow, ...]: ...
    @property
    def shortage(self) -> Shortage | None: ...
    @property
    def tiers(self) -> tuple[Tier, ...]: ...
    @property
    def precedence(self) -> tuple[Precedence, ...]: ...
    @property
    def home_area_code(self) -> str | None: ...


def destinations(queue: Rules) -> tuple[str, ...]:
    """Everywhere that tasks of the queue may go instead."""
    by_tier = (tier.when_short for tier in queue.tiers)
    return tuple(to for to in (*by_tier, *(rule.to for rule in queue.overflow)) if to)


def reason_for(to: str) -> str:
    """What a task that left for `to` is canceled with."""
    return f"overflow:{to}"


def counts_needed(queue: Rules) -> int:
    """How many waiting tasks must be told apart to decide about a new one; 0: no need to count."""
    limits = [each.max_waiting for each in queue.overflow if each.max_waiting is not None]
    if queue.shortage and any(tier.when_short for tier in queue.tiers):
        limits.append(queue.shortage.waiting)
    return max(limits, default=-1) + 1


def on_entry(
    queue: Rules, task: Mapping[str, Any], waiting: int, ready: int, left: Collection[str] = ()
) -> str | None:
    """Where a task goes that would be the next in a line of `waiting`, instead of into it.

    Asked only when nobody is ready for it; `ready` counts agents who are for others. `left`: the queues, by
    name, that it has overflowed from; it does not go back to one of them.
    """
    tier = tier_of(queue, task)
    short = queue.shortage
    if tier and tier.when_short and short and waiting >= short.waiting and ready <= short.ready:
        return None if _queue_in(tier.when_short) in left else tier.when_short
    for rule in queue.overflow:
        if rule.max_waiting is not None and waiting >= rule.max_waiting and _applies(rule, task, left):
            return rule.to
    return None


def after_waiting(
    queue: Rules, task: Mapping[str, Any], came_at: datetime, now: datetime, left: Collection[str] = ()
) -> str | None:
    """Where a task goes that has waited too long, in all the queues it has been in together."""
    for rule in _by_time(queue, task, left):
        if came_at + timedelta(seconds=rule.max_wait_seconds or 0) <= now:
            return rule.to
    return None


def waits_until(
    queue: Rules, task: Mapping[str, Any], came_at: datetime, left: Collection[str] = ()
) -> datetime | None:
    """When the task will have waited too long; None: never."""
    limits = [rule.max_wait_seconds or 0 for rule in _by_time(queue, task, left)]
    return came_at + timedelta(seconds=min(limits)) if limits else None


def _by_time(queue: Rules, task: Mapping[str, Any], left: Collection[str]) -> list[Overflow]:
    timed = (rule for rule in queue.overflow if rule.max_wait_seconds is not None)
    return [rule for rule in timed if _applies(rule, task, left)]


def _applies(rule: Overflow, task: Mapping[str, Any], left: Collection[str]) -> bool:
    return _queue_in(rule.to) not in left and (rule.when is None or matches(rule.when, task))


def _queue_in(to: str) -> str | None:
    return to.removeprefix(QUEUE) if to.startswith(QUEUE) else None
