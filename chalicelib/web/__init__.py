"""The edge: how a room declares its routes, who may use them, and the description made of them."""

from chalicelib.doors import lazily

with lazily(__name__):
    from chalicelib.web.application import Center
    from chalicelib.web.identity import Identity, issue_token, read_token
    from chalicelib.web.permissions import PUBLIC, SIGNED_IN, Permission
    from chalicelib.web.routes import ROUTES, Call, Page, RouteSpec, route

__all__ = [
    "PUBLIC",
    "ROUTES",
    "SIGNED_IN",
    "Call",
    "Center",
    "Identity",
    "Page",
    "Permission",
    "RouteSpec",
    "issue_token",
    "read_token",
    "route",
]
