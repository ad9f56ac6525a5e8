"""Errors and warnings which the carrier logs about an application, as its debugger lists them."""

import logging
from collections import deque
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sandbox.carrier.sids import new_sid

log = logging.getLogger(__name__)
KEPT = 500


@dataclass(frozen=True)
class Notification:
    """One entry: an error code of the carrier, what it was about and where."""

    sid: str
    code: int
    message: str
    level: str
    at: datetime
    call_sid: str | None = None
    url: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The entry as the debugging page lists it."""
        return {**asdict(self), "at": self.at.isoformat()}


class Notifications:
    """The last few hundred entries, newest last."""

    def __init__(self) -> None:
        self._entries: deque[Notification] = deque(maxlen=KEPT)

    def __iter__(self) -> Iterator[Notification]:
        return iter(self._entries)

    def add(
        self,
        code: int,
        message: str,
        at: datetime,
        *,
        call_sid: str | None = None,
        url: str | None = None,
        level: str = "error",
    ) -> Notification:
        """Log one error (or warning) and keep it."""
        entry = Notification(new_sid("NO"), code, message, level, at, call_sid, url)
        self._entries.append(entry)
        log.log(
            logging.ERROR if level == "error" else logging.WARNING,
            "%s %s call=%s url=%s",
            code,
            message,
            call_sid,
            url,
        )
        return entry
