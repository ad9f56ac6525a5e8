"""Attributes and configurations arrive as JSON text in one form parameter (pure)."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from chalicelib.problems import Invalid

LONGEST_ATTRIBUTES = 4096
T = TypeVar("T")


def json_object(text: str, field: str, longest: int | None = LONGEST_ATTRIBUTES) -> dict[str, Any]:
    """The object that the text holds; Invalid names the parameter."""
    if longest is not None and len(text) > longest:
        raise Invalid(f"{field} is longer than {longest} characters", field=field, rule="length")
    try:
        value = json.loads(text)
    except ValueError as error:
        raise Invalid(f"{field} is not valid JSON: {error}", field=field, rule="json") from None
    if not isinstance(value, dict):
        raise Invalid(f"{field} must be a JSON object", field=field, rule="object")
    return value


def in_order(items: Iterable[T], ordering: str | None, keys: Mapping[str, Callable[[T], Any]]) -> list[T]:
    """The items as `Ordering` says, `DateCreated:desc,Priority:asc`; as they come when it is empty."""
    ordered = list(items)
    for clause in reversed([part.strip() for part in (ordering or "").split(",") if part.strip()]):
        name, _, direction = clause.partition(":")
        if name not in keys or direction.lower() not in ("", "asc", "desc"):
            known = ", ".join(keys)
            raise Invalid(f"Ordering {clause} is not one of {known} with :asc or :desc", field="Ordering")
        ordered.sort(key=keys[name], reverse=direction.lower() == "desc")
    return ordered
