"""Digest authentication with MD5, as SIP uses it (RFC 3261 22, RFC 2617)."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sandbox.carrier.sip.wire import parse_auth

_NONCE_SECONDS = 300.0


class Verdict(StrEnum):
    """What credentials are worth."""

    RIGHT = "right"
    WRONG = "wrong"  # or none
    STALE = "stale"  # right, for a nonce that is too old


@dataclass(frozen=True)
class Checked:
    """The verdict and, when it is right, who it is."""

    verdict: Verdict
    user: str = ""


class DigestServer:
    """Challenges peers and checks their credentials. A nonce carries its own time, so none is stored."""

    def __init__(self, realm: str, users: Mapping[str, str]) -> None:
        self.realm = realm
        self._users = users
        self._secret = secrets.token_bytes(16)

    def challenge(self, now: float, *, is_stale: bool = False) -> str:
        """The value of WWW-Authenticate or Proxy-Authenticate; `now` in seconds of any steady clock."""
        stale = ", stale=true" if is_stale else ""
        return f'Digest realm="{self.realm}", nonce="{self._nonce(now)}", algorithm=MD5, qop="auth"{stale}'

    def check(self, credentials: str, method: str, now: float) -> Checked:
        """Check the value of Authorization or Proxy-Authorization, which may be empty."""
        given = _fields(credentials)
        user = given.get("username", "")
        password = self._users.get(user)
        if password is None or given.get("realm") != self.realm or not self._is_ours(given.get("nonce", "")):
            return Checked(Verdict.WRONG)
        expected = _response(given, method, user, password)
        if not hmac.compare_digest(expected.encode(), given.get("response", "").lower().encode()):
            return Checked(Verdict.WRONG)
        if now - _time_of(given["nonce"]) > _NONCE_SECONDS:
            return Checked(Verdict.STALE)
        return Checked(Verdict.RIGHT, user)

    def _nonce(self, now: float) -> str:
        moment = f"{now:.3f}"
        return f"{moment}-{self._sign(moment)}"

    def _is_ours(self, nonce: str) -> bool:
        moment, _, signature = nonce.partition("-")
        return bool(re.fullmatch(r"\d+\.\d{3}", moment)) and hmac.compare_digest(
            self._sign(moment).encode(), signature.encode()
        )

    def _sign(self, moment: str) -> str:
        return hmac.new(self._secret, moment.encode(), "sha256").hexdigest()[:24]


def answer_challenge(challenge: str, method: str, uri: str, username: str, password: str) -> str:
    """The credentials for a challenge we got. Raises ValueError for a scheme we do not speak."""
    asked = _fields(challenge)
    if asked.get("algorithm", "MD5").upper() != "MD5" or "nonce" not in asked:
        raise ValueError("a challenge other than Digest with MD5")
    given = {"username": username, "realm": asked.get("realm", ""), "nonce": asked["nonce"], "uri": uri}
    if "auth" in [part.strip() for part in asked.get("qop", "").split(",")]:
        given |= {"qop": "auth", "nc": "00000001", "cnonce": secrets.token_hex(8)}
    given["response"] = _response(given, method, username, password)
    given |= {name: asked[name] for name in ("opaque", "algorithm") if name in asked}
    bare = ("qop", "nc", "algorithm")
    return "Digest " + ", ".join(
        f"{name}={value}" if name in bare else f'{name}="{value}"' for name, value in given.items()
    )


def _response(given: Mapping[str, str], method: str, user: str, password: str) -> str:
    secret = _md5(f"{user}:{given.get('realm', '')}:{password}")
    asked = _md5(f"{method}:{given.get('uri', '')}")
    if not given.get("qop"):
        return _md5(f"{secret}:{given.get('nonce', '')}:{asked}")
    middle = ":".join(given.get(name, "") for name in ("nonce", "nc", "cnonce", "qop"))
    return _md5(f"{secret}:{middle}:{asked}")


def _fields(value: str) -> dict[str, str]:
    parsed = parse_auth(value)
    if parsed.scheme.lower() != "digest":
        return {}
    return {name.lower(): content for name, content in parsed.params.items()}


def _time_of(nonce: str) -> float:
    return float(nonce.partition("-")[0])


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
