"""Gateways, their lines, and how many channels are in use (CH-04, CH-09, SUP-01)."""

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum

from chalicelib.contacts import Access, Way
from chalicelib.values import dataclass

B_CHANNELS = 30


class GatewayKind(StrEnum):
    """An E1 span carries 30 calls at once, an analog line one."""

    E1 = "e1"
    ANALOG = "analog"


@dataclass(frozen=True)
class Span:
    """One E1, or one analog line."""

    name: str
    channels: int = B_CHANNELS


@dataclass(frozen=True)
class Gateway:
    """A box on the company's premises between its lines and our SIP trunk."""

    name: str
    trunk: str
    kind: GatewayKind = GatewayKind.E1
    vendor: str = ""
    spans: tuple[Span, ...] = (Span("1"), Span("2"), Span("3"))


@dataclass(frozen=True)
class Arrival:
    """By which way a call came in. `is_overflow`: its span had no channel left, by our count."""

    access: Access
    trunk: str | None = None
    gateway: str | None = None
    span: str | None = None
    is_overflow: bool = False


@dataclass(frozen=True)
class SpanUsage:
    """Channels of one span in use. `capacity` None: a way that has no fixed number of channels."""

    gateway: str
    span: str | None
    kind: str
    in_use: int
    capacity: int | None
    overflow: int = 0

    @property
    def idle(self) -> int:
        """Free channels."""
        return max((self.capacity or 0) - self.in_use, 0)


def is_full(gateway: Gateway | None, span: str | None, ways: Iterable[Way]) -> bool:
    """Whether one call more is more than the span carries; an unknown line is never full."""
    capacity = next((s.channels for s in gateway.spans if s.name == span), None) if gateway else None
    if gateway is None or capacity is None:
        return False
    return sum(way.gateway == gateway.name and way.span == span for way in ways) >= capacity


def usage(known: Iterable[Gateway], ways: Iterable[Way]) -> list[SpanUsage]:
    """Every configured span, then whatever else calls have come in by."""
    used: Counter[tuple[str, str | None]] = Counter((way.gateway or way.access, way.span) for way in ways)
    rows = [
        _usage(gateway, span, used.pop((gateway.name, span.name), 0))
        for gateway in known
        for span in gateway.spans
    ]
    others = sorted(used.items(), key=lambda item: (item[0][0], item[0][1] or ""))
    return rows + [SpanUsage(name, span, "other", count, None) for (name, span), count in others]


def _usage(gateway: Gateway, span: Span, calls: int) -> SpanUsage:
    in_use = min(calls, span.channels)
    return SpanUsage(gateway.name, span.name, gateway.kind, in_use, span.channels, calls - in_use)
