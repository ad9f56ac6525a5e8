"""Who is asking: the signed token that a sign-in hands out and every request carries."""

from datetime import datetime, timedelta

from chalicelib.aws.settings import settings
from chalicelib.problems import Forbidden, Unauthenticated
from chalicelib.values import dataclass
from chalicelib.web.permissions import Permission

_ALGORITHM = "HS256"
_ISSUER = "trunkline"


@dataclass(frozen=True)
class Identity:
    """A signed-in person, as the token tells it: no read of the users' table on each request."""

    user_id: str
    username: str
    name: str
    role: str
    permissions: frozenset[Permission]
    worker_sid: str | None = None

    def may(self, permission: Permission) -> bool:
        """Whether this person's role allows it."""
        return permission in self.permissions

    def require(self, permission: Permission) -> None:
        """Raises Forbidden where the role does not allow it."""
        if not self.may(permission):
            raise Forbidden(f"This needs the permission {permission}.")


def issue_token(identity: Identity, now: datetime, seconds: int, kind: str = "access") -> str:
    """A signed token good for `seconds`; `kind` keeps a refresh token from opening a route."""
    claims = {
        "iss": _ISSUER,
        "kind": kind,
        "sub": identity.user_id,
        "username": identity.username,
        "name": identity.name,
        "role": identity.role,
        "permissions": sorted(identity.permissions),
        "worker_sid": identity.worker_sid,
        "iat": int(now.timestamp()),
        "exp": int((now + timedelta(seconds=seconds)).timestamp()),
    }
    import jwt

    return jwt.encode(claims, _key(), algorithm=_ALGORITHM)


def read_token(token: str, now: datetime, kind: str = "access") -> Identity:
    """The identity in a token; Unauthenticated when it is forged, expired or of another kind."""
    import jwt

    # The clock is passed in, so the expiry is compared here and not against the library's own clock.
    options = {"verify_exp": False, "verify_iat": False, "require": ["exp", "sub", "iss"]}
    try:
        claims = jwt.decode(token, _key(), algorithms=[_ALGORITHM], issuer=_ISSUER, options=options)  # type: ignore[arg-type]
    except jwt.InvalidTokenError as error:
        raise Unauthenticated("Please sign in.") from error
    if claims.get("kind") != kind:
        raise Unauthenticated("Please sign in.")
    if claims["exp"] <= now.timestamp():
        raise Unauthenticated("Your session has ended; please sign in again.", code="session_expired")
    known = set(Permission)
    return Identity(
        user_id=claims["sub"],
        username=claims["username"],
        name=claims["name"],
        role=claims["role"],
        permissions=frozenset(Permission(p) for p in claims["permissions"] if p in known),
        worker_sid=claims.get("worker_sid"),
    )


def _key() -> str:
    key = settings().session_key
    if len(key) < 32:
        raise RuntimeError("TRUNKLINE_SESSION_KEY must be set, to 32 characters or more")
    return key
