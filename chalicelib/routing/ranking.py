"""Which of several fit agents gets a task: the seven strategies of a queue and what goes before them. Pure.

The order is made of four parts, the smallest first:

    own        the agent whom the flow names, or the caller's enterprise's own; they override every strategy
    prefer     the queue's preferences in its order: nearest site, groups, cost
    strategy   the queue's strategy
    idle       who has been idle longest, then the sid

What depends on the agent alone is kept in the sort key of its ready row (`kept_rank`), so the agents that
come first are on the first page of the line. What depends on the task too is known only when it comes;
`needs_all` says for which tasks more than a page must therefore be read.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any, Protocol

from chalicelib.routing.expression import Reference, resolve
from chalicelib.routing.origin import caller_area
from chalicelib.routing.policy import Enterprise, Preference, Strategy

# What a flow names in the task: an agent (name, sid or attribute `agent_number`), or a group.
REQUESTED_AGENT = "requested_agent"
REQUESTED_GROUP = "requested_group"
_UNLISTED = 9999
_MOST = 10**12
Rank = tuple[Any, ...]


class Standing(Protocol):
    """What ranking knows of an agent. `served` contacts were handled on the day `served_on`."""

    @property
    def worker_sid(self) -> str: ...
    @property
    def friendly_name(self) -> str: ...
    @property
    def attributes(self) -> Mapping[str, Any]: ...
    @property
    def offered_at(self) -> datetime | None: ...
    @property
    def served(self) -> int: ...
    @property
    def served_on(self) -> str | None: ...


class Rules(Protocol):
    """What ranking knows of a queue; a TaskQueue is one."""

    @property
    def strategy(self) -> Strategy: ...
    @property
    def friendly_name(self) -> str: ...
    @property
    def linear_order(self) -> tuple[str, ...]: ...
    @property
    def skill(self) -> str | None: ...
    @property
    def prefer(self) -> tuple[Preference, ...]: ...
    @property
    def groups(self) -> tuple[str, ...]: ...
    @property
    def sites(self) -> Collection[Any]: ...
    @property
    def enterprises(self) -> Collection[Enterprise]: ...


def rank(queue: Rules, task: Mapping[str, Any], worker: Standing, today: date) -> Rank:
    """Where an agent stands for a task of this queue: the smallest is served; equals go by idle time."""
    preferred = tuple(
        int(not _is_near(queue, task, worker))
        if preference is Preference.NEAREST
        else _preferred(queue, preference, worker)
        for preference in queue.prefer
    )
    return (_own(queue, task, worker), *preferred, _strategic(queue, worker, today))


def kept_rank(queue: Rules, worker: Standing, today: date) -> str:
    """The part of the rank that is the agent's alone, as text that sorts like it; empty when there is none.

    Counts of the day begin with the day: who has been ready since yesterday has none today.
    """
    parts = [
        str(_preferred(queue, preference, worker)).zfill(13)
        for preference in queue.prefer
        if preference is not Preference.NEAREST
    ]
    strategic = _strategic(queue, worker, today)
    match queue.strategy:
        case Strategy.LINEAR:
            parts.append(f"{strategic[0]:04d}{strategic[1][:40]}")
        case Strategy.ROUND_ROBIN | Strategy.MOST_SKILLED:
            parts.append(f"{strategic[0]:013d}")
        case Strategy.FEWEST_TODAY:
            parts.append(f"{today.isoformat()}{strategic[0]:06d}")
    return ",".join(parts)


def needs_all(queue: Rules, task: Mapping[str, Any]) -> bool:
    """Whether the task itself says who goes first, so that the first page of the line may not hold them."""
    if task.get(REQUESTED_AGENT) or task.get(REQUESTED_GROUP):
        return True
    if queue.strategy is Strategy.BY_ENTERPRISE and task.get("enterprise"):
        return True
    return Preference.NEAREST in queue.prefer and caller_area(task) is not None


def is_named(task: Mapping[str, Any], worker: Standing) -> bool:
    """Whether the flow chose this agent: by name, by `agent_number`, by sid, or the agent's `group`."""
    wanted, group = task.get(REQUESTED_AGENT), task.get(REQUESTED_GROUP)
    if not wanted and not group:
        return False
    if group and worker.attributes.get("group") == group:
        return True
    if not wanted:
        return False
    if str(wanted).casefold() == worker.friendly_name.casefold():
        return True
    return str(wanted) in (worker.worker_sid, str(worker.attributes.get("agent_number", "")))


def _own(queue: Rules, task: Mapping[str, Any], worker: Standing) -> int:
    if is_named(task, worker):
        return 0
    name = task.get("enterprise")
    if queue.strategy is not Strategy.BY_ENTERPRISE or not name:
        return 3
    enterprise = next((each for each in queue.enterprises if each.name == name), Enterprise(str(name)))
    dedicated = worker.attributes.get("enterprises")
    if worker.friendly_name in enterprise.agents or (isinstance(dedicated, list) and name in dedicated):
        return 1
    return 2 if enterprise.group and worker.attributes.get("group") == enterprise.group else 3


def _is_near(queue: Rules, task: Mapping[str, Any], worker: Standing) -> bool:
    area = caller_area(task)
    site = _site(queue, worker)
    return area is not None and site is not None and area in site.area_codes


def _preferred(queue: Rules, preference: Preference, worker: Standing) -> int:
    if preference is Preference.GROUPS:
        group = worker.attributes.get("group")
        return queue.groups.index(str(group)) if group in queue.groups else _UNLISTED
    own = worker.attributes.get("cost")
    site = _site(queue, worker)
    return _sortable(own if _is_number(own) else site.cost if site else None)


def _strategic(queue: Rules, worker: Standing, today: date) -> Rank:
    match queue.strategy:
        case Strategy.LINEAR:
            name = worker.friendly_name
            order = queue.linear_order
            return (order.index(name), "") if name in order else (_UNLISTED, name.casefold())
        case Strategy.ROUND_ROBIN:
            return (round(worker.offered_at.timestamp() * 1000) if worker.offered_at else 0,)
        case Strategy.MOST_SKILLED:
            return (_sortable(_level(queue, worker), is_descending=True),)
        case Strategy.FEWEST_TODAY:
            return (worker.served if worker.served_on == today.isoformat() else 0,)
    return ()


def _level(queue: Rules, worker: Standing) -> Any:
    path = queue.skill or f"skill_levels.{queue.friendly_name}"
    return resolve(Reference(tuple(path.split("."))), worker.attributes)


def _site(queue: Rules, worker: Standing) -> Any:
    name = worker.attributes.get("site")
    return next((site for site in queue.sites if site.name == name), None)


def _sortable(value: Any, *, is_descending: bool = False) -> int:
    """A number to three decimals as a non-negative integer; whatever is no number comes last."""
    if not _is_number(value):
        return 2 * _MOST
    scaled: int = max(-_MOST + 1, min(_MOST - 1, round(value * 1000)))
    return _MOST - scaled if is_descending else _MOST + scaled


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value == value
