"""Parameters that name another resource by its SID."""

from collections.abc import Callable
from typing import TypeVar

from chalicelib.problems import Invalid, NotFound

T = TypeVar("T")


def named(find: Callable[[str], T], sid: str, field: str) -> T:
    """What a parameter names. A path that leads nowhere is a 404, a parameter that does is the client's 400:
    Invalid names the parameter."""
    try:
        return find(sid)
    except NotFound as unknown:
        raise Invalid(
            f"{field} {sid} does not exist in this workspace", field=field, rule="unknown"
        ) from unknown
