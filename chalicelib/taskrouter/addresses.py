"""Which addresses a callback may go to: ours are not a way into our own network.

An address given over the API is called by our servers, so it must be https and must not lead to a private or
local address: that is checked when it is set and again, on the resolved address, when it is called.
TRUNKLINE_PRIVATE_CALLBACKS=1 allows http and private addresses, for a laptop.
"""

import ipaddress
import socket
from urllib.parse import urlsplit

from chalicelib.aws.settings import settings
from chalicelib.problems import Invalid


def require_callback(url: str, field: str) -> None:
    """Invalid when the address may not be called; empty means that nobody is called."""
    if not url:
        return
    parts = urlsplit(url)
    allowed = ("http", "https") if settings().has_private_callbacks else ("https",)
    if parts.scheme not in allowed or not parts.hostname or parts.username:
        raise Invalid(f"{field} must be an {allowed[-1]} address", field=field, rule="https")
    if _is_literal_private(parts.hostname):
        raise Invalid(f"{field} must not be a private address", field=field, rule="private")


def public_address(host: str, port: int) -> str:
    """An address of the host that may be called; Invalid when it has none, or has a private one."""
    try:
        found = {str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except OSError as error:
        raise Invalid(f"{host} has no address") from error
    if not settings().has_private_callbacks and any(map(_is_private, found)):
        raise Invalid(f"{host} leads to a private address", rule="private")
    # IPv4 first: a Lambda outside of a VPC has no IPv6.
    return min(found, key=lambda each: (":" in each, each))


def _is_literal_private(host: str) -> bool:
    if settings().has_private_callbacks:
        return False
    try:
        return _is_private(host)
    except ValueError:
        return host == "localhost"


def _is_private(address: str) -> bool:
    found = ipaddress.ip_address(address)
    mapped = getattr(found, "ipv4_mapped", None) or found
    return not mapped.is_global or mapped.is_multicast
