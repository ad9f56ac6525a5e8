"""Signing in, staying signed in, signing out."""

import hashlib
import math
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.people import store
from chalicelib.people.hashing import is_password
from chalicelib.people.operation_log import audit, system
from chalicelib.people.users import User, identity_of, user_id_of
from chalicelib.problems import TooMany, Unauthenticated
from chalicelib.web import Identity, issue_token

ACCESS_SECONDS = 15 * 60
REFRESH_SECONDS = 12 * 60 * 60


@dataclass(frozen=True)
class SignedIn:
    """What a browser keeps: a short access token, and a refresh token that lasts a shift."""

    access_token: str
    refresh_token: str
    expires_in: int
    user: User
    identity: Identity


def sign_in(username: str, password: str, now: datetime) -> SignedIn:
    """Tokens for the right password; Unauthenticated or TooMany otherwise, the same for unknown users."""
    username = username.strip().casefold()[:64]
    _refuse_if_locked(username, now)
    store.count_attempt(username, now)
    found = store.fetch_with_hash(user_id_of(username))
    if not is_password(password, found[1] if found else None) or not found:
        audit(system("sign-in"), "session.refused", f"user:{username}", None, None, now)
        raise Unauthenticated("The username or the password is wrong.", code="wrong_credentials")
    user = found[0]
    if user.is_disabled:
        audit(system("sign-in"), "session.refused", f"user:{username}", None, {"is_disabled": True}, now)
        raise Unauthenticated("This account is disabled.", code="account_disabled")
    store.forget_attempts(username)
    refresh_token = f"{user.user_id}.{secrets.token_urlsafe(32)}"
    store.save_session(_hash(refresh_token), user, now + timedelta(seconds=REFRESH_SECONDS))
    signed_in = _with_access(user, refresh_token, now)
    audit(signed_in.identity, "session.started", f"user:{username}", None, None, now)
    return signed_in


def refresh(refresh_token: str, now: datetime) -> SignedIn:
    """A new access token, with the role and the permissions of this moment."""
    session = store.fetch_session(_hash(refresh_token))
    user = store.fetch_user(session[0]) if session else None
    if not session or not user or session[2] <= now or session[1] != user.epoch or user.is_disabled:
        raise Unauthenticated("Your session has ended; please sign in again.", code="session_ended")
    return _with_access(user, refresh_token, now)


def sign_out(refresh_token: str, identity: Identity, now: datetime) -> None:
    """End this browser's session; the access token runs out by itself."""
    store.remove_session(_hash(refresh_token))
    audit(identity, "session.ended", f"user:{identity.username}", None, None, now)


def _refuse_if_locked(username: str, now: datetime) -> None:
    until = store.lock_of(username, now)
    if until:
        seconds = math.ceil((until - now).total_seconds())
        message = f"Too many failed sign-ins. Try again in {seconds} seconds."
        raise TooMany(message, code="sign_in_locked")


def _with_access(user: User, refresh_token: str, now: datetime) -> SignedIn:
    identity = identity_of(user, store.fetch_role(user.role))
    token = issue_token(identity, now, ACCESS_SECONDS)
    return SignedIn(token, refresh_token, ACCESS_SECONDS, user, identity)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
