"""Pages in Twilio's form: `meta` with absolute addresses, and tokens that a growing list does not upset."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode

from pydantic import Field

from chalicelib.problems import Invalid
from chalicelib.web.twilio_forms import TwilioForm

PAGE_SIZE = 50
MOST = 1000
T = TypeVar("T")


class Paged(TwilioForm):
    """The query of a list; a list's own filters are fields of a subclass."""

    page_size: int = Field(default=PAGE_SIZE, ge=1, le=MOST)
    page: int = Field(default=0, ge=0)
    page_token: str | None = None


@dataclass(frozen=True)
class TwilioPage:
    """One page as it is answered: `records` stand under `key`, tokens are None at either end."""

    key: str
    records: Sequence[Mapping[str, Any]]
    number: int = 0
    size: int = PAGE_SIZE
    next_token: str | None = None
    previous_token: str | None = None


def page_of(key: str, query: Paged, items: Sequence[T], sid: Callable[[T], str],
            present: Callable[[T], Mapping[str, Any]]) -> TwilioPage:  # fmt: skip
    """The page that `query` asks for of a list that is whole in memory.

    A token names the record at the edge of the page it was given with, and its place: while that record
    is in the list the next page begins right after it, whatever came or went before it.
    """
    start, end = _bounds(query, items, sid)
    shown = items[start:end]
    return TwilioPage(
        key,
        [present(item) for item in shown],
        query.page,
        query.page_size,
        next_token=f"PA{end}-{sid(shown[-1])}" if shown and end < len(items) else None,
        previous_token=f"PB{start}-{sid(shown[0])}" if shown and start > 0 else None,
    )


def as_json(page: TwilioPage, url: str, asked: Mapping[str, str | list[str]]) -> dict[str, Any]:
    """The answer's body. `url` is the list's absolute address, `asked` its query as it was sent."""
    own = {name: value for name, value in asked.items() if name not in ("Page", "PageToken", "PageSize")}

    def address(number: int, token: str | None = None) -> str:
        paging: dict[str, Any] = {"PageSize": page.size, "Page": number}
        return f"{url}?{urlencode({**own, **paging, **({'PageToken': token} if token else {})}, doseq=True)}"

    token = asked.get("PageToken")
    previous, following = page.previous_token, page.next_token
    return {
        "meta": {
            "key": page.key,
            "page": page.number,
            "page_size": page.size,
            "first_page_url": address(0),
            "previous_page_url": address(max(page.number - 1, 0), previous) if previous else None,
            "url": address(page.number, token if isinstance(token, str) else None),
            "next_page_url": address(page.number + 1, following) if following else None,
        },
        page.key: list(page.records),
    }


def _bounds(query: Paged, items: Sequence[T], sid: Callable[[T], str]) -> tuple[int, int]:
    size = query.page_size
    if query.page_token is None:
        return query.page * size, min((query.page + 1) * size, len(items))
    direction, (place, name) = query.page_token[:2], _parts(query.page_token)
    found = next((index for index, item in enumerate(items) if sid(item) == name), None)
    if direction == "PB":
        end = place if found is None else found
        return max(end - size, 0), min(end, len(items))
    start = place if found is None else found + 1
    return start, min(start + size, len(items))


def _parts(token: str) -> tuple[int, str]:
    place, _, name = token[2:].partition("-")
    if token[:2] not in ("PA", "PB") or not place.isdigit():
        raise Invalid("Page token is invalid", field="PageToken", rule="token")
    return int(place), name
