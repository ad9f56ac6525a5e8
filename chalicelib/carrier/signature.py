"""Is a webhook really from the carrier? X-Twilio-Signature, an HMAC-SHA1 under the account's auth token, or
an HMAC-SHA256 under a shared key that X-Twilio-Webhooks-Signature-Settings names.

The rule is written out here (the address, then each parameter's name and value in order) because the
library's validator makes every request pay for two signatures and a cold start for its import.
"""

import base64
import hmac
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlsplit

from chalicelib.values import dataclass

_SHA1 = "HMAC_SHA1"
_PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True)
class Keys:
    """The secrets that a webhook of ours may be signed with; not every center has a shared key."""

    auth_token: str
    shared_key: str = ""
    shared_key_secret: str = ""


def is_from_carrier(
    keys: Keys, url: str, form: Mapping[str, Sequence[str]], signature: str, signature_settings: str = ""
) -> bool:
    """Whether one of `keys` made `signature`. `signature_settings` is the header that names the key and the
    algorithm (`key=...,algorithm=HMAC_SHA256`); without it the account's token and SHA-1 are meant."""
    said = dict(_pairs(signature_settings))
    match said.get("algorithm", _SHA1).upper():
        case "HMAC_SHA1":
            return is_genuine(keys.auth_token, url, form, signature)
        case "HMAC_SHA256" if keys.shared_key and said.get("key") == keys.shared_key:
            return is_genuine(keys.shared_key_secret, url, form, signature, "sha256")
        case _:
            return False


def sign(secret: str, url: str, form: Mapping[str, Sequence[str]], digest: str = "sha1") -> str:
    """The signature the carrier sends for a POST of `form` to `url`."""
    said = url + "".join(name + value for name in sorted(form) for value in sorted(set(form[name])))
    return base64.b64encode(hmac.digest(secret.encode(), said.encode(), digest)).decode()


def is_genuine(
    secret: str, url: str, form: Mapping[str, Sequence[str]], signature: str, digest: str = "sha1"
) -> bool:
    """Whether `signature` was made with `secret` over `url` and every value of `form`."""
    if not secret or not signature:
        return False
    given = signature.encode()
    return any(
        hmac.compare_digest(sign(secret, spelled, form, digest).encode(), given)
        for spelled in _spellings(url)
    )


def _pairs(header: str) -> Iterator[tuple[str, str]]:
    for part in header.split(","):
        name, _, value = part.partition("=")
        if value.strip():
            yield name.strip().lower(), value.strip()


def _spellings(url: str) -> Iterator[str]:
    """The address as we wrote it, then with its port left out or written out: the carrier does either."""
    yield url
    parts = urlsplit(url)
    if parts.port:
        yield parts._replace(netloc=parts.netloc.rpartition(":")[0]).geturl()
    elif parts.scheme in _PORTS:
        yield parts._replace(netloc=f"{parts.netloc}:{_PORTS[parts.scheme]}").geturl()
