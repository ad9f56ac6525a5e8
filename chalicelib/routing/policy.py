"""What a queue may be told beyond TaskRouter: how agents are chosen, who goes first, what happens when it
is full. Data only; `ranking`, `precedence` and `overflow` say what it means, `queue_form` checks it."""

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum

from chalicelib.values import dataclass


class Strategy(StrEnum):
    """Who of the ready agents gets the next task."""

    LINEAR = "linear"
    ROUND_ROBIN = "round_robin"
    LONGEST_IDLE = "longest_idle"
    MOST_SKILLED = "most_skilled"
    FEWEST_TODAY = "fewest_today"
    FLOW_CHOSEN = "flow_chosen"
    BY_ENTERPRISE = "by_enterprise"


class Preference(StrEnum):
    """What comes before the strategy: it decides only among agents that are equal in these."""

    NEAREST = "nearest"
    GROUPS = "groups"
    COST = "cost"


class TaskOrder(StrEnum):
    """Which task of a queue comes next. LIFO takes the newest and knows no priority."""

    FIFO = "FIFO"
    LIFO = "LIFO"


@dataclass(frozen=True)
class Site:
    """A place where agents sit: what a contact costs there, and the area codes it lies nearest to."""

    name: str
    cost: float = 0.0
    area_codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Enterprise:
    """A business customer: the agents (by name) who are its own, and the group that stands in for them."""

    name: str
    agents: tuple[str, ...] = ()
    group: str | None = None


@dataclass(frozen=True)
class Precedence:
    """One rule of who goes first: `vip`, `long_distance`, or any name with an expression over the task."""

    name: str
    when: str | None = None


@dataclass(frozen=True)
class Tier:
    """A level of service. The first whose expression holds for the task is its tier.

    `head_start_seconds` places its callers as if they had come so much earlier (later when negative);
    `when_short` is where new ones of them are sent while the queue is short of agents.
    """

    name: str
    when: str
    priority: int | None = None
    head_start_seconds: int = 0
    when_short: str | None = None


@dataclass(frozen=True)
class Shortage:
    """When a queue is short of agents: so many wait, and no more than so many are ready."""

    waiting: int = 1
    ready: int = 0


@dataclass(frozen=True)
class Overflow:
    """Where a task goes that finds more than `max_waiting` in line, or has waited `max_wait_seconds`.

    `to`: `voicemail`, `callback` or `queue:<name>`. `when` limits the rule to tasks for which it holds.
    """

    to: str
    max_waiting: int | None = None
    max_wait_seconds: int | None = None
    when: str | None = None


class WaitChoice(StrEnum):
    """What a caller may choose instead of going on waiting."""

    MESSAGE = "message"
    CALLBACK = "callback"
    EXTENSION = "extension"
    INFORMATION = "information"


@dataclass(frozen=True)
class WaitOption:
    """A key that a waiting caller may press, and what it does. `text`, by language (`zh`, `en`): what is
    told as information after the caller's place and expected wait."""

    key: str
    does: WaitChoice
    text: Mapping[str, str] = field(default_factory=dict)


# Few, for they are read out before the music each time.
USUAL_OPTIONS = (WaitOption("1", WaitChoice.MESSAGE), WaitOption("2", WaitChoice.CALLBACK))
