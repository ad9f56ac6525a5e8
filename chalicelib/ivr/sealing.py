"""Keeping a secret in a row: what a caller keys as a password is stored so that only this center reads it.

Encrypt-then-MAC with HMAC-SHA-256 as both the keystream (counter mode) and the tag, under two keys derived
from the center's own. The standard library has no cipher, and a full one would cost every cold start.
"""

import base64
import hashlib
import hmac

_PREFIX = "sealed:"
_NONCE, _TAG = 16, 32


class BrokenSeal(ValueError):
    """The text was not sealed with this key, or was changed."""


def seal(key: str, text: str, nonce: bytes) -> str:
    """`text` made unreadable. `nonce` is 16 random bytes, never used twice with one key."""
    data = _xored(key, nonce, text.encode())
    return _PREFIX + base64.b64encode(nonce + data + _tag(key, nonce + data)).decode()


def is_sealed(text: str) -> bool:
    """Whether `text` came from `seal`."""
    return text.startswith(_PREFIX)


def unseal(key: str, sealed: str) -> str:
    """The text that was sealed."""
    raw = base64.b64decode(sealed.removeprefix(_PREFIX))
    body, tag = raw[:-_TAG], raw[-_TAG:]
    if not hmac.compare_digest(tag, _tag(key, body)):
        raise BrokenSeal("this was not sealed with the center's key")
    return _xored(key, body[:_NONCE], body[_NONCE:]).decode()


def _derived(key: str, purpose: bytes) -> bytes:
    return hmac.digest(key.encode(), b"trunkline ivr " + purpose, hashlib.sha256)


def _tag(key: str, body: bytes) -> bytes:
    return hmac.digest(_derived(key, b"tag"), body, hashlib.sha256)


def _xored(key: str, nonce: bytes, data: bytes) -> bytes:
    stream_key = _derived(key, b"stream")
    blocks = (
        hmac.digest(stream_key, nonce + counter.to_bytes(8, "big"), hashlib.sha256)
        for counter in range(len(data) // 32 + 1)
    )
    return bytes(a ^ b for a, b in zip(data, b"".join(blocks), strict=False))
