"""A queue's definition as it is kept, and the rules that one must keep: errors name the field. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from chalicelib.problems import FieldProblem, Invalid
from chalicelib.routing.expression import ExpressionError, parse
from chalicelib.routing.model import ActivityName, TaskQueue, WrapUpRule
from chalicelib.routing.overflow import ELSEWHERE, QUEUE
from chalicelib.routing.policy import (
    Enterprise,
    Overflow,
    Precedence,
    Preference,
    Shortage,
    Site,
    Strategy,
    TaskOrder,
    Tier,
    WaitChoice,
    WaitOption,
)
from chalicelib.routing.precedence import KNOWN, MOST_RULES

MOST_RESERVED = 50
LONGEST_RING_SECONDS = 86_400
LONGEST_HEAD_START_SECONDS = 3600
HIGHEST_PRIORITY = 2**31 - 1
# The pound key ends what is keyed in.
KEYS = "0123456789*"
LANGUAGES = ("zh", "en")
LONGEST_TEXT = 1000
_LISTS = ("linear_order", "groups")


def queue_of(body: Mapping[str, Any]) -> TaskQueue:
    """The queue that was kept; one kept by an older release has the defaults of what it lacks."""
    found = {**body, "wrap_up": WrapUpRule(body["wrap_up"])}
    if body.get("rona_activity"):
        found["rona_activity"] = ActivityName(body["rona_activity"])
    found["strategy"] = Strategy(body.get("strategy", Strategy.LONGEST_IDLE))
    found["task_order"] = TaskOrder(body.get("task_order", TaskOrder.FIFO))
    found["prefer"] = tuple(Preference(each) for each in body.get("prefer", ()))
    found["sites"] = tuple(
        Site(**{**each, "area_codes": tuple(each.get("area_codes", ()))}) for each in body.get("sites", ())
    )
    found["enterprises"] = tuple(
        Enterprise(**{**each, "agents": tuple(each.get("agents", ()))})
        for each in body.get("enterprises", ())
    )
    found["precedence"] = tuple(Precedence(**each) for each in body.get("precedence", ()))
    found["tiers"] = tuple(Tier(**each) for each in body.get("tiers", ()))
    found["overflow"] = tuple(Overflow(**each) for each in body.get("overflow", ()))
    if "wait_options" in body:
        found["wait_options"] = tuple(
            WaitOption(each["key"], WaitChoice(each["does"]), each.get("text") or {})
            for each in body["wait_options"]
        )
    found["shortage"] = Shortage(**body["shortage"]) if body.get("shortage") else None
    return TaskQueue(**{**found, **{name: tuple(body.get(name, ())) for name in _LISTS}})


def check_queue(queue: TaskQueue, queue_names: frozenset[str]) -> None:
    """Refuse a queue that cannot work; Invalid names every field at fault and its rule.

    `queue_names`: the names and sids of the queues there are, for overflow.
    """
    if queue.target_workers.strip():
        parse(queue.target_workers)  # an expression alone is an ExpressionError, with its column
    problems = tuple(_problems(queue, queue_names))
    if problems:
        raise Invalid(problems[0].message, fields=problems)


def _problems(queue: TaskQueue, names: frozenset[str]) -> Iterator[FieldProblem]:
    yield from _between("max_reserved_workers", queue.max_reserved_workers, 1, MOST_RESERVED)
    yield from _between("ring_seconds", queue.ring_seconds, 1, LONGEST_RING_SECONDS)
    yield from _between("wrap_up_seconds", queue.wrap_up_seconds, 0, LONGEST_RING_SECONDS)
    yield from _unique("linear_order", queue.linear_order)
    yield from _unique("groups", queue.groups)
    yield from _unique("prefer", queue.prefer)
    yield from _unique("sites", tuple(site.name for site in queue.sites))
    yield from _unique("enterprises", tuple(each.name for each in queue.enterprises))
    yield from _unique("tiers", tuple(tier.name for tier in queue.tiers))
    if Preference.GROUPS in queue.prefer and not queue.groups:
        yield FieldProblem("groups", "required", "groups: name the groups in order of preference.")
    yield from _precedence(queue)
    yield from _tiers(queue, names)
    yield from _overflow(queue, names)
    yield from _waiting(queue)


def _precedence(queue: TaskQueue) -> Iterator[FieldProblem]:
    yield from _unique("precedence", tuple(rule.name for rule in queue.precedence))
    if len(queue.precedence) > MOST_RULES:
        message = f"precedence: at most {MOST_RULES} rules."
        yield FieldProblem("precedence", "at_most", message)
    for number, rule in enumerate(queue.precedence):
        where = f"precedence[{number}]"
        if rule.when is not None:
            yield from _expression(f"{where}.when", rule.when)
        elif rule.name not in KNOWN:
            message = f"{where}.when: {rule.name} is none of {', '.join(KNOWN)}: say when it holds."
            yield FieldProblem(f"{where}.when", "required", message)


def _tiers(queue: TaskQueue, names: frozenset[str]) -> Iterator[FieldProblem]:
    for number, tier in enumerate(queue.tiers):
        where = f"tiers[{number}]"
        most = LONGEST_HEAD_START_SECONDS
        yield from _expression(f"{where}.when", tier.when)
        yield from _between(f"{where}.head_start_seconds", tier.head_start_seconds, -most, most)
        if tier.priority is not None:
            yield from _between(f"{where}.priority", tier.priority, 0, HIGHEST_PRIORITY)
        if tier.when_short is not None:
            yield from _elsewhere(f"{where}.when_short", tier.when_short, queue, names)
            if queue.shortage is None:
                yield FieldProblem("shortage", "required", "shortage: say when the queue is short of agents.")


def _overflow(queue: TaskQueue, names: frozenset[str]) -> Iterator[FieldProblem]:
    for number, rule in enumerate(queue.overflow):
        where = f"overflow[{number}]"
        yield from _elsewhere(f"{where}.to", rule.to, queue, names)
        if rule.when is not None:
            yield from _expression(f"{where}.when", rule.when)
        if rule.max_waiting is None and rule.max_wait_seconds is None:
            yield FieldProblem(where, "required", f"{where}: needs max_waiting or max_wait_seconds.")
        for name, most in (("max_waiting", 100_000), ("max_wait_seconds", LONGEST_RING_SECONDS)):
            value = getattr(rule, name)
            if value is not None:
                yield from _between(f"{where}.{name}", value, 0, most)


def _waiting(queue: TaskQueue) -> Iterator[FieldProblem]:
    yield from _between("long_wait_seconds", queue.long_wait_seconds, 0, LONGEST_RING_SECONDS)
    yield from _unique("wait_options", tuple(option.key for option in queue.wait_options))
    for number, option in enumerate(queue.wait_options):
        where = f"wait_options[{number}]"
        if len(option.key) != 1 or option.key not in KEYS:
            yield FieldProblem(f"{where}.key", "key", f"{where}.key: must be one of {KEYS}.")
        if option.text and option.does is not WaitChoice.INFORMATION:
            yield FieldProblem(f"{where}.text", "excluded", f"{where}.text: only information has a text.")
        for language, text in option.text.items():
            if language not in LANGUAGES or len(text) > LONGEST_TEXT:
                message = f"{where}.text: in {' and '.join(LANGUAGES)}, at most {LONGEST_TEXT} characters."
                yield FieldProblem(f"{where}.text", "text", message)


def _elsewhere(field: str, to: str, queue: TaskQueue, names: frozenset[str]) -> Iterator[FieldProblem]:
    if to in ELSEWHERE:
        return
    name = to.removeprefix(QUEUE)
    if name == to or name in (queue.friendly_name, queue.sid):
        message = f"{field}: must be {', '.join(ELSEWHERE)} or queue:<another queue's name>."
        yield FieldProblem(field, "destination", message)
    elif name not in names:
        yield FieldProblem(field, "unknown", f"{field}: there is no queue {name}.")


def _expression(field: str, text: str) -> Iterator[FieldProblem]:
    try:
        parse(text)
    except ExpressionError as error:
        yield FieldProblem(field, "expression", f"{field}: {error.message}")


def _between(field: str, value: int, least: int, most: int) -> Iterator[FieldProblem]:
    if not least <= value <= most:
        yield FieldProblem(field, "range", f"{field}: must be between {least} and {most}.")


def _unique(field: str, values: tuple[str, ...]) -> Iterator[FieldProblem]:
    twice = next((value for place, value in enumerate(values) if value in values[:place]), None)
    if twice is not None:
        yield FieldProblem(field, "unique", f"{field}: {twice} is there twice.")
