"""X-Twilio-Signature, from the carrier's public description of it."""

import base64
import hashlib
import hmac
from collections.abc import Mapping


def sign(auth_token: str, url: str, form: Mapping[str, str]) -> str:
    """Base64 of HMAC-SHA1 over the URL and every form parameter, name and value, sorted by name.

    ``url`` carries the query and no fragment; a GET request has no form.
    """
    message = url + "".join(name + form[name] for name in sorted(form))
    digest = hmac.new(auth_token.encode(), message.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()
