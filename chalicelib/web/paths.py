"""Which route a path belongs to."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote


class Paths:
    """Finds the route of a path. A fixed part is preferred to one in braces."""

    def __init__(self, routes: Iterable[str]) -> None:
        self._tree: dict[str, Any] = {}
        for route in routes:
            node = self._tree
            for part in parts_of(route):
                node = node.setdefault(part, {})
            node[""] = route

    def find(self, parts: list[str]) -> tuple[str, dict[str, str]] | None:
        """The route of a path's percent-encoded parts, and what stands for its names in braces; or None."""
        return _walk(self._tree, parts, {})


def parts_of(path: str) -> list[str]:
    """`/users/me/` is `users`, `me`."""
    return [part for part in path.split("/") if part]


def _walk(node: dict[str, Any], parts: list[str], found: dict[str, str]) -> tuple[str, dict[str, str]] | None:
    if not parts:
        return (node[""], found) if "" in node else None
    first, rest = parts[0], parts[1:]
    if first in node:
        fixed = _walk(node[first], rest, found)
        if fixed:
            return fixed
    for name, below in node.items():
        if name.startswith("{"):
            matched = _walk(below, rest, {**found, name.strip("{}"): unquote(first)})
            if matched:
                return matched
    return None
