"""Is a webhook really from the carrier? X-Twilio-Signature, an HMAC-SHA1 under the account's auth token."""

from collections.abc import Mapping, Sequence

from twilio.request_validator import RequestValidator


class _Form:
    """A form whose names may repeat, in the shape the validator reads."""

    def __init__(self, form: Mapping[str, Sequence[str]]) -> None:
        self._form = form

    def __iter__(self):  # type: ignore[no-untyped-def]
        return iter(self._form)

    def __len__(self) -> int:
        return len(self._form)

    def getlist(self, name: str) -> Sequence[str]:
        return self._form[name]


def sign(auth_token: str, url: str, form: Mapping[str, Sequence[str]]) -> str:
    """The signature the carrier sends for a POST of `form` to `url`."""
    return str(RequestValidator(auth_token).compute_signature(url, _Form(form)))


def is_genuine(auth_token: str, url: str, form: Mapping[str, Sequence[str]], signature: str) -> bool:
    """Whether `signature` was made with `auth_token` over `url` and every value of `form`."""
    if not auth_token or not signature:
        return False
    return bool(RequestValidator(auth_token).validate(url, _Form(form), signature))
