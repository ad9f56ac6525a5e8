"""Who may use which route: tried with each role on every route of these rooms."""

import re
from typing import Any

import pytest

from chalicelib import people
from chalicelib.web import ROUTES, Permission, RouteSpec

ROOMS = ("people", "customers", "waybills", "tickets")


def _routes() -> list[RouteSpec]:
    import chalicelib.customers.api
    import chalicelib.people.api
    import chalicelib.tickets.api
    import chalicelib.waybills.api  # noqa: F401

    return [spec for spec in ROUTES if spec.name.split(".")[1] in ROOMS]


GUARDED = [spec for spec in _routes() if isinstance(spec.access, Permission)]


@pytest.mark.covers("ADM-01")
@pytest.mark.parametrize("spec", GUARDED, ids=lambda spec: f"{spec.method} {spec.path}")
def test_a_route_refuses_every_role_without_its_permission(spec: RouteSpec, api: Any) -> None:
    people.add_default_roles()
    path = re.sub(r"{\w+}", "x", spec.path)
    for role in people.DEFAULT_ROLES:
        status = api.as_(role.name).request(spec.method, path, {}).status
        assert (status == 403) == (spec.access not in role.permissions), role.name
    assert api.request(spec.method, path, {}).status == 401


def test_only_sign_in_and_refresh_are_open_to_everybody() -> None:
    from chalicelib.web import PUBLIC

    assert {spec.path for spec in _routes() if spec.access is PUBLIC} == {"/session", "/session/refresh"}


def test_an_agent_and_a_supervisor_get_different_permissions(api: Any) -> None:
    people.add_default_roles()
    agent, supervisor = people.DEFAULT_ROLES[0], people.DEFAULT_ROLES[1]
    assert agent.permissions != supervisor.permissions
    assert api.as_("agent").get("/users").status == 403
    assert api.as_("supervisor").get("/users").status == 200
