"""ICE on loopback: nothing here ever leaves the machine."""

from __future__ import annotations

import aioice.ice

_OFFERED = ("127.0.0.1",)


def stay_on_loopback() -> None:
    """Offer 127.0.0.1 and nothing else. aioice leaves that address out and has no option for it."""
    aioice.ice.get_host_addresses = lambda use_ipv4, use_ipv6: list(_OFFERED)  # noqa: ARG005
