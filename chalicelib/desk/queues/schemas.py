"""Queues and workflows as the API takes and shows them."""

from dataclasses import asdict
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from chalicelib import routing
from chalicelib.contacts import Text
from chalicelib.routing import (
    USUAL_OPTIONS,
    ActivityName,
    Preference,
    Strategy,
    TaskOrder,
    TaskQueue,
    WaitChoice,
    WrapUpRule,
)

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]
Seconds = Annotated[int, Field(ge=0, le=86_400)]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", from_attributes=True)


class SiteShape(_Shape):
    """Where agents sit (their attribute `site`), what a contact costs there, and the area codes nearby."""

    name: Name
    cost: float = 0.0
    area_codes: list[str] = []


class EnterpriseShape(_Shape):
    """A business customer's own agents, by name, and the group that stands in for them."""

    name: Name
    agents: list[str] = []
    group: str | None = None


class PrecedenceShape(_Shape):
    """`vip`, `long_distance`, `arrival`, or a name of one's own with an expression over the task."""

    name: Name
    when: str | None = None


class TierShape(_Shape):
    """A level of service; the first whose `when` holds for a task is its tier."""

    name: Name
    when: str
    priority: int | None = None
    head_start_seconds: int = 0
    when_short: str | None = None


class ShortageShape(_Shape):
    """Agents are short while so many wait and no more than so many are ready."""

    waiting: Annotated[int, Field(ge=0)] = 1
    ready: Annotated[int, Field(ge=0)] = 0


class OverflowShape(_Shape):
    """Where a task goes from a full queue, or after too long: `voicemail`, `callback`, `queue:<name>`."""

    to: str
    max_waiting: int | None = None
    max_wait_seconds: int | None = None
    when: str | None = None


class WaitOptionShape(_Shape):
    """A key that a waiting caller may press: `message`, `callback`, `extension`, or `information`, with what
    is told besides the place and the expected wait."""

    key: str
    does: WaitChoice
    text: dict[str, str] = {}


class QueueIn(_Shape):
    """A queue; what is left out has its default."""

    title: Text
    target_workers: str = "1==1"
    ring_seconds: Seconds = 15
    wrap_up: WrapUpRule = WrapUpRule.TIMED
    wrap_up_seconds: Seconds = 30
    rona_activity: ActivityName | None = ActivityName.BUSY
    service_level_seconds: Seconds = 20
    short_abandon_seconds: Seconds = 5
    task_order: TaskOrder = TaskOrder.FIFO
    max_reserved_workers: int = 1
    strategy: Strategy = Strategy.LONGEST_IDLE
    linear_order: list[str] = []
    skill: str | None = None
    prefer: list[Preference] = []
    groups: list[str] = []
    sites: list[SiteShape] = []
    enterprises: list[EnterpriseShape] = []
    precedence: list[PrecedenceShape] = []
    home_area_code: str | None = None
    tiers: list[TierShape] = []
    shortage: ShortageShape | None = None
    overflow: list[OverflowShape] = []
    wait_options: list[WaitOptionShape] = [WaitOptionShape(**asdict(one)) for one in USUAL_OPTIONS]
    long_wait_seconds: Seconds = 0

    def queue(self, sid: str, name: str) -> TaskQueue:
        """The queue that this asks for."""
        return routing.queue_of({"sid": sid, "friendly_name": name, **self.model_dump(mode="json")})


class QueueOut(QueueIn):
    """A queue as it is."""

    sid: str
    name: str

    @classmethod
    def of(cls, queue: TaskQueue) -> "QueueOut":
        """A queue as the API shows it."""
        known = asdict(queue)
        return cls.model_validate({"name": known.pop("friendly_name"), **known})


class WorkflowIn(_Shape):
    """TaskRouter's workflow configuration."""

    configuration: dict[str, Any]


class WorkflowOut(WorkflowIn):
    """A workflow as it is."""

    sid: str
    name: str
