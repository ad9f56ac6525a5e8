"""Declaring routes in Twilio's form, so that its official clients work with ours as the base URL.

    @twilio_route(bp, "POST", "/v1/Workspaces/{workspace_sid}/Tasks", body=NewTask, status=201)
    def create(call: TwilioCall[NewTask, TwilioForm]) -> Mapping: ...

HTTP Basic with the account's or an API key's credentials; parameters are a form (or a query) with PascalCase
names; answers are JSON; a refusal is `{"code", "message", "more_info", "status", "details"}`.
"""

import base64
import binascii
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar
from urllib.parse import quote

from chalice import Blueprint, Response
from chalice.app import Request

from chalicelib.aws.logs import logger
from chalicelib.aws.settings import settings
from chalicelib.problems import NotFound, Problem, Unauthenticated
from chalicelib.web.twilio_forms import TwilioForm, form_values, one_or_many, read
from chalicelib.web.twilio_paging import TwilioPage, as_json

FORM = "application/x-www-form-urlencoded"
_ANY_CONTENT = [FORM, "application/json"]
_JSON = {"Content-Type": "application/json;charset=utf-8"}
_MORE_INFO = "https://www.twilio.com/docs/errors/{code}"
# Twilio's code where the status alone decides it; a TwilioError carries its own.
_CODES = {400: 20001, 401: 20003, 403: 20403, 404: 20404, 405: 20004, 409: 20409, 412: 20412, 429: 20429}
_paths: set[tuple[str, str]] = set()
B = TypeVar("B", bound=TwilioForm)
Q = TypeVar("Q", bound=TwilioForm)


class TwilioError(Problem):
    """A refusal with one of Twilio's error codes, and with `details` where fields do not say it."""

    details: Mapping[str, Any] | None = None

    def __init__(self, twilio_code: int, message: str, status: int = 400, field: str | None = None) -> None:
        super().__init__(message, field=field, code=str(twilio_code))
        self.twilio_code = twilio_code
        self.status = status


class PreconditionFailed(TwilioError):
    """If-Match names another version than the resource has."""

    def __init__(self) -> None:
        super().__init__(20412, "The resource has changed: If-Match does not name its present version", 412)


@dataclass(frozen=True)
class TwilioCall(Generic[B, Q]):
    """One request of a known account: its checked form and query, the path's parts, the time."""

    body: B
    query: Q
    path: Mapping[str, str]
    now: datetime
    if_match: str | None = None

    def require_version(self, etag: str) -> None:
        """PreconditionFailed when the client changed something that it saw in another version."""
        if self.if_match is not None and self.if_match.strip('"') not in (etag.strip('"'), "*"):
            raise PreconditionFailed


@dataclass(frozen=True)
class Versioned:
    """A resource with its ETag, as the client gives it back in If-Match."""

    body: Mapping[str, Any]
    etag: str


Shown = Mapping[str, Any] | TwilioPage | Versioned | None
Handler = Callable[[TwilioCall[Any, Any]], Shown]
H = TypeVar("H", bound=Callable[..., Any])


def twilio_route(
    bp: Blueprint,
    method: str,
    path: str,
    *,
    body: type[TwilioForm] = TwilioForm,
    query: type[TwilioForm] = TwilioForm,
    status: int = 200,
) -> Callable[[H], H]:
    """Declare `METHOD path`. The function returns a resource, a page, or None (answered 204)."""

    def declare(function: H) -> H:
        def view(**parts: str) -> Response:
            return _answer(function, bp.current_request, path, parts, body, query, status)

        view.__name__ = function.__name__
        _paths.add((method, path))
        name = f"{function.__module__}.{function.__name__}"
        bp.route(path, methods=[method], name=name, content_types=_ANY_CONTENT)(view)
        return function

    return declare


@dataclass(frozen=True)
class _Declared:
    method: str
    path: str
    body: type[TwilioForm]
    query: type[TwilioForm]
    status: int
    function: Handler


