"""Access tokens of the Voice SDK: who is this browser, and what may it do."""

from __future__ import annotations

from dataclasses import dataclass

import jwt

from sandbox.carrier.account import Account


class BadToken(Exception):
    """The token is not good; ``code`` is 31204 (invalid) or 31205 (expired)."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


@dataclass(frozen=True)
class Grant:
    """What a good token says."""

    identity: str
    expires_at: int
    may_receive: bool
    application_sid: str | None


def read_access_token(account: Account, token: str) -> Grant:
    """Check an HS256 token against the API key that signed it. Raises ``BadToken``."""
    try:
        issuer = jwt.decode(token, options={"verify_signature": False}).get("iss", "")
        claims = jwt.decode(
            token,
            account.api_keys.get(issuer, ""),
            algorithms=["HS256"],
            options={"require": ["exp", "iss", "sub"], "verify_aud": False},
            leeway=2,
        )
    except jwt.ExpiredSignatureError:
        raise BadToken(31205, "Access token expired or expiration date invalid") from None
    except jwt.InvalidTokenError as wrong:
        raise BadToken(31204, f"JWT is invalid: {wrong}") from None
    if issuer not in account.api_keys or claims["sub"] != account.sid:
        raise BadToken(31204, "JWT is invalid: unknown account or API key")
    return _grant(claims)


def _grant(claims: dict[str, object]) -> Grant:
    grants = claims.get("grants")
    voice = grants.get("voice") if isinstance(grants, dict) else None
    if not isinstance(grants, dict) or not isinstance(voice, dict) or not grants.get("identity"):
        raise BadToken(31204, "JWT is invalid: it needs an identity and a voice grant")
    return Grant(
        identity=str(grants["identity"]),
        expires_at=int(str(claims["exp"])),
        may_receive=bool((voice.get("incoming") or {}).get("allow")),
        application_sid=(voice.get("outgoing") or {}).get("application_sid"),
    )
