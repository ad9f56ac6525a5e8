"""Reads and writes the gateways: few, changed by hand, looked at with every call."""

import time

from chalicelib.aws.tables import CENTER
from chalicelib.calls.records import GatewayRecord
from chalicelib.calls.trunks import Gateway, GatewayKind, Span

_KNOWN_SECONDS = 30.0
_cached: list[tuple[float, list[Gateway]]] = []


def define_gateway(gateway: Gateway) -> None:
    """Add a gateway, or replace the one of its name."""
    GatewayRecord(
        CENTER,
        gateway.name,
        trunk=gateway.trunk,
        kind=gateway.kind.value,
        vendor=gateway.vendor,
        spans=[{"name": span.name, "channels": span.channels} for span in gateway.spans],
    ).save()
    _cached.clear()


def gateways() -> list[Gateway]:
    """The configured gateways by name; read again every half minute."""
    if not _cached or time.monotonic() - _cached[0][0] > _KNOWN_SECONDS:
        _cached[:] = [(time.monotonic(), [_gateway(row) for row in GatewayRecord.query(CENTER)])]
    return _cached[0][1]


def forget_gateways() -> None:
    """Read the configuration anew on next use (tests)."""
    _cached.clear()


def _gateway(row: GatewayRecord) -> Gateway:
    spans = tuple(Span(span["name"], int(span["channels"])) for span in row.spans)
    return Gateway(row.name, row.trunk, GatewayKind(row.kind), row.vendor, spans)
