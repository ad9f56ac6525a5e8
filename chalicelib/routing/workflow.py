"""Workflows: TaskRouter's configuration read into filters and targets, and the walk from target to target.

A walk is a sequence of Steps. `first_step` finds where a task enters; `next_step` where it goes when the
target's time is over or it is skipped: the next target, then the next filter that matches, then out of the
workflow. The default filter is only for tasks that no filter matched, or that skipped all that did.

Reading is liberal in names: those of today's console, of older configurations (`friendly_name`,
`task_queue_sid`) and of helper libraries (`defaultFilter`, `orderBy`) mean the same.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from chalicelib.problems import Invalid
from chalicelib.routing.expression import ExpressionError, Literal, Reference, matches, parse, resolve
from chalicelib.values import dataclass

DEFAULT_FILTER = -1
HIGHEST_PRIORITY = 2**31 - 1
LONGEST_TIMEOUT_SECONDS = 1_209_600
_ALIASES = {
    "filter_friendly_name": ("friendly_name", "friendlyName"),
    "queue": ("task_queue_sid", "taskQueueSid", "queue_sid", "queueSid", "task_queue"),
    "order_by": ("worker_ordering", "workerOrdering"),
}


class WorkflowError(Invalid):
    """The configuration is wrong at `path`, such as `task_routing.filters[0].targets[1].timeout`."""

    code = "workflow"

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{path}: {message}", field=path, rule="workflow")
        self.path = path


@dataclass(frozen=True)
class Order:
    """One clause of `order_by`: a worker's numeric attribute."""

    path: tuple[str | int, ...]
    is_descending: bool = False


@dataclass(frozen=True)
class KnownWorker:
    """The one worker a target is for: by sid or by name, as an attribute of the task says."""

    by: str
    value: Reference | Literal


@dataclass(frozen=True)
class Target:
    """One thing to try: a queue, and who in it, how urgently, for how long."""

    queue: str
    expression: str | None = None
    priority: int | None = None
    timeout_seconds: int | None = None
    order_by: tuple[Order, ...] = ()
    skip_if: str | None = None
    known_worker: KnownWorker | None = None


@dataclass(frozen=True)
class Filter:
    """Which tasks, and the targets tried for them one after the other."""

    name: str
    expression: str
    targets: tuple[Target, ...]


@dataclass(frozen=True)
class Workflow:
    """A whole configuration."""

    filters: tuple[Filter, ...] = ()
    default: Target | None = None


@dataclass(frozen=True)
class Step:
    """Where a task stands: a filter (DEFAULT_FILTER for the default) and one of its targets."""

    filter: int
    target: int = 0


def read_workflow(configuration: Mapping[str, Any] | str) -> Workflow:
    """The workflow that a TaskRouter configuration (JSON text or object) describes; raises WorkflowError."""
    document = _document(configuration)
    routing = _object(_given(document, "task_routing"), "task_routing")
    given = routing.get("filters")
    filters = _list([] if given is None else given, "task_routing.filters")
    return Workflow(
        filters=tuple(_filter(raw, f"task_routing.filters[{n}]") for n, raw in enumerate(filters)),
        default=_default(_given(routing, "default_filter"), "task_routing.default_filter"),
    )


def queues_of(workflow: Workflow) -> Iterator[tuple[str, str]]:
    """Every queue that the workflow names, as (path, queue)."""
    for n, one in enumerate(workflow.filters):
        for m, target in enumerate(one.targets):
            yield f"task_routing.filters[{n}].targets[{m}].queue", target.queue
    if workflow.default:
        yield "task_routing.default_filter.queue", workflow.default.queue


def first_step(workflow: Workflow, task: Mapping[str, Any]) -> Step | None:
    """Where a task with these attributes enters; None when nothing is for it."""
    found = _matching_filter(workflow, 0, task)
    if found is not None:
        return Step(found)
    return Step(DEFAULT_FILTER) if workflow.default else None


