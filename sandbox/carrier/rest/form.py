"""Reading the form of a REST request."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl

from aiohttp import web

from sandbox.carrier.call import StatusCallback
from sandbox.carrier.rest.errors import ApiError, missing


class Form:
    """The fields of a request; some may stand several times."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self._pairs = pairs
        self._last: Mapping[str, str] = dict(pairs)

    @classmethod
    async def read(cls, request: web.Request) -> Form:
        """The form of a request."""
        return cls(parse_qsl(await request.text(), keep_blank_values=True))

    def get(self, name: str, default: str = "") -> str:
        """One field; the default when it is absent or empty."""
        return self._last.get(name) or default

    def has(self, name: str) -> bool:
        """Whether the field is there, empty or not."""
        return name in self._last

    def required(self, name: str) -> str:
        """One field that has to be there."""
        if not self.get(name):
            raise missing(name)
        return self.get(name)

    def all(self, name: str) -> list[str]:
        """Every value of a repeated field, split at spaces as well."""
        return [word for key, value in self._pairs if key == name for word in value.split()]

    def is_set(self, name: str, default: bool = False) -> bool:
        """A true/false field."""
        return self._last[name].lower() == "true" if name in self._last else default

    def seconds(self, name: str, default: float) -> float:
        """A number of seconds. Raises 400 for what is none."""
        try:
            return float(self.get(name, str(default)))
        except ValueError:
            raise ApiError(400, 20001, f"Invalid {name}: {self.get(name)}") from None

    def status_callback(
        self, default_events: frozenset[str] = frozenset({"completed"})
    ) -> StatusCallback | None:
        """StatusCallback, StatusCallbackMethod and StatusCallbackEvent."""
        url = self.get("StatusCallback")
        if not url:
            return None
        events = frozenset(self.all("StatusCallbackEvent")) or default_events
        return StatusCallback(url, self.get("StatusCallbackMethod", "POST").upper(), events)
