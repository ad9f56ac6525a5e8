"""A model's days, each on the floor from its first contact to its last."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from bench.acd.arrivals import Contact, contacts_of_day
from bench.acd.figures import Day
from bench.acd.floor import START, Floor, Served
from bench.acd.model import BY_CLASS_ORDER, Group, Model
from bench.acd.processes import side_by_side
from chalicelib import routing


@dataclass(frozen=True)
class DayResult:
    """One day: all contacts together, and by class."""

    whole: Day
    by_class: dict[str, Day]


def simulate(model: Model, days: int, seed: int, warm_up_seconds: float = 0.0) -> list[DayResult]:
    """So many independent days. Contacts that come during the warm-up are served and not counted."""
    run = partial(simulate_day, model, seed, warm_up_seconds=warm_up_seconds)
    return side_by_side(run, range(days), days * model.contacts_a_day)


def simulate_day(model: Model, seed: int, day: int, *, warm_up_seconds: float = 0.0) -> DayResult:
    """One day from an empty floor."""
    return _result(model, run_day(model, contacts_of_day(model, seed, day)), warm_up_seconds)


def run_day(model: Model, contacts: Iterable[Contact], floor: Floor | None = None) -> Floor:
    """The floor after these contacts have come, and all are served or gone."""
    floor = floor or Floor(horizon=model.horizon_seconds)
    with floor.open():
        _define(model)
        for group in model.groups:
            _hire(floor, model, group)
        for period in range(model.period_count):
            for group in model.groups:
                floor.at(period * model.period_seconds, floor.staff, group.name, group.agents[period])
        floor.expect(contacts)
        floor.run()
    return floor


def _define(model: Model) -> None:
    """A queue for each class, which knows its groups' order and its strategy."""
    for number, kind in enumerate(model.classes):
        given: dict[str, Any] = {}
        if len(kind.groups) > 1:
            given = {"prefer": (routing.Preference.GROUPS,), "groups": kind.groups}
        queue = routing.TaskQueue(
            _queue_sid(number),
            kind.name,
            {"zh": kind.name, "en": kind.name},
            target_workers=f"serves HAS '{_queue_sid(number)}'",
            wrap_up=routing.WrapUpRule.NONE,
            strategy=routing.Strategy(model.select_worker),
            **given,
        )
        routing.define_queue(queue, START)


def _queue_sid(number: int) -> str:
    return f"WQ{number:032x}"


def _hire(floor: Floor, model: Model, group: Group) -> None:
    queues = {kind.name: _queue_sid(number) for number, kind in enumerate(model.classes)}
    serves = [queues[name] for name in group.serves]
    attributes: dict[str, Any] = {"group": group.name, "serves": serves}
    if model.select_task == BY_CLASS_ORDER:
        attributes["queue_order"] = serves
    for number in range(1, max(group.agents) + 1):
        floor.hire(f"{group.name}-{number:05d}", group.name, attributes)


def _result(model: Model, floor: Floor, warm_up_seconds: float) -> DayResult:
    counted = [each for each in floor.served if each.contact.arrives_at >= warm_up_seconds]
    busy = floor.busy_seconds
    return DayResult(
        whole=_sum(counted, model.target_seconds, sum(busy.values()), floor.staffed_seconds),
        by_class={
            kind.name: _sum(
                [each for each in counted if each.contact.kind == kind.name],
                model.target_seconds,
                busy.get(kind.name, 0.0),
                floor.staffed_seconds,
            )
            for kind in model.classes
        },
    )


def _sum(served: Sequence[Served], target: float, busy: float, staffed: float) -> Day:
    answered = [each for each in served if each.is_answered]
    lost = [each for each in served if not each.is_answered]
    return Day(
        arrived=len(served),
        served=len(answered),
        abandoned=len(lost),
        in_target=sum(each.waited <= target for each in answered),
        abandoned_late=sum(each.waited > target for each in lost),
        delayed=sum(each.waited > 0 for each in served),
        waited_seconds=_waited(answered),
        waited_by_all_seconds=_waited(served),
        busy_seconds=busy,
        staffed_seconds=staffed,
    )


def _waited(served: Iterable[Served]) -> float:
    return sum(each.waited for each in served)
