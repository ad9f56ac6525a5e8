"""The addresses we hand to the carrier."""

from collections.abc import Mapping, Sequence
from urllib.parse import quote, urlencode

from chalicelib.aws.settings import settings

# Twilio reads connection overrides from the fragment, which it neither sends nor signs: give up a
# connection after two seconds, and try twice more on a failed connection or a 5xx. Our webhooks may be
# repeated, so that is safe.
RETRIES = "#ct=2000&rc=2&rp=ct,5xx"


def webhook_url(path: str, /, **query: str | int) -> str:
    """The public address of our webhook at `path`, with retry overrides for the carrier."""
    return signed_url(path, {name: [str(value)] for name, value in query.items()}) + RETRIES


def signed_urls(path: str, query: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The addresses that the carrier may have signed: ours, and ours as another application gives it back,
    with Studio's `FlowEvent` put at its end."""
    if "FlowEvent" not in query:
        return (signed_url(path, query),)
    ours = {name: values for name, values in query.items() if name != "FlowEvent"}
    given = urlencode({"FlowEvent": query["FlowEvent"]}, doseq=True, quote_via=quote)
    return signed_url(path, query), f"{signed_url(path, ours)}{'&' if ours else '?'}{given}"


def signed_url(path: str, query: Mapping[str, Sequence[str]]) -> str:
    """The address the carrier signed. The gateway gives us the query decoded and unordered, so addresses
    we hand out are always written in this one form, names in order, and can be rebuilt exactly."""
    written = urlencode(sorted(query.items()), doseq=True, quote_via=quote)
    return f"{settings().public_url}{path}{'?' + written if written else ''}"
