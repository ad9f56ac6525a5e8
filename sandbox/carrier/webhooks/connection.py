"""Connection overrides: how long a webhook may take and when it is tried again (the URL's fragment)."""

from dataclasses import dataclass
from urllib.parse import parse_qs, urldefrag

TOTAL_LIMIT_MS = 15_000


@dataclass(frozen=True)
class ConnectionPolicy:
    """Milliseconds to connect, to read and in total; retries; and what counts as worth a retry."""

    connect_ms: int = 5_000
    read_ms: int = 15_000
    total_ms: int = TOTAL_LIMIT_MS
    retries: int = 1
    retry_on: frozenset[str] = frozenset({"ct"})

    def retries_after(self, failure: str) -> bool:
        """Whether a failure of that kind (``ct``, ``rt``, ``4xx``, ``5xx``) is tried again."""
        return "all" in self.retry_on or failure in self.retry_on


def read_policy(url: str) -> tuple[str, ConnectionPolicy]:
    """The URL without its fragment, and the policy the fragment asks for; out of range is clamped."""
    bare, fragment = urldefrag(url)
    asked = {name: values[-1] for name, values in parse_qs(fragment).items()}
    return bare, ConnectionPolicy(
        connect_ms=_clamped(asked, "ct", 5_000, 100, 10_000),
        read_ms=_clamped(asked, "rt", 15_000, 100, 15_000),
        total_ms=_clamped(asked, "tt", TOTAL_LIMIT_MS, 100, TOTAL_LIMIT_MS),
        retries=_clamped(asked, "rc", 1, 0, 5),
        retry_on=frozenset(asked.get("rp", "ct").split(",")),
    )


def _clamped(asked: dict[str, str], name: str, default: int, low: int, high: int) -> int:
    try:
        return min(high, max(low, int(asked[name])))
    except (KeyError, ValueError):
        return default
