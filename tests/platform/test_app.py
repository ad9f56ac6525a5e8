"""The whole application: no route without its guard, every timer and job has its handler, a described API."""

import importlib
import re
from typing import Any

import pytest
from chalice.test import Client

from chalicelib import calls, faxes, ivr, reports
from chalicelib.carrier.webhooks import webhook_paths
from chalicelib.web import ROUTES
from chalicelib.web.openapi import openapi
from chalicelib.web.permissions import Public
from chalicelib.web.twilio_api import twilio_paths


@pytest.fixture(scope="module")
def app() -> Any:
    found = importlib.import_module("app")
    found.app.load()
    return found


def test_every_route_names_its_permission_or_checks_the_carriers_signature(app: Any) -> None:
    declared = {(spec.method, spec.path) for spec in ROUTES}
    declared |= twilio_paths() | {("POST", path) for path in webhook_paths()}
    for path, methods in app.app.routes.items():
        for method in methods:
            assert (method, path) in declared, path


def test_every_route_is_found_by_the_first_part_of_its_path_alone(app: Any) -> None:
    for path in app.app.routes:
        parts = {name: f"{name}-1" for name in re.findall(r"{(\w+)}", path)}
        assert app.app.find(path.format(**parts)) == (path, parts)


def test_a_path_is_declared_in_one_module_only(app: Any) -> None:
    modules: dict[str, set[str]] = {}
    for spec in ROUTES:
        modules.setdefault(spec.path, set()).add(spec.name.rpartition(".")[0])
    assert {path: found for path, found in modules.items() if len(found) > 1} == {}


def test_only_signing_in_is_open_to_everybody(app: Any) -> None:
    mounted = {(method, path) for path, methods in app.app.routes.items() for method in methods}
    public = {
        (spec.method, spec.path)
        for spec in ROUTES
        if isinstance(spec.access, Public) and (spec.method, spec.path) in mounted
    }
    assert public == {("POST", "/session"), ("POST", "/session/refresh")}


def test_every_timer_and_job_that_is_sent_has_its_handler(app: Any) -> None:
    assert set(app.timer_handlers()) == {*calls.TIMER_KINDS, *ivr.TIMER_KINDS, *faxes.TIMER_KINDS}
    assert set(app.job_handlers()) >= {calls.FETCH_JOB, ivr.ASK_JOB, reports.JOB, faxes.JOB}


def test_every_handler_is_an_attribute_of_its_module(app: Any) -> None:
    sources = [*app.app.event_sources, *app.app.websocket_handlers.values()]
    for source in sources:
        module, _, name = source.handler_string.rpartition(".")
        assert callable(getattr(importlib.import_module(module), name))


def test_the_description_has_every_route_and_no_operation_twice(app: Any) -> None:
    paths = openapi()["paths"]
    mounted = {path for path in app.app.routes if path not in webhook_paths()}
    mounted -= {path for _, path in twilio_paths()}
    assert mounted <= set(paths)
    names = [each["operationId"] for methods in paths.values() for each in methods.values()]
    twice = {name for name in names if names.count(name) > 1}
    assert not twice
    assert all(re.fullmatch(r"[a-z_]+", name) for name in names)


def test_chalices_own_test_client_reaches_every_room(app: Any, tables: None) -> None:
    with Client(app.app) as client:
        refused = client.http.get("/tickets/T-1")
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        unsigned = client.http.post("/voice/incoming", headers=form, body=b"CallSid=CA1")
    assert (refused.status_code, unsigned.status_code) == (401, 403)
