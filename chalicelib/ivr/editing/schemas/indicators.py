"""How a flow does: its nodes, edges and ways."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field, field_validator

from chalicelib.ivr.widgets.behaviour import NodeKind


class IndicatorsQuery(BaseModel):
    """A period in UTC or with an offset, at most 31 days; `revision` picks one, else the newest's picture
    with the calls of all."""

    start: datetime = Field(alias="from")
    end: datetime = Field(alias="to")
    revision: int | None = None

    @field_validator("start", "end")
    @classmethod
    def _aware(cls, at: datetime) -> datetime:
        if at.tzinfo is None:
            raise ValueError("say the time zone, as in 2026-05-11T00:00:00+08:00")
        return at


class NodeIndicatorOut(BaseModel):
    """How a node does. Rates are shares of its entries, 0 to 1; None when nobody came."""

    model_config = ConfigDict(from_attributes=True)

    widget: str
    type: str
    kind: NodeKind
    entries: int
    calls: int
    average_dwell_seconds: float | None
    timeout_rate: float | None
    error_rate: float | None
    hangup_rate: float | None
    success_rate: float | None


class EdgeIndicatorOut(BaseModel):
    """How often an edge was taken; `target` None is the end of the flow."""

    model_config = ConfigDict(from_attributes=True)

    source: str
    event: str
    target: str | None
    count: int


class TopPathOut(BaseModel):
    """A way through the flow that calls took."""

    model_config = ConfigDict(from_attributes=True)

    widgets: list[str]
    calls: int
    share: float


class IndicatorsOut(BaseModel):
    """Per node, per service (the queue or function reached), and per call (IVR-33)."""

    model_config = ConfigDict(from_attributes=True)

    flow: str
    revision: int
    calls: int
    self_served: int
    abandoned: int
    transferred: int
    average_seconds: float | None
    self_service_rate: float | None
    transfer_rate: float | None
    nodes: list[NodeIndicatorOut]
    edges: list[EdgeIndicatorOut]
    paths: list[TopPathOut]
