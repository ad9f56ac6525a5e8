"""A contact center as a model file describes it, read and checked.

The format is told in docs/algorithms/queueing-theory.md. Rates are per the model's unit of time; a rate or a
number of agents is one for each period, or one for all.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

UNITS = {"seconds": 1.0, "minutes": 60.0, "hours": 3600.0}
LONGEST_WAITING, BY_CLASS_ORDER = "longest_waiting", "by_class_order"
SELECT_TASK = (LONGEST_WAITING, BY_CLASS_ORDER)
SELECT_WORKER = ("longest_idle", "linear", "round_robin", "fewest_today")
_TOP = {
    *("name", "time_unit", "periods", "busyness_gamma_shape", "target_seconds", "classes", "groups"),
    *("select_task", "select_worker"),
}
_CLASS = {"name", "arrival_rate", "service_rate", "patience_rate", "priority", "groups"}
_GROUP = {"name", "agents", "serves"}


class ModelError(ValueError):
    """The file is wrong; the message says where and how."""


@dataclass(frozen=True)
class ContactClass:
    """Contacts of one kind; rates are per second, by period, patience None for who never gives up."""

    name: str
    arrival_rate: tuple[float, ...]
    service_rate: tuple[float, ...]
    patience_rate: tuple[float | None, ...]
    priority: int
    groups: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """Agents alike: how many by period, and the classes they serve."""

    name: str
    agents: tuple[int, ...]
    serves: tuple[str, ...]


@dataclass(frozen=True)
class Model:
    """A whole center; times in seconds."""

    name: str
    period_seconds: float
    period_count: int
    busyness_gamma_shape: float | None
    target_seconds: float
    classes: tuple[ContactClass, ...]
    groups: tuple[Group, ...]
    select_task: str = LONGEST_WAITING
    select_worker: str = "longest_idle"

    @property
    def horizon_seconds(self) -> float:
        """When the last period ends and nobody comes any more."""
        return self.period_seconds * self.period_count


def read_model(path: Path) -> Model:
    """The model in a file; raises ModelError."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
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
        classes=tuple(
            _class(raw, f"classes[{number}]", count, seconds)
            for number, raw in enumerate(_list(top.get("classes"), "classes"))
        ),
        groups=tuple(
            _group(raw, f"groups[{number}]", count)
            for number, raw in enumerate(_list(top.get("groups"), "groups"))
        ),
        select_task=_choice(top.get("select_task", LONGEST_WAITING), "select_task", SELECT_TASK),
        select_worker=_choice(top.get("select_worker", "longest_idle"), "select_worker", SELECT_WORKER),
    )
    _check_links(model)
    return model


def _check_links(model: Model) -> None:
    """A class names the groups that serve it, and they name it."""
    classes, groups = {each.name: each for each in model.classes}, {each.name: each for each in model.groups}
    if len(classes) < len(model.classes) or len(groups) < len(model.groups):
        raise ModelError("classes and groups need names of their own")
    for each in model.classes:
        for name in each.groups:
            if name not in groups:
                raise ModelError(f"class {each.name!r}: there is no group {name!r}")
            if each.name not in groups[name].serves:
                raise ModelError(f"class {each.name!r} names group {name!r}, which does not serve it")
    for group in model.groups:
        for name in group.serves:
            if name not in classes:
                raise ModelError(f"group {group.name!r}: there is no class {name!r}")
            if group.name not in classes[name].groups:
                raise ModelError(f"group {group.name!r} serves class {name!r}, which does not name it")


def _class(raw: Any, where: str, count: int, seconds: float) -> ContactClass:
    found = _object(raw, where, _CLASS)
    priority = found.get("priority", 0)
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
        priority=_count(priority, f"{where}.priority"),
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
    if not isinstance(raw, str) or not raw or "'" in raw:
        raise ModelError(f"{where} must be a name: text, not empty, without quotes")
    return raw


def _choice(raw: Any, where: str, known: tuple[str, ...]) -> str:
    if raw not in known:
        raise ModelError(f"{where} is {raw!r}; known are {', '.join(known)}")
    return str(raw)


def _number(raw: Any, where: str, above: float | None = None) -> float:
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not 0 <= raw < float("inf"):
        raise ModelError(f"{where} must be a number, not negative; it is {raw!r}")
    if above is not None and raw <= above:
        raise ModelError(f"{where} must be above {above:g}; it is {raw!r}")
    return float(raw)


def _count(raw: Any, where: str, least: int = 0) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int) or raw < least:
        raise ModelError(f"{where} must be a whole number from {least}; it is {raw!r}")
    return raw
