"""Where a fax may go."""

from chalicelib import phones
from chalicelib.aws.settings import settings
from chalicelib.problems import Invalid


def has_service() -> bool:
    """Whether this center has a fax service."""
    return bool(settings().fax_url)


def number_for(text: str) -> str:
    """The E.164 number that was keyed. Invalid names one that is no number, or lies where the center does
    not fax to: whoever calls could otherwise have us dial the dearest number in the world."""
    number = phones.e164(text)
    if number is None:
        raise Invalid(f"'{text}' is not a telephone number.", field="to", rule="phone")
    if not number.startswith(settings().fax_prefixes):
        raise Invalid(f"This center does not send faxes to {number}.", field="to", rule="prefix")
    return number
