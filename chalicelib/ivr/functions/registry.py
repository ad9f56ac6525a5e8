"""Python functions a flow may ask, by name. Their parameters are typed; a flow only ever sends text."""

import inspect
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import Any

from chalicelib.values import dataclass

SCHEME = "function:"
_Function = Callable[..., Mapping[str, Any]]
_FUNCTIONS: dict[str, _Function] = {}
_ONCE: set[str] = set()
# Parameters that we fill in and no flow gives.
_OURS = ("now", "token")


def flow_function(function: _Function) -> _Function:
    """Let flows ask `function:NAME`. Parameters are str, int, bool or a StrEnum; `now` and `token`, where it
    has them, are filled in by us: the token is the same when the same step of a call is asked again, and
    empty in a rehearsal, which must do nothing. What the function returns becomes `widgets.NAME.parsed`. One
    that takes longer than a caller can wait is run again as a job, so it must not matter how often it is
    run."""
    _FUNCTIONS[function.__name__] = function
    return function


def once(function: _Function) -> _Function:
    """A function that changes something: it is run once and waited for, so it must be quick."""
    _ONCE.add(function.__name__)
    return flow_function(function)


def is_once(name: str) -> bool:
    """Whether a function must not be run again for an answer that was not waited for."""
    _function(name)
    return name in _ONCE


def names() -> list[str]:
    """Every function a flow may ask: each file of this folder but this one is one."""
    files = {file.stem for file in Path(__file__).parent.glob("[a-z]*.py")} - {Path(__file__).stem}
    return sorted(files | _FUNCTIONS.keys())


def _function(name: str) -> _Function:
    """The function of that name, loaded when it is first asked. LookupError when there is none."""
    if name not in _FUNCTIONS:
        if name not in names():
            raise LookupError(f"there is no function '{name}'")
        import_module(f"{__package__}.{name}")
    return _FUNCTIONS[name]


@dataclass(frozen=True)
class Parameter:
    """One parameter of a function: `text`, `whole` or `flag`."""

    name: str
    kind: str
    is_required: bool
    default: Any = None


@dataclass(frozen=True)
class Described:
    """A function as a form needs it."""

    name: str
    url: str
    summary: str
    parameters: tuple[Parameter, ...]


def described() -> list[Described]:
    """Every function, with its parameters."""
    return [
        Described(
            name, SCHEME + name, (inspect.getdoc(_function(name)) or "").split("\n\n")[0].replace("\n", " "),
            tuple(_described(each) for each in _parameters(_function(name)).values()),
        )
        for name in names()
    ]  # fmt: skip


def _described(parameter: inspect.Parameter) -> Parameter:
    kind = {int: "whole", bool: "flag"}.get(parameter.annotation, "text")
    is_required = parameter.default is inspect.Parameter.empty
    return Parameter(parameter.name, kind, is_required, None if is_required else parameter.default)


def problem_with(url: str, given: Iterable[str]) -> str | None:
    """Why a call of `url` with parameters of these names cannot work; None when it can."""
    name = url.removeprefix(SCHEME)
    if name not in names():
        return f"there is no function '{name}'; there are " + ", ".join(names())
    known = _parameters(_function(name))
    for key in given:
        if key not in known:
            return f"function '{name}' has no parameter '{key}'"
    missing = {k for k, p in known.items() if p.default is inspect.Parameter.empty} - set(given)
    return f"function '{name}' needs the parameter '{min(missing)}'" if missing else None


def answer(name: str, given: Mapping[str, str], now: datetime, token: str = "") -> dict[str, Any]:
    """The function's answer, shaped like that of an HTTP function; without a token it is a rehearsal."""
    function = _function(name)
    known = _parameters(function)
    try:
        arguments = {key: _typed(known[key], value) for key, value in given.items()}
    except (KeyError, ValueError) as error:
        return {"status_code": 400, "content_type": "text/plain", "body": f"bad parameter: {error}"}
    wanted = inspect.signature(function).parameters
    ours = {key: value for key, value in zip(_OURS, (now, token), strict=True) if key in wanted}
    body = json.dumps(function(**arguments, **ours), ensure_ascii=False, separators=(",", ":"))
    return {"status_code": 200, "content_type": "application/json", "body": body}


def _parameters(function: Callable[..., Any]) -> dict[str, inspect.Parameter]:
    signature = inspect.signature(function)
    return {name: p for name, p in signature.parameters.items() if name not in _OURS}


def _typed(parameter: inspect.Parameter, text: str) -> str | int | bool:
    if isinstance(parameter.annotation, type) and issubclass(parameter.annotation, StrEnum):
        return parameter.annotation(text)
    if parameter.annotation is int:
        return int(text)
    if parameter.annotation is bool:
        return text.lower() == "true"
    return text
