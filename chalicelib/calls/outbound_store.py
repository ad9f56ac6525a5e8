"""Reads and writes the trunks by which calls go out: few, changed by hand, looked at with every call out."""

import time

from chalicelib.aws.tables import CENTER
from chalicelib.calls.outbound import OutboundTrunk, Rate
from chalicelib.calls.records import OutboundTrunkRecord

_KNOWN_SECONDS = 30.0
# They stand in the table of the gateways, apart from them.
_PARTITION = f"{CENTER}:outbound"
_cached: list[tuple[float, list[OutboundTrunk]]] = []


def define_outbound_trunk(trunk: OutboundTrunk) -> None:
    """Add a trunk, or replace the one of its name."""
    rates = [{"prefix": rate.prefix, "cost_per_minute": rate.cost_per_minute} for rate in trunk.rates]
    OutboundTrunkRecord(
        _PARTITION,
        trunk.name,
        address=trunk.address,
        rates=rates,
        is_out_of_service=trunk.is_out_of_service,
    ).save()
    _cached.clear()


def drop_outbound_trunk(name: str) -> None:
    """Forget a trunk, there or not."""
    OutboundTrunkRecord(_PARTITION, name).delete()
    _cached.clear()


def outbound_trunks() -> list[OutboundTrunk]:
    """The trunks by name; read again every half minute."""
    if not _cached or time.monotonic() - _cached[0][0] > _KNOWN_SECONDS:
        _cached[:] = [(time.monotonic(), [_trunk(row) for row in OutboundTrunkRecord.query(_PARTITION)])]
    return _cached[0][1]


def forget_outbound_trunks() -> None:
    """Read the configuration anew on next use (tests)."""
    _cached.clear()


def _trunk(row: OutboundTrunkRecord) -> OutboundTrunk:
    rates = tuple(Rate(rate["prefix"], float(rate["cost_per_minute"])) for rate in row.rates)
    return OutboundTrunk(row.name, row.address, rates, bool(row.is_out_of_service))
