"""Lists in pages, as the carrier's 2010 API gives them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

DEFAULT_PAGE_SIZE, LARGEST_PAGE_SIZE = 50, 1000


def page(request: web.Request, key: str, items: Sequence[dict[str, Any]]) -> web.Response:
    """One page of a list, with the URI of the next."""
    size = min(LARGEST_PAGE_SIZE, max(1, _whole(request, "PageSize", DEFAULT_PAGE_SIZE)))
    number = max(0, _whole(request, "Page", 0))
    shown = list(items[number * size : (number + 1) * size])
    has_next = (number + 1) * size < len(items)
    return web.json_response(
        {
            key: shown,
            "page": number,
            "page_size": size,
            "start": number * size,
            "end": number * size + max(0, len(shown) - 1),
            "uri": str(request.rel_url),
            "first_page_uri": _uri(request, 0, size),
            "previous_page_uri": _uri(request, number - 1, size) if number else None,
            "next_page_uri": _uri(request, number + 1, size) if has_next else None,
        }
    )


def _uri(request: web.Request, number: int, size: int) -> str:
    query = {**request.query, "Page": str(number), "PageSize": str(size)}
    return f"{request.path}?{urlencode(query)}"


def _whole(request: web.Request, name: str, default: int) -> int:
    try:
        return int(request.query.get(name, default))
    except ValueError:
        return default
