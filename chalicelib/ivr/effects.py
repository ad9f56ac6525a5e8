"""What a flow wants done in the world, besides what it tells the carrier's call. Values; `asking` does them.

Each names its `place` and what is `said` there, for rehearsals and logs.
"""

from collections.abc import Mapping
from dataclasses import asdict, field
from typing import Any

from chalicelib.values import dataclass


@dataclass(frozen=True)
class SendMessage:
    """A text message. `sender` is a number or a messaging service; the carrier tells `status_url` what
    became of it."""

    sender: str
    to: str
    body: str
    media_url: str = ""
    content_sid: str = ""
    content_variables: Mapping[str, str] = field(default_factory=dict)
    status_url: str = ""

    @property
    def place(self) -> str:
        return f"message:{self.to}"

    @property
    def said(self) -> Mapping[str, str]:
        return {"from": self.sender, "body": self.body}


@dataclass(frozen=True)
class PlaceCall:
    """A call to somebody; once it is answered the flow goes on there, at `url`. That nobody answered, and
    later its end, is told to `status_url`. `options` are the carrier's."""

    sender: str
    to: str
    url: str
    timeout_seconds: int
    options: Mapping[str, Any] = field(default_factory=dict)
    status_url: str = ""

    @property
    def place(self) -> str:
        return f"call:{self.to}"

    @property
    def said(self) -> Mapping[str, str]:
        return {"from": self.sender}


@dataclass(frozen=True)
class RecordCall:
    """Start or stop recording the call itself."""

    call_sid: str
    is_start: bool
    options: Mapping[str, str] = field(default_factory=dict)

    @property
    def place(self) -> str:
        return "recording:start" if self.is_start else "recording:stop"

    @property
    def said(self) -> Mapping[str, str]:
        return dict(self.options)


@dataclass(frozen=True)
class FindSubflow:
    """Which revision of another flow is to run now."""

    flow_sid: str
    revision: str

    @property
    def place(self) -> str:
        return f"flow:{self.flow_sid}"

    @property
    def said(self) -> Mapping[str, str]:
        return {key: str(value) for key, value in asdict(self).items()}
