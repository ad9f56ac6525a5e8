"""Argon2id hashes of passwords. The parameters are OWASP's minimum, which a small Lambda can afford."""

from functools import cache
from typing import Any


@cache
def _hasher() -> Any:
    import argon2

    return argon2.PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@cache
def _nobody_hash() -> str:
    return str(_hasher().hash("no account has this password"))


def hash_password(password: str) -> str:
    """A salted hash to keep; the password itself is never stored."""
    return str(_hasher().hash(password))


def is_password(password: str, kept_hash: str | None) -> bool:
    """Whether `password` made `kept_hash`. Without a hash (unknown user) it works as long and says no."""
    import argon2

    try:
        is_right = bool(_hasher().verify(kept_hash or _nobody_hash(), password))
    except argon2.exceptions.Argon2Error:
        return False
    return is_right and kept_hash is not None
