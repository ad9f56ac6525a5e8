"""Queues and workflows over HTTP: who serves them, how agents are chosen, who goes first, what overflows."""

import hashlib
from collections.abc import Callable
from dataclasses import asdict
from urllib.parse import unquote

from chalice import Blueprint

from chalicelib import calls, people, routing
from chalicelib.desk.queues.schemas import QueueIn, QueueOut, WorkflowIn, WorkflowOut
from chalicelib.problems import Invalid, NotFound
from chalicelib.routing import ExpressionError, TaskQueue, WorkflowDefinition
from chalicelib.web import Call, Page, Permission, route

bp = Blueprint(__name__)
LONGEST_NAME = 64


@route(
    bp, "GET", "/routing/queues", permission=Permission.FLOWS_READ, returns=Page[QueueOut],
    summary="The queues and their rules", tag="routing",
)  # fmt: skip
def list_queues(_: Call) -> Page[QueueOut]:
    """By name."""
    return Page(items=[QueueOut.of(queue) for queue in routing.queues()])


@route(
    bp, "PUT", "/routing/queues/{name}", permission=Permission.FLOWS_WRITE, body=QueueIn, returns=QueueOut,
    summary="Make or change a queue", tag="routing",
)  # fmt: skip
def put_queue(call: Call) -> QueueOut:
    """Agents who now match serve it at once, and calls that waited for them are offered."""
    name = _name(call)
    before = _queue(name)
    wanted = call.body.queue(before.sid if before else _sid("WQ", name), name)
    _naming_the_field("target_workers", lambda: calls.run(routing.define_queue(wanted, call.now), call.now))
    known = asdict(before) if before else None
    people.audit(call.identity, "queue.changed", f"queue:{name}", known, asdict(wanted), call.now)
    return QueueOut.of(wanted)


@route(
    bp, "DELETE", "/routing/queues/{name}", permission=Permission.FLOWS_WRITE,
    summary="Remove a queue that nothing names and nobody waits in", tag="routing",
)  # fmt: skip
def remove_queue(call: Call) -> None:
    """409 while it is in use."""
    name = _name(call)
    before = _queue(name)
    if before is None:
        raise NotFound(f"There is no queue {name}.")
    routing.delete_queue(before.sid, call.now)
    people.audit(call.identity, "queue.removed", f"queue:{name}", asdict(before), None, call.now)


@route(
    bp, "GET", "/routing/workflows", permission=Permission.FLOWS_READ, returns=Page[WorkflowOut],
    summary="The workflows", tag="routing",
)  # fmt: skip
def list_workflows(_: Call) -> Page[WorkflowOut]:
    """By name."""
    return Page(items=[_shown(workflow) for workflow in routing.workflows()])


@route(
    bp, "PUT", "/routing/workflows/{name}", permission=Permission.FLOWS_WRITE, body=WorkflowIn,
    returns=WorkflowOut, summary="Make or change a workflow", tag="routing",
)  # fmt: skip
def put_workflow(call: Call) -> WorkflowOut:
    """The next task goes by it; an error names the path in the configuration."""
    name = _name(call)
    before = _workflow(name)
    sid = before.sid if before else _sid("WW", name)
    wanted = WorkflowDefinition(sid, name, call.body.configuration)
    routing.define_workflow(wanted)
    known = asdict(before) if before else None
    people.audit(call.identity, "workflow.changed", f"workflow:{name}", known, asdict(wanted), call.now)
    return _shown(wanted)


@route(
    bp, "DELETE", "/routing/workflows/{name}", permission=Permission.FLOWS_WRITE,
    summary="Remove a workflow", tag="routing",
)  # fmt: skip
def remove_workflow(call: Call) -> None:
    """Tasks that are in it stay where they have come to."""
    name = _name(call)
    before = _workflow(name)
    if before is None:
        raise NotFound(f"There is no workflow {name}.")
    routing.delete_workflow(before.sid)
    people.audit(call.identity, "workflow.removed", f"workflow:{name}", asdict(before), None, call.now)


def _name(call: Call) -> str:
    name = unquote(call.path["name"]).strip()
    if not 0 < len(name) <= LONGEST_NAME or "/" in name:
        raise Invalid(f"A name has 1 to {LONGEST_NAME} characters and no slash.", field="name", rule="name")
    return name


def _queue(name: str) -> TaskQueue | None:
    return next((queue for queue in routing.queues() if queue.friendly_name == name), None)


def _workflow(name: str) -> WorkflowDefinition | None:
    return next((each for each in routing.workflows() if each.friendly_name == name), None)


def _shown(workflow: WorkflowDefinition) -> WorkflowOut:
    return WorkflowOut(
        sid=workflow.sid, name=workflow.friendly_name, configuration=dict(workflow.configuration)
    )


def _naming_the_field(field: str, command: Callable[[], None]) -> None:
    try:
        command()
    except ExpressionError as error:
        raise Invalid(f"{field}: {error.message}", field=field, rule="expression") from None


def _sid(prefix: str, name: str) -> str:
    """The same SID for the same name, so that making it twice at once makes one."""
    return prefix + hashlib.sha256(name.encode()).hexdigest()[:32]
