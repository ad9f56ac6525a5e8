"""The caller of a journey: SIPp where it can run, else the sandbox's own SIP agent with the same script."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from cli.journey import own_caller, sipp
from cli.journey.rtp_script import Line


class Caller(Protocol):
    """Somebody on the telephone who follows a script."""

    heard: Path | None
    """A WAV of what they heard, whole once the call is over; None when it is not kept."""

    def wait(self, seconds: float) -> None:
        """Until the call is over; RuntimeError when it went wrong."""

    def kill(self) -> None:
        """Drop the caller, however far they are."""


def which() -> str:
    """Who calls on this machine, and why."""
    trouble = sipp.is_available()
    return f"the built-in SIP caller ({trouble})" if trouble else "SIPp"


def ring(
    sip_uri: str,
    script: Sequence[Line],
    folder: Path,
    caller: str,
    gateway: str | None = "gw-1",
    span: str | None = "1",
    hangs_up_after: float | None = None,
) -> Caller:
    """Dial `sip:NUMBER@HOST:PORT` as a gateway would and follow the script; afterwards hang up when so many
    seconds have passed since the answer, or be hung up. SIPp keeps no recording, the built-in caller does."""
    folder.mkdir(parents=True, exist_ok=True)
    ring_by = own_caller.ring if sipp.is_available() else sipp.ring
    headers = {name: value for name, value in (("X-Gateway", gateway), ("X-E1-Span", span)) if value}
    return ring_by(sip_uri, script, folder, caller, headers, hangs_up_after)
