"""The shapes of the supervisor's floor."""

from datetime import datetime

from chalicelib.contacts import Text
from chalicelib.desk.schemas import AgentState, Shape


class TilesOut(Shape):
    """The wallboard's figures of today, computed as in docs/algorithms/figures.md; `service_level_of_inbound`
    is 0 to 1, null before the first call."""

    service_level_of_inbound: float | None
    service_level_seconds: float
    waiting: int
    longest_wait_seconds: float
    abandoned_today: int
    answered_today: int
    calls_today: int
    agents_ready: int
    agents_total: int


class TrunkOut(Shape):
    """Channels of one span in use now; `overflow` counts the calls beyond its capacity (CH-04)."""

    gateway: str
    span: str | None
    kind: str
    in_use: int
    idle: int
    capacity: int | None
    overflow: int


class QueueOut(Shape):
    """One queue now and today."""

    name: str
    title: Text
    waiting: int
    longest_wait_seconds: float
    agents_ready: int
    agents_total: int
    entered_today: int
    answered_today: int
    abandoned_today: int
    left_message_today: int
    rona_today: int
    average_wait_seconds: float | None
    service_level_of_inbound: float | None
    service_level_seconds: float


class AgentOut(Shape):
    """One agent's tile."""

    worker_sid: str
    name: str
    state: AgentState
    since: datetime
    reason: str | None
    queue: str | None
    contact_id: str | None
    queues: list[str]


class FloorOut(Shape):
    """The floor now; also pushed as `{"type": "floor", "floor": {...}}`, `floor` null meaning: ask again."""

    at: datetime
    tiles: TilesOut
    trunks: list[TrunkOut]
    queues: list[QueueOut]
    agents: list[AgentOut]
