"""A model file, read and checked: what is wrong is told with the field and its rule.

The format is told in docs/algorithms/queueing-theory.md. Rates are per the model's unit of time; a rate or a
number of agents is one for each period, or one for all.
"""

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.acd.model import (
    LONGEST_WAITING,
    SELECT_TASK,
    SELECT_WORKER,
    ContactClass,
    Group,
    Model,
    ModelError,
)

UNITS = {"seconds": 1.0, "minutes": 60.0, "hours": 3600.0}
_TOP = {
    *("name", "time_unit", "periods", "busyness_gamma_shape", "target_seconds", "classes", "groups"),
    *("select_task", "select_worker"),
}
_CLASS = {"name", "arrival_rate", "service_rate", "patience_rate", "priority", "groups"}
_GROUP = {"name", "agents", "serves"}


def read_model(path: Path) -> Model:
    """The model in a file; raises ModelError."""
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ModelError(f"{path} cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise ModelError(f"{path} is not JSON: {error}") from None
    return model_of(document)


def model_of(document: Any) -> Model:
    """The model that a document describes; raises ModelError."""
    top = _object(document, "the model", _TOP)
    unit = _choice(top.get("time_unit", "minutes"), "time_unit", tuple(UNITS))
    periods = _object(top.get("periods"), "periods", {"length", "count"})
    count = _count(periods.get("count"), "periods.count", least=1)
    seconds = UNITS[unit]
    shape = top.get("busyness_gamma_shape")
    model = Model(
        name=_name(top.get("name"), "name"),
        period_seconds=_number(periods.get("length"), "periods.length", above=0.0) * seconds,
        period_count=count,
        busyness_gamma_shape=None if shape is None else _number(shape, "busyness_gamma_shape", above=0.0),
        target_seconds=_number(top.get("target_seconds", 20), "target_seconds"),
        classes=_classes(_list(top.get("classes"), "classes"), count, seconds),
        groups=tuple(
            _group(raw, f"groups[{number}]", count)
            for number, raw in enumerate(_list(top.get("groups"), "groups"))
        ),
        select_task=_choice(top.get("select_task", LONGEST_WAITING), "select_task", SELECT_TASK),
        select_worker=_choice(top.get("select_worker", "longest_idle"), "select_worker", SELECT_WORKER),
    )
    _check_links(model)
    _check_end(model)
    return model


def _classes(given: Sequence[Any], count: int, seconds: float) -> tuple[ContactClass, ...]:
    kinds = {
        f"classes[{number}]": _object(raw, f"classes[{number}]", _CLASS) for number, raw in enumerate(given)
    }
    urgency = {
        where: _number(kind.get("priority", 0), f"{where}.priority", least=-math.inf)
        for where, kind in kinds.items()
    }
    steps = sorted(set(urgency.values()))
    return tuple(
        _class(kind, where, count, seconds, steps.index(urgency[where])) for where, kind in kinds.items()
    )


def _check_end(model: Model) -> None:
    """What waits at the end is served by the last period's agents: so there must be some, or it gives up."""
    staffed = {group.name for group in model.groups if group.agents[-1]}
    for number, kind in enumerate(model.classes):
        comes = zip(kind.arrival_rate, kind.patience_rate, strict=True)
        if any(rate and patience is None for rate, patience in comes) and not staffed & set(kind.groups):
            raise ModelError(
                f"classes[{number}].groups: nobody serves {kind.name!r} in the last period, and who waits "
                "then never gives up"
            )


def _check_links(model: Model) -> None:
    """A class names the groups that serve it, and they name it."""
    serving = {group.name: group.serves for group in model.groups}
    served_by = {kind.name: kind.groups for kind in model.classes}
    _require_own_names("classes", [kind.name for kind in model.classes])
    _require_own_names("groups", [group.name for group in model.groups])
    for number, kind in enumerate(model.classes):
        for name in kind.groups:
            where = f"classes[{number}].groups names {name!r}"
            if name not in serving:
                raise ModelError(f"{where}: there is no such group")
            if kind.name not in serving[name]:
                raise ModelError(f"{where}, which does not serve {kind.name!r}")
    for number, group in enumerate(model.groups):
        for name in group.serves:
            where = f"groups[{number}].serves names {name!r}"
            if name not in served_by:
                raise ModelError(f"{where}: there is no such class")
            if group.name not in served_by[name]:
                raise ModelError(f"{where}, whose groups do not name {group.name!r}")


def _require_own_names(where: str, names: Sequence[str]) -> None:
    for number, name in enumerate(names):
        if name in names[:number]:
            raise ModelError(f"{where}[{number}].name is {name!r}, as another's is")


def _class(found: Mapping[str, Any], where: str, count: int, seconds: float, priority: int) -> ContactClass:
    patience = found.get("patience_rate")
    given = patience if isinstance(patience, list) else [patience] * count
    return ContactClass(
        name=_name(found.get("name"), f"{where}.name"),
        arrival_rate=_rates(found.get("arrival_rate"), f"{where}.arrival_rate", count, seconds),
        service_rate=_rates(found.get("service_rate"), f"{where}.service_rate", count, seconds, above=0.0),
        patience_rate=tuple(
            None if rate in (None, 0) else _number(rate, f"{where}.patience_rate") / seconds
            for rate in _by_period(given, f"{where}.patience_rate", count)
        ),
        priority=priority,
        groups=_names(found.get("groups"), f"{where}.groups"),
    )


def _group(raw: Any, where: str, count: int) -> Group:
    found = _object(raw, where, _GROUP)
    given = found.get("agents")
    agents = _by_period(given if isinstance(given, list) else [given], f"{where}.agents", count)
    return Group(
        name=_name(found.get("name"), f"{where}.name"),
        agents=tuple(_count(each, f"{where}.agents") for each in agents),
        serves=_names(found.get("serves"), f"{where}.serves"),
    )


def _rates(raw: Any, where: str, count: int, seconds: float, above: float | None = None) -> tuple[float, ...]:
    given = _by_period(raw if isinstance(raw, list) else [raw], where, count)
    return tuple(_number(rate, where, above=above) / seconds for rate in given)


def _by_period(given: Sequence[Any], where: str, count: int) -> Sequence[Any]:
    if len(given) == 1:
        return list(given) * count
    if len(given) != count:
        raise ModelError(f"{where} has {len(given)} values; it needs one for each of {count} periods, or one")
    return given


def _object(raw: Any, where: str, known: set[str]) -> Mapping[str, Any]:
    if not isinstance(raw, dict):
        raise ModelError(f"{where} must be an object")
    unknown = sorted(set(raw) - known)
    if unknown:
        raise ModelError(f"{where}: unknown {', '.join(map(repr, unknown))}; known are {sorted(known)}")
    return raw


def _list(raw: Any, where: str) -> list[Any]:
    if not isinstance(raw, list) or not raw:
        raise ModelError(f"{where} must be a list that is not empty")
    return raw


def _names(raw: Any, where: str) -> tuple[str, ...]:
    names = tuple(_name(each, where) for each in _list(raw, where))
    if len(set(names)) < len(names):
        raise ModelError(f"{where} names something twice")
    return names


def _name(raw: Any, where: str) -> str:
    if not isinstance(raw, str) or not raw.strip():
        raise ModelError(f"{where} must be a name: text that is not empty; it is {raw!r}")
    return raw


def _choice(raw: Any, where: str, known: tuple[str, ...]) -> str:
    if raw not in known:
        raise ModelError(f"{where} is {raw!r}; known are {', '.join(known)}")
    return str(raw)


def _number(raw: Any, where: str, above: float | None = None, least: float = 0.0) -> float:
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not math.isfinite(raw):
        raise ModelError(f"{where} must be a number; it is {raw!r}")
    if raw < least:
        raise ModelError(f"{where} must not be below {least:g}; it is {raw!r}")
    if above is not None and raw <= above:
        raise ModelError(f"{where} must be above {above:g}; it is {raw!r}")
    return float(raw)


def _count(raw: Any, where: str, least: int = 0) -> int:
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    if isinstance(raw, bool) or not isinstance(raw, int) or raw < least:
        raise ModelError(f"{where} must be a whole number from {least}; it is {raw!r}")
    return raw