def next_step(
    workflow: Workflow, step: Step, task: Mapping[str, Any], has_only_skipped: bool = False
) -> Step | None:
    """Where a task goes from `step`; None when it leaves the workflow."""
    if step.filter == DEFAULT_FILTER or step.filter >= len(workflow.filters):
        return None
    if step.target + 1 < len(workflow.filters[step.filter].targets):
        return Step(step.filter, step.target + 1)
    found = _matching_filter(workflow, step.filter + 1, task)
    if found is not None:
        return Step(found)
    return Step(DEFAULT_FILTER) if has_only_skipped and workflow.default else None


def target_at(workflow: Workflow, step: Step) -> Target | None:
    """The target of a step; None when the workflow was changed and no longer has it."""
    if step.filter == DEFAULT_FILTER:
        return workflow.default
    try:
        return workflow.filters[step.filter].targets[step.target]
    except IndexError:
        return None


def known_worker_of(target: Target, task: Mapping[str, Any]) -> str | None:
    """`sid:WK…` or `friendly_name:…` of the only worker for the task; nothing after `:` fits nobody."""
    if target.known_worker is None:
        return None
    value = resolve(target.known_worker.value, task_context(task))
    return f"{target.known_worker.by}:{value if isinstance(value, str) else ''}"


def is_skipped(target: Target, task: Mapping[str, Any], workers: Mapping[str, int]) -> bool:
    """Whether `skip_if` says to move on, given how many of the queue's workers are `available`,
    `unavailable`, and in each activity by its sid."""
    if target.skip_if is None:
        return False
    return matches(target.skip_if, {**task_context(task), "workers": workers})


def task_context(task: Mapping[str, Any]) -> dict[str, Any]:
    """A task's attributes as filters see them: by their names, and behind `task.` too."""
    return {"task": task, **task}


def _matching_filter(workflow: Workflow, start: int, task: Mapping[str, Any]) -> int | None:
    for number, one in enumerate(workflow.filters[start:], start):
        if matches(one.expression, task_context(task)):
            return number
    return None


def _filter(raw: Any, path: str) -> Filter:
    found = _object(raw, path)
    targets = _list(found.get("targets"), f"{path}.targets")
    if not targets:
        raise WorkflowError(f"{path}.targets", "needs at least one target")
    read: list[Target] = []
    for number, one in enumerate(targets):
        where = f"{path}.targets[{number}]"
        read.append(_target(_object(one, where), where, read[-1].queue if read else None))
    name = _given(found, "filter_friendly_name") or ""
    expression = _expression(found, "expression", path)
    if expression is None:
        raise WorkflowError(f"{path}.expression", "is missing")
    return Filter(str(name), expression, tuple(read))


def _default(raw: Any, path: str) -> Target | None:
    """The default filter; one that names no queue, as the console leaves it when none is chosen, is none. It
    may be written as a filter, with one target."""
    if raw is None:
        return None
    found = _object(raw, path)
    targets = found.get("targets")
    if _given(found, "queue") in (None, "") and targets:
        found, path = (
            _object(_list(targets, f"{path}.targets")[0], f"{path}.targets[0]"),
            f"{path}.targets[0]",
        )
    if _given(found, "queue") in (None, ""):
        return None
    return _target(found, path, None)


def _target(raw: Mapping[str, Any], path: str, inherited: str | None) -> Target:
    queue = _given(raw, "queue") or inherited
    if not isinstance(queue, str):
        raise WorkflowError(f"{path}.queue", "must be a queue's sid or name" if queue else "is missing")
    return Target(
        queue=queue,
        expression=_expression(raw, "expression", path),
        priority=_number(raw, "priority", path, 0, HIGHEST_PRIORITY),
        timeout_seconds=_number(raw, "timeout", path, 0, LONGEST_TIMEOUT_SECONDS),
        order_by=_order(_given(raw, "order_by"), f"{path}.order_by"),
        skip_if=_expression(raw, "skip_if", path),
        known_worker=_known_worker(raw, path),
    )


