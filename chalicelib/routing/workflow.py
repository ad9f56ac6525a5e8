"""Workflows: TaskRouter's configuration read into filters and targets, and the walk from target to target.

A walk is a sequence of Steps. `first_step` finds where a task enters; `next_step` where it goes when the
target's time is over or it is skipped: the next target, then the next filter that matches, then out of the
workflow. The default filter is only for tasks that no filter matched, or that skipped all that did.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.problems import Invalid
from chalicelib.routing.expression import ExpressionError, Literal, Reference, matches, parse, resolve

DEFAULT_FILTER = -1
HIGHEST_PRIORITY = 2**31 - 1
LONGEST_TIMEOUT_SECONDS = 1_209_600


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
    routing = _object(document.get("task_routing"), "task_routing")
    given = routing.get("filters")
    filters = _list([] if given is None else given, "task_routing.filters")
    default = routing.get("default_filter")
    path = "task_routing.default_filter"
    return Workflow(
        filters=tuple(_filter(raw, f"task_routing.filters[{n}]") for n, raw in enumerate(filters)),
        default=None if default is None else _target(_object(default, path), path, None),
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
    value = resolve(target.known_worker.value, {"task": task})
    return f"{target.known_worker.by}:{value if isinstance(value, str) else ''}"


def is_skipped(target: Target, task: Mapping[str, Any], workers: Mapping[str, int]) -> bool:
    """Whether `skip_if` says to move on, given how many of the queue's workers are available and not."""
    return target.skip_if is not None and matches(target.skip_if, {"task": task, "workers": workers})


def _matching_filter(workflow: Workflow, start: int, task: Mapping[str, Any]) -> int | None:
    for number, one in enumerate(workflow.filters[start:], start):
        if matches(one.expression, task):
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
    name = found.get("filter_friendly_name") or found.get("friendly_name") or ""
    expression = _expression(found, "expression", path)
    if expression is None:
        raise WorkflowError(f"{path}.expression", "is missing")
    return Filter(str(name), expression, tuple(read))


def _target(raw: Mapping[str, Any], path: str, inherited: str | None) -> Target:
    queue = raw.get("queue") or inherited
    if not isinstance(queue, str):
        raise WorkflowError(f"{path}.queue", "is missing")
    return Target(
        queue=queue,
        expression=_expression(raw, "expression", path),
        priority=_number(raw, "priority", path, 0, HIGHEST_PRIORITY),
        timeout_seconds=_number(raw, "timeout", path, 0, LONGEST_TIMEOUT_SECONDS),
        order_by=_order(raw.get("order_by"), f"{path}.order_by"),
        skip_if=_expression(raw, "skip_if", path),
        known_worker=_known_worker(raw, path),
    )


def _order(raw: Any, path: str) -> tuple[Order, ...]:
    if raw in (None, ""):
        return ()
    clauses = []
    for clause in str(raw).split(","):
        found = re.fullmatch(r"\s*worker\.([\w.]+)(?:\s+(ASC|DESC))?\s*", clause, re.IGNORECASE)
        if not found:
            raise WorkflowError(path, f"{clause.strip()!r} is not 'worker.<attribute> ASC|DESC'")
        clauses.append(Order(tuple(found[1].split(".")), (found[2] or "").upper() == "DESC"))
    return tuple(clauses)


def _known_worker(raw: Mapping[str, Any], path: str) -> KnownWorker | None:
    for by in ("sid", "friendly_name"):
        key = f"known_worker_{by}"
        if key not in raw:
            continue
        if not isinstance(raw[key], str):
            return KnownWorker(by, Literal(None))
        return KnownWorker(by, _operand(raw[key], f"{path}.{key}"))
    return None


def _operand(text: str, path: str) -> Reference | Literal:
    from chalicelib.routing.grammar import read_operand

    if re.fullmatch(r"WK[0-9a-f]{32}", text):
        return Literal(text)
    try:
        found = read_operand(text)
    except ExpressionError as error:
        raise WorkflowError(path, error.message) from None
    if isinstance(found, Reference | Literal):
        return found
    raise WorkflowError(path, "must be an attribute of the task, such as task.agent_sid")


def _expression(raw: Mapping[str, Any], key: str, path: str) -> str | None:
    text = raw.get(key)
    if text is None or text == "":
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
        number = int(value)  # older configurations write numbers as strings
    except (TypeError, ValueError):
        raise WorkflowError(f"{path}.{key}", "must be a whole number") from None
    if not least <= number <= most:
        raise WorkflowError(f"{path}.{key}", f"must be between {least} and {most}")
    return number


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
