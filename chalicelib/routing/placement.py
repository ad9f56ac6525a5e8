"""Where a task stands in its workflow, with everything that the step asks for."""

from collections.abc import Mapping
from typing import Any

from chalicelib.problems import Invalid
from chalicelib.routing.catalogue import catalogue, queue_named, workflow_named
from chalicelib.routing.model import TaskQueue
from chalicelib.routing.workflow import Step, Target, first_step, known_worker_of, next_step, target_at
from chalicelib.values import dataclass


@dataclass(frozen=True)
class Placement:
    """A queue and the step that led there; without a workflow there is only the queue."""

    queue: TaskQueue
    target: Target | None = None
    step: Step | None = None
    known_worker: str | None = None
    has_overflowed: bool = False


def chosen_workflow(workflow_sid: str | None, queue: str | None) -> str | None:
    """The workflow of a task: the one named, none when only a queue is named, else the only one there is."""
    if workflow_sid or queue:
        return workflow_sid
    known = catalogue().workflows
    if len(known) != 1:
        raise Invalid("Name a workflow or a queue.", field="workflow_sid", rule="required")
    return known[0].sid


def first_placement(
    workflow_sid: str | None, queue: str | None, attributes: Mapping[str, Any]
) -> Placement | None:
    """Where a new task goes; None when its workflow has no place for it."""
    if workflow_sid is None:
        return Placement(queue_named(queue or ""))
    return _at(workflow_sid, first_step(workflow_named(workflow_sid), attributes), attributes)


def next_placement(
    workflow_sid: str | None, step: Step | None, attributes: Mapping[str, Any], has_only_skipped: bool = False
) -> Placement | None:
    """Where a task goes when its step is over; None when it leaves the workflow."""
    if workflow_sid is None or step is None:
        return None
    found = next_step(workflow_named(workflow_sid), step, attributes, has_only_skipped)
    return _at(workflow_sid, found, attributes)


def target_of(workflow_sid: str | None, step: Step | None) -> Target | None:
    """The target of a step; None without a workflow, or when the workflow no longer has it."""
    if workflow_sid is None or step is None:
        return None
    return target_at(workflow_named(workflow_sid), step)


def _at(workflow_sid: str, step: Step | None, attributes: Mapping[str, Any]) -> Placement | None:
    target = target_of(workflow_sid, step)
    if target is None:
        return None
    known = known_worker_of(target, attributes)
    return Placement(queue_named(target.queue), target, step, known)
