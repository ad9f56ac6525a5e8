"""Where a new task goes first: its workflow, a queue, or one worker."""

from dataclasses import dataclass

from chalicelib import routing
from chalicelib.problems import Invalid
from chalicelib.taskrouter.references import named
from chalicelib.taskrouter.resources.task_queues import queue_with
from chalicelib.taskrouter.resources.workflows import workflow_with

_FIELD = "RoutingTarget"


@dataclass(frozen=True)
class Target:
    """`queue` by its name; nothing at all is the only workflow there is."""

    workflow_sid: str | None = None
    queue: str | None = None
    worker_sid: str | None = None


def target_of(workflow_sid: str | None, queue_sid: str | None, routing_target: str | None) -> Target:
    """What the parameters name, the RoutingTarget before the others; Invalid for what is not there."""
    if routing_target:
        return _routing_target(routing_target)
    return Target(
        workflow_sid=named(workflow_with, workflow_sid, "WorkflowSid").sid if workflow_sid else None,
        queue=named(queue_with, queue_sid, "TaskQueueSid").friendly_name if queue_sid else None,
    )


def _routing_target(sid: str) -> Target:
    if sid.startswith("WW"):
        return Target(workflow_sid=named(workflow_with, sid, _FIELD).sid)
    if sid.startswith("WQ"):
        return Target(queue=named(queue_with, sid, _FIELD).friendly_name)
    worker = named(routing.worker, sid, _FIELD)
    if not worker.queues:
        raise Invalid(f"RoutingTarget {sid} serves no TaskQueue", field=_FIELD, rule="queue")
    return Target(queue=worker.queues[0], worker_sid=worker.sid)
