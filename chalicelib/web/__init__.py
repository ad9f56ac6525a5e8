"""The edge: how a room declares its routes, who may use them, and the description made of them."""

from typing import TYPE_CHECKING

from chalicelib.web.identity import Identity, issue_token, read_token
from chalicelib.web.permissions import PUBLIC, SIGNED_IN, Permission

if TYPE_CHECKING:
    from chalicelib.web.routes import ROUTES, Call, Page, RouteSpec, route

__all__ = [
    "PUBLIC",
    "ROUTES",
    "SIGNED_IN",
    "Call",
    "Identity",
    "Page",
    "Permission",
    "RouteSpec",
    "issue_token",
    "read_token",
    "route",
]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Declaring routes, loaded by those who do: answering a call needs neither it nor its library."""
        if name in {"ROUTES", "Call", "Page", "RouteSpec", "route"}:
            from chalicelib.web import routes

            return getattr(routes, name)
        raise AttributeError(name)
