"""How a ``<Dial>`` came out."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.carrier.call import Call


@dataclass(frozen=True)
class DialResult:
    """What the action URL is told."""

    status: str
    call: Call | None = None
    is_bridged: bool = False
    recording: dict[str, str] | None = None

    def fields(self) -> dict[str, str]:
        """The form fields."""
        fields = {"DialCallStatus": self.status}
        if self.call is not None:
            fields |= {"DialCallSid": self.call.sid, "DialCallDuration": str(self.call.duration_seconds)}
            fields["DialBridged"] = "true" if self.is_bridged else "false"
        return fields | (self.recording or {})