def _order(raw: Any, path: str) -> tuple[Order, ...]:
    if raw in (None, ""):
        return ()
    if not isinstance(raw, str):
        raise WorkflowError(path, "must be a string")
    return tuple(_clause(clause.strip(), path) for clause in raw.split(","))


def _clause(text: str, path: str) -> Order:
    attribute, *direction = text.split() or [""]
    way = " ".join(direction).upper() or "ASC"
    found = re.fullmatch(r"worker((?:\.[^\W\d]\w*|\[\d{1,6}\])+)", attribute)
    if not found or way not in ("ASC", "DESC"):
        raise WorkflowError(path, f"{text!r} is not 'worker.<attribute> ASC|DESC'")
    steps = re.findall(r"\w+", found[1])
    return Order(tuple(int(step) if step.isdigit() else step for step in steps), way == "DESC")


def _known_worker(raw: Mapping[str, Any], path: str) -> KnownWorker | None:
    for by in ("sid", "friendly_name"):
        key = f"known_worker_{by}"
        if not any(name in raw for name in _names(key)):
            continue
        value = _given(raw, key)
        if value == "":  # as the console leaves a field that was emptied
            continue
        if value is not None and not isinstance(value, str):
            raise WorkflowError(f"{path}.{key}", "must be an attribute of the task, such as task.agent_sid")
        return KnownWorker(by, Literal(None) if value is None else _operand(value, f"{path}.{key}"))
    return None


def _operand(text: str, path: str) -> Reference | Literal:
    from chalicelib.routing.grammar import read_operand

    if re.fullmatch(r"WK[0-9a-f]{32}", text):
        return Literal(text)
    try:
        found = read_operand(text)
    except ExpressionError as error:
        raise WorkflowError(path, error.message) from None
    is_of_worker = isinstance(found, Reference) and found.path[0] == "worker"
    if isinstance(found, Reference | Literal) and not is_of_worker:
        return found
    raise WorkflowError(path, "must be an attribute of the task, such as task.agent_sid")


def _expression(raw: Mapping[str, Any], key: str, path: str) -> str | None:
    text = _given(raw, key)
    if text is None or (isinstance(text, str) and not text.strip()):
        return None
    if not isinstance(text, str):
        raise WorkflowError(f"{path}.{key}", "must be a string")
    try:
        parse(text)
    except ExpressionError as error:
        raise WorkflowError(f"{path}.{key}", error.message) from None
    return text


def _number(raw: Mapping[str, Any], key: str, path: str, least: int, most: int) -> int | None:
    value = raw.get(key)
    if value is None or value == "":
        return None
    try:
        number = float(value)  # older configurations write numbers as strings
    except (TypeError, ValueError):
        number = 0.5
    if isinstance(value, bool) or not number.is_integer():
        raise WorkflowError(f"{path}.{key}", "must be a whole number")
    if not least <= number <= most:
        raise WorkflowError(f"{path}.{key}", f"must be between {least} and {most}")
    return int(number)


def _given(raw: Mapping[str, Any], name: str) -> Any:
    return next((raw[one] for one in _names(name) if raw.get(one) is not None), None)


def _names(name: str) -> tuple[str, ...]:
    first, *rest = name.split("_")
    return (name, *_ALIASES.get(name, ()), first + "".join(word.capitalize() for word in rest))


def _document(configuration: Mapping[str, Any] | str) -> Mapping[str, Any]:
    if isinstance(configuration, str):
        try:
            configuration = json.loads(configuration)
        except ValueError as error:
            raise WorkflowError("configuration", f"is not JSON: {error}") from None
    return _object(configuration, "configuration")


def _object(value: Any, path: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise WorkflowError(path, "must be an object")
    return value


def _list(value: Any, path: str) -> list[Any]:
    if not isinstance(value, list):
        raise WorkflowError(path, "must be an array")
    return value
