"""Routing's nouns, in TaskRouter's words: workers, queues, workflows, tasks and reservations."""

import hashlib
from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from enum import StrEnum
from typing import Any

from chalicelib.routing.policy import (
    USUAL_OPTIONS,
    Enterprise,
    Overflow,
    Precedence,
    Preference,
    Shortage,
    Site,
    Strategy,
    TaskOrder,
    Tier,
    WaitOption,
)
from chalicelib.values import dataclass

VOICE = "voice"


class ActivityName(StrEnum):
    """What an agent has chosen to do; only `ready` is offered work."""

    OFFLINE = "offline"
    READY = "ready"
    BUSY = "busy"
    SHORT_BREAK = "short_break"
    MEETING = "meeting"


def activity_sid(activity: ActivityName) -> str:
    """The SID of an activity, as `workers.WA…` in `skip_if` names it."""
    return f"WA{hashlib.sha256(activity.encode()).hexdigest()[:32]}"


class WorkerState(StrEnum):
    """What the floor shows: the activity, or what the agent's reservation makes of it."""

    OFFLINE = "offline"
    READY = "ready"
    RINGING = "ringing"
    ON_CONTACT = "on_contact"
    WRAP_UP = "wrap_up"
    BUSY = "busy"
    SHORT_BREAK = "short_break"
    MEETING = "meeting"


class TaskStatus(StrEnum):
    """`reserved` goes back to `pending` when its offer ends unaccepted; `assigned` is never canceled."""

    PENDING = "pending"
    RESERVED = "reserved"
    ASSIGNED = "assigned"
    WRAPPING = "wrapping"
    COMPLETED = "completed"
    CANCELED = "canceled"


class ReservationStatus(StrEnum):
    """`rescinded` is for the losers when several workers are reserved for one task."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    TIMEOUT = "timeout"
    CANCELED = "canceled"
    RESCINDED = "rescinded"
    WRAPPING = "wrapping"
    COMPLETED = "completed"


class WrapUpRule(StrEnum):
    """What follows a contact: nothing, a fixed time at most, or as long as the agent needs."""

    NONE = "none"
    TIMED = "timed"
    UNTIL_DONE = "until_done"


@dataclass(frozen=True)
class TaskQueue:
    """Where tasks wait. `friendly_name` is its key for people; `target_workers` says who serves it.

    `linear_order`: agents' names, for the linear strategy. `skill`: the path of the worker's numeric
    attribute for the most skilled, `skill_levels.<queue>` if None. `groups`: in order of preference, as the
    workers' attribute `group`. `long_wait_seconds`: callers who are to wait longer are told how long, and
    what else they may do (`wait_options`). The rest is told in `policy`.
    """

    sid: str
    friendly_name: str
    title: Mapping[str, str]
    target_workers: str = "1==1"
    ring_seconds: int = 15
    wrap_up: WrapUpRule = WrapUpRule.TIMED
    wrap_up_seconds: int = 30
    rona_activity: ActivityName | None = ActivityName.BUSY
    service_level_seconds: int = 20
    short_abandon_seconds: int = 5
    task_order: TaskOrder = TaskOrder.FIFO
    max_reserved_workers: int = 1
    strategy: Strategy = Strategy.LONGEST_IDLE
    linear_order: tuple[str, ...] = ()
    skill: str | None = None
    prefer: tuple[Preference, ...] = ()
    groups: tuple[str, ...] = ()
    sites: tuple[Site, ...] = ()
    enterprises: tuple[Enterprise, ...] = ()
    precedence: tuple[Precedence, ...] = ()
    home_area_code: str | None = None
    tiers: tuple[Tier, ...] = ()
    shortage: Shortage | None = None
    overflow: tuple[Overflow, ...] = ()
    wait_options: tuple[WaitOption, ...] = USUAL_OPTIONS
    long_wait_seconds: int = 0


@dataclass(frozen=True)
class WorkflowDefinition:
    """A stored workflow: TaskRouter's configuration, kept as it was given.

    `reservation_seconds`: how long a worker is rung for its tasks; None: as long as the queue says.
    """

    sid: str
    friendly_name: str
    configuration: Mapping[str, Any]
    reservation_seconds: int | None = None


@dataclass(frozen=True)
class Worker:
    """An agent as routing sees one. `since` is when `state` began; `queues` are the names it serves.

    `reservations`: how many it has, by channel; `reservation_sid`, `contact_id` and `state` its foremost.
    """

    sid: str
    friendly_name: str
    attributes: Mapping[str, Any]
    activity: ActivityName
    state: WorkerState
    since: datetime
    reason: str | None = None
    reservation_sid: str | None = None
    contact_id: str | None = None
    next_activity: ActivityName | None = None
    lease_expires_at: datetime | None = None
    queues: tuple[str, ...] = ()
    capacity: Mapping[str, int] = field(default_factory=lambda: {VOICE: 1})
    reservations: Mapping[str, int] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name that people see."""
        return str(self.attributes.get("name") or self.friendly_name)

    @property
    def contact_uri(self) -> str:
        """Where the agent is rung, `client:agent1` unless the attributes say otherwise."""
        return str(self.attributes.get("contact_uri") or f"client:{self.friendly_name}")

    def is_present(self, now: datetime) -> bool:
        """Whether the desk has shown itself lately enough to be offered work."""
        return self.lease_expires_at is not None and self.lease_expires_at > now


@dataclass(frozen=True)
class Task:
    """One piece of work. `queue` is the name of the queue it is in, or was last in."""

    sid: str
    contact_id: str
    status: TaskStatus
    queue: str
    channel: str
    priority: int
    attributes: Mapping[str, Any]
    enqueued_at: datetime
    expires_at: datetime
    workflow_sid: str | None = None
    reservation_sid: str | None = None
    worker_sid: str | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Reservation:
    """An offer of one task to one worker, and what came of it."""

    sid: str
    status: ReservationStatus
    task_sid: str
    contact_id: str
    queue: str
    worker_sid: str
    worker_name: str
    contact_uri: str
    task_attributes: Mapping[str, Any]
    created_at: datetime
    expires_at: datetime
    changed_at: datetime
    channel: str = VOICE


@dataclass(frozen=True)
class Assignment:
    """A new offer: ring this worker for this contact until `expires_at`."""

    reservation_sid: str
    task_sid: str
    contact_id: str
    queue: str
    worker_sid: str
    worker_name: str
    contact_uri: str
    task_attributes: Mapping[str, Any]
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True)
class Dropped:
    """An offer that ended unaccepted: the agent's leg must be hung up."""

    reservation_sid: str
    task_sid: str
    contact_id: str
    worker_sid: str
    reason: str


@dataclass(frozen=True)
class Canceled:
    """A task that routing itself gave up: its time ran out, or its workflow ended."""

    task_sid: str
    contact_id: str
    queue: str
    reason: str


@dataclass(frozen=True)
class Outcome:
    """What the caller of a command has to carry out, in any order."""

    assignments: tuple[Assignment, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    canceled: tuple[Canceled, ...] = ()

    def __add__(self, other: "Outcome") -> "Outcome":
        return Outcome(
            self.assignments + other.assignments,
            self.dropped + other.dropped,
            self.canceled + other.canceled,
        )


@dataclass(frozen=True)
class Position:
    """A caller's place: 1 is next. 1 too while an agent's phone rings, 0 once it no longer waits. `queue` is
    the name of the one in which it waits now."""

    position: int
    size: int
    waited_seconds: float
    queue: str = ""


@dataclass(frozen=True)
class QueueDepth:
    """How many wait in a queue, and since when the oldest does."""

    waiting: int
    oldest_at: datetime | None = None
