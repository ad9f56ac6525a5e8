"""Declaring an HTTP route: its permission, its shapes, and nothing else for the room to do."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from chalice import Blueprint, Response
from chalice.app import Request
from pydantic import BaseModel, TypeAdapter, ValidationError

from chalicelib.aws.logs import logger
from chalicelib.problems import FieldProblem, Forbidden, Invalid, Problem, Unauthenticated
from chalicelib.values import dataclass
from chalicelib.web.identity import Identity, read_token
from chalicelib.web.permissions import Permission, Public, SignedIn

Access = Permission | Public | SignedIn
_JSON: dict[str, str | list[str]] = {"Content-Type": "application/json"}
_TROUBLE = Problem("Something went wrong on our side.", code="internal")
T = TypeVar("T")


class Page(BaseModel, Generic[T]):
    """A list as every route answers it; `next_cursor` is None on the last page."""

    items: list[T]
    next_cursor: str | None = None


@dataclass(frozen=True)
class Call:
    """One request, already checked: who asks, the validated body and query, the path's parts, the time."""

    body: Any
    query: Any
    path: Mapping[str, str]
    now: datetime
    headers: Mapping[str, str]
    source_ip: str | None = None
    who: Identity | None = None

    @property
    def identity(self) -> Identity:
        """The signed-in person; a public route has none and must not ask."""
        if self.who is None:
            raise Unauthenticated("Please sign in.")
        return self.who


@dataclass(frozen=True)
class RouteSpec:
    """What the registry knows of a route; the API description and the permission check are made of it."""

    method: str
    path: str
    access: Access
    body: type[BaseModel] | None
    query: type[BaseModel] | None
    returns: Any
    status: int
    summary: str
    tag: str
    name: str
    adapter: TypeAdapter[Any] | None


ROUTES: list[RouteSpec] = []


def route(
    bp: Blueprint,
    method: str,
    path: str,
    *,
    permission: Access,
    summary: str,
    tag: str,
    body: type[BaseModel] | None = None,
    query: type[BaseModel] | None = None,
    returns: Any = None,
    status: int = 200,
) -> Callable[[Callable[[Call], Any]], Callable[[Call], Any]]:
    """Declare `METHOD path` on a room's blueprint; the function gets a Call and returns what `returns` says.

    Without `returns` the answer has no body. A bad body or query is answered 422 with the fields that are
    wrong; a Problem becomes its JSON; anything else is logged once and answered 500.
    """

    def declare(function: Callable[[Call], Any]) -> Callable[[Call], Any]:
        adapter = TypeAdapter(returns) if returns is not None else None
        code = status if adapter or status != 200 else 204
        name = f"{function.__module__}.{function.__name__}"
        spec = RouteSpec(method, path, permission, body, query, returns, code, summary, tag, name, adapter)
        ROUTES.append(spec)

        def view(**path_parts: str) -> Response:
            return answer(spec, function, bp.current_request, path_parts)

        view.__name__ = function.__name__
        bp.route(path, methods=[method], name=name)(view)
        return function

    return declare


def answer(
    spec: RouteSpec, function: Callable[[Call], Any], request: Request, path: Mapping[str, str]
) -> Response:
    """Run one route on one request, whatever happens."""
    try:
        return _present(spec, function(_call(spec, request, path)))
    except Problem as problem:
        return _problem(problem, problem.status)
    except Exception:
        logger.exception("route failed", extra={"route": spec.name, "path": dict(path)})
        return _problem(_TROUBLE, 500)


def _problem(problem: Problem, status: int) -> Response:
    return Response(json.dumps(problem.as_json(), ensure_ascii=False), headers=_JSON, status_code=status)


def _call(spec: RouteSpec, request: Request, path: Mapping[str, str]) -> Call:
    now = datetime.now(UTC)
    # The tables keep milliseconds: what is answered now must equal what is read later.
    now = now.replace(microsecond=now.microsecond // 1000 * 1000)
    who = None if isinstance(spec.access, Public) else _identity(request, now)
    if isinstance(spec.access, Permission) and who and not who.may(spec.access):
        raise Forbidden(f"This needs the permission {spec.access}.")
    return Call(
        body=_body(spec, request),
        query=_query(spec, request),
        path=path,
        now=now,
        headers=request.headers,
        source_ip=(request.context.get("identity") or {}).get("sourceIp"),
        who=who,
    )


def _identity(request: Request, now: datetime) -> Identity:
    scheme, _, token = (request.headers.get("authorization") or "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthenticated("Please sign in.")
    return read_token(token.strip(), now)


def _body(spec: RouteSpec, request: Request) -> BaseModel | None:
    if spec.body is None:
        return None
    try:
        return spec.body.model_validate_json(request.raw_body or b"")
    except ValidationError as error:
        raise _invalid(error, "body") from error


def _query(spec: RouteSpec, request: Request) -> BaseModel | None:
    if spec.query is None:
        return None
    try:
        return spec.query.model_validate(_query_values(spec.query, request))
    except ValidationError as error:
        raise _invalid(error, "query") from error


def _query_values(model: type[BaseModel], request: Request) -> dict[str, Any]:
    """A repeated parameter is a list only where the model says so; elsewhere the last one counts."""
    params = request.query_params
    if params is None:
        return {}
    lists = {
        field.alias or name
        for name, field in model.model_fields.items()
        if getattr(field.annotation, "__origin__", None) in (list, tuple, set, frozenset)
    }
    values: dict[str, Any] = {}
    for key in params:
        given = params.getlist(key)
        if key in lists:
            values[key] = given
        elif given[-1] != "":
            values[key] = given[-1]
    return values


def _invalid(error: ValidationError, whole: str) -> Invalid:
    fields = tuple(
        FieldProblem(".".join(str(part) for part in each["loc"]) or whole, each["type"], each["msg"])
        for each in error.errors(include_url=False, include_context=False, include_input=False)
    )
    named = ", ".join(field.field for field in fields)
    return Invalid(f"Please correct: {named}.", fields=fields)


def _present(spec: RouteSpec, value: Any) -> Response:
    if spec.adapter is None:
        return Response("", headers=_JSON, status_code=spec.status)
    data = spec.adapter.dump_json(spec.adapter.validate_python(value, from_attributes=True), by_alias=True)
    return Response(data.decode(), headers=_JSON, status_code=spec.status)