class TwilioRoutes:
    """Routes of one resource, declared where its verbs stand and mounted on the room's blueprint later."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._declared: list[_Declared] = []

    def __call__(
        self,
        method: str,
        path: str = "",
        *,
        body: type[TwilioForm] = TwilioForm,
        query: type[TwilioForm] = TwilioForm,
        status: int = 200,
    ) -> Callable[[H], H]:
        """Declare `METHOD base + path`."""

        def declare(function: H) -> H:
            declared = _Declared(method, self._base + path, body, query, status, function)
            self._declared.append(declared)
            return function

        return declare

    def mount(self, bp: Blueprint, around: Callable[[Handler], Handler] = lambda handler: handler) -> None:
        """Put every route on a blueprint; `around` wraps each function, for what all have in common."""
        for one in self._declared:
            declare = twilio_route(
                bp, one.method, one.path, body=one.body, query=one.query, status=one.status
            )
            declare(around(one.function))


def twilio_paths() -> frozenset[tuple[str, str]]:
    """Every method and path declared here; they need the account's credentials instead of a permission."""
    return frozenset(_paths)


def api_url(path: str) -> str:
    """The absolute address of a resource, as its `url` and `links` tell it."""
    return f"{settings().public_url}{path}"


def iso_date(at: datetime | None) -> str | None:
    """`2026-05-11T02:00:00Z`, the form of every date."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else None


def is_account(authorization: str) -> bool:
    """Whether an Authorization header holds the account's token or the API key's secret."""
    scheme, _, given = authorization.partition(" ")
    if scheme.lower() != "basic":
        return False
    try:
        user, _, password = base64.b64decode(given, validate=True).partition(b":")
    except (binascii.Error, ValueError):
        return False
    ours = settings()
    known = ((ours.account_sid, ours.auth_token), (ours.api_key_sid, ours.api_key_secret))
    # Every pair is compared whole: how long it takes must not tell which part was right.
    matches = [_same(user, sid) & _same(password, secret) for sid, secret in known if sid and secret]
    return any(matches)


def _same(given: bytes, ours: str) -> bool:
    return hmac.compare_digest(given, ours.encode())


def _answer(
    function: Handler,
    request: Request,
    template: str,
    parts: Mapping[str, str],
    body: type[TwilioForm],
    query: type[TwilioForm],
    status: int,
) -> Response:
    path = template.format(**{name: quote(value) for name, value in parts.items()})
    try:
        if not is_account(request.headers.get("authorization", "")):
            raise Unauthenticated("Authenticate")
        asked = _query_of(request)
        call = TwilioCall(
            body=read(body, _form_of(request) if request.method == "POST" else {}),
            query=read(query, asked),
            path=parts,
            now=_now(),
            if_match=request.headers.get("if-match"),
        )
        return _present(function(call), path, asked, status)
    except Problem as problem:
        return _refusal(problem, path)
    except Exception:
        logger.exception("route failed", extra={"path": path})
        return _error(500, 20500, "An internal server error has occurred", {})


def _present(shown: Shown, path: str, asked: Mapping[str, str | list[str]], status: int) -> Response:
    match shown:
        case None:
            return Response("", status_code=204)
        case TwilioPage():
            return _json(as_json(shown, api_url(path), asked), status)
        case Versioned():
            return _json(shown.body, status, {"ETag": f'"{shown.etag}"'})
        case _:
            return _json(shown, status)


def _refusal(problem: Problem, path: str) -> Response:
    """A Problem of a room, with Twilio's code. A rule that the input breaks is a 400 there, not a 422."""
    status = 400 if problem.status == 422 else problem.status
    code = problem.twilio_code if isinstance(problem, TwilioError) else _CODES.get(status, 20001)
    said = (
        f"The requested resource {path} was not found" if isinstance(problem, NotFound) else problem.message
    )
    own = problem.details if isinstance(problem, TwilioError) else None
    return _error(status, code, said, own or {field.field: field.message for field in problem.fields})


def _error(status: int, code: int, message: str, details: Mapping[str, Any]) -> Response:
    said = {"code": code, "message": message, "more_info": _MORE_INFO.format(code=code), "status": status}
    return _json({**said, "details": details} if details else said, status)


def _json(body: Mapping[str, Any], status: int, headers: Mapping[str, str] | None = None) -> Response:
    text = json.dumps(body, ensure_ascii=False)
    return Response(text, headers={**_JSON, **(headers or {})}, status_code=status)


def _form_of(request: Request) -> dict[str, str | list[str]]:
    is_json = request.headers.get("content-type", "").startswith("application/json")
    return form_values(request.raw_body or b"", is_json)


def _query_of(request: Request) -> dict[str, str | list[str]]:
    asked = request.query_params
    return one_or_many({name: asked.getlist(name) for name in asked}) if asked else {}


def _now() -> datetime:
    """To the millisecond, as the tables keep it."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)
