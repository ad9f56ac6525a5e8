"""The lines of a center as a file: SIP trunks, and the gateways behind them with their spans."""

from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from cli.center.plan import ROOT

TRUNKS_FILE = ROOT / "infra" / "trunks.json"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class TrunkIn(_Strict):
    """A SIP trunk of the carrier."""

    name: str = Field(pattern=r"^[a-z0-9-]{1,40}$")
    description: str = ""


class SpanIn(_Strict):
    """One E1 with up to 30 B channels, or one analog line."""

    name: str = Field(min_length=1, max_length=20)
    channels: int = Field(ge=1, le=30)


class GatewayIn(_Strict):
    """A box on the premises; it names itself in X-Gateway and its span in X-E1-Span."""

    name: str = Field(pattern=r"^[a-z0-9-]{1,40}$")
    trunk: str
    kind: Literal["e1", "analog"] = "e1"
    vendor: str = ""
    spans: list[SpanIn] = Field(min_length=1)

    @model_validator(mode="after")
    def _one_of_each_span(self) -> Self:
        names = [span.name for span in self.spans]
        if len(set(names)) < len(names):
            raise ValueError(f"gateway {self.name} names a span twice")
        if self.kind == "analog" and any(span.channels != 1 for span in self.spans):
            raise ValueError(f"gateway {self.name}: an analog line carries one call")
        return self


class Lines(_Strict):
    """The whole file."""

    trunks: list[TrunkIn] = Field(min_length=1)
    gateways: list[GatewayIn]

    @model_validator(mode="after")
    def _known_trunks(self) -> Self:
        known = {trunk.name for trunk in self.trunks}
        for gateway in self.gateways:
            if gateway.trunk not in known:
                raise ValueError(f"gateway {gateway.name} stands behind an unknown trunk {gateway.trunk}")
        return self

    @property
    def channels(self) -> int:
        """Calls that all gateways carry at once."""
        return sum(span.channels for gateway in self.gateways for span in gateway.spans)


def read_lines(path: Path = TRUNKS_FILE) -> Lines:
    """Read and check the file; pydantic's error names the place and the rule."""
    return Lines.model_validate_json(path.read_text())
