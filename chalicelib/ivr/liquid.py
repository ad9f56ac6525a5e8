"""Templates in a flow: Liquid, with Studio's namespaces trigger, flow, contact and widgets.

Most templates only name values, as in `{{widgets.menu.Digits}}`. Those are filled in here, so that a Lambda
that answers plain menus never loads the Liquid engine, which costs a caller a seventh of a second.
"""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from chalicelib.aws.settings import settings

# Under this name a context holds what `now` and `today` mean: a flow reads the step's own clock.
NOW = "__now__"
_TAG = re.compile(r"\{\{\s*([A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)*)\s*\}\}")
_ANY_TAG = re.compile(r"\{\{|\{%")
_KEYWORDS = {"true", "false", "nil", "null", "empty", "blank"}
# A flow is data somebody else wrote: it may not loop or grow without end.
_MOST_LOOPS = 10_000
_MOST_OUTPUT = 64 * 1024


class TemplateError(ValueError):
    """A template that is not Liquid, or that failed while it was filled in."""


def render(template: str, context: Mapping[str, Any]) -> str:
    """The text of `template`; a value that does not exist is empty."""
    if not _ANY_TAG.search(template):
        return template
    if _is_plain(template):
        return _TAG.sub(lambda tag: written(_look_up(tag.group(1), context)), template)
    from liquid.exceptions import LiquidError

    try:
        return str(_compiled(template).render(**context))
    except LiquidError as error:
        raise TemplateError(str(error).splitlines()[0]) from error


def check(template: str) -> str | None:
    """What is wrong with the template; None when it is good Liquid."""
    if not _ANY_TAG.search(template) or _is_plain(template):
        return None
    from liquid.exceptions import LiquidError

    try:
        _compiled(template)
    except LiquidError as error:
        return str(error).splitlines()[0]
    return None


def written(value: Any) -> str:
    """A value as Liquid writes it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "".join(written(each) for each in value)
    return str(value)


@lru_cache(maxsize=1024)
def _is_plain(template: str) -> bool:
    rest = _TAG.sub("", template)
    names = {path.split(".")[0] for path in _TAG.findall(template)}
    # `size`, `first` and `last` are computed by Liquid, not looked up.
    special = any(
        part in {"size", "first", "last"} for path in _TAG.findall(template) for part in path.split(".")
    )
    return not _ANY_TAG.search(rest) and names.isdisjoint(_KEYWORDS) and not special


def _look_up(path: str, context: Mapping[str, Any]) -> Any:
    value: Any = context
    for part in path.split("."):
        if not isinstance(value, Mapping) or part not in value:
            return None
        value = value[part]
    return value


@lru_cache(maxsize=1024)
def _compiled(template: str) -> Any:
    return _environment().from_string(template)


@lru_cache(maxsize=1)
def _environment() -> Any:
    from liquid import Environment

    class StudioEnvironment(Environment):
        loop_iteration_limit = _MOST_LOOPS
        output_stream_limit = _MOST_OUTPUT

    environment = StudioEnvironment()
    environment.add_filter("date", _dated(environment.filters["date"]))
    environment.add_filter("to_json", _to_json)
    return environment


def _to_json(value: Any) -> str:
    """A value that was never set is null, on its own and inside another."""
    return json.dumps(value, ensure_ascii=False, default=lambda _: None)


def _dated(plain: Any) -> Any:
    """Liquid's `date`, whose `now` is the step's own time in the center's time zone."""
    from liquid.filter import with_context

    @with_context
    def date(value: Any, form: Any, *, context: Any) -> Any:
        at = context.resolve(NOW, default=None)
        if value in {"now", "today"} and isinstance(at, datetime):
            value = at.astimezone(ZoneInfo(settings().time_zone))
        return plain(value, form, environment=context.env)

    return date
