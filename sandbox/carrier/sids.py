"""Identifiers of the carrier's resources: two letters and 32 hex digits."""

import secrets


def new_sid(prefix: str) -> str:
    """A fresh identifier such as ``CA0f…``; the prefix names the kind of resource."""
    return prefix + secrets.token_hex(16)
