"""Is a webhook really from the carrier? X-Twilio-Signature, an HMAC-SHA1 under the account's auth token.

The rule is written out here (the address, then each parameter's name and value in order) because the
library's validator makes every request pay for two signatures and a cold start for its import.
"""

import base64
import hmac
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlsplit

_PORTS = {"https": 443, "http": 80}


def sign(auth_token: str, url: str, form: Mapping[str, Sequence[str]]) -> str:
    """The signature the carrier sends for a POST of `form` to `url`."""
    said = url + "".join(name + value for name in sorted(form) for value in sorted(set(form[name])))
    return base64.b64encode(hmac.digest(auth_token.encode(), said.encode(), "sha1")).decode()


def is_genuine(auth_token: str, url: str, form: Mapping[str, Sequence[str]], signature: str) -> bool:
    """Whether `signature` was made with `auth_token` over `url` and every value of `form`."""
    if not auth_token or not signature:
        return False
    given = signature.encode()
    return any(
        hmac.compare_digest(sign(auth_token, spelled, form).encode(), given) for spelled in _spellings(url)
    )


def _spellings(url: str) -> Iterator[str]:
    """The address as we wrote it, then with its port left out or written out: the carrier does either."""
    yield url
    parts = urlsplit(url)
    if parts.port:
        yield parts._replace(netloc=parts.netloc.rpartition(":")[0]).geturl()
    elif parts.scheme in _PORTS:
        yield parts._replace(netloc=f"{parts.netloc}:{_PORTS[parts.scheme]}").geturl()
