"""/Workspaces/{}/Tasks: those that come from outside, and the contacts of the center's own channels."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from pydantic import Field

from chalicelib import calls, routing
from chalicelib.problems import Conflict, Invalid, NotFound
from chalicelib.routing import Task, TaskStatus, is_foreign
from chalicelib.taskrouter import store
from chalicelib.taskrouter.channels import DEFAULT, channel
from chalicelib.taskrouter.figures import open_tasks, recently_ended
from chalicelib.taskrouter.json_text import in_order, json_object
from chalicelib.taskrouter.names import names
from chalicelib.taskrouter.present import task_json
from chalicelib.taskrouter.references import named
from chalicelib.taskrouter.resources.task_filters import ENDED, ListTasks, may_be_ended, wanted
from chalicelib.taskrouter.resources.task_targets import target_of
from chalicelib.taskrouter.sids import derived, fresh
from chalicelib.taskrouter.statistics import DELETED
from chalicelib.taskrouter.task_notes import TaskNote, keep, note_of, touch
from chalicelib.taskrouter.workspace import HERE, workspace_sid
from chalicelib.web.twilio_api import TwilioCall, TwilioRoutes, Versioned, iso_date
from chalicelib.web.twilio_forms import TwilioForm
from chalicelib.web.twilio_paging import TwilioPage, page_of

routes = TwilioRoutes(f"{HERE}/Tasks")
_LONGEST_TIMEOUT = 1_209_600
_HIGHEST_PRIORITY = 2**31 - 1
_ORDERS: dict[str, Callable[[Task], Any]] = {
    "DateCreated": lambda one: one.enqueued_at,
    "Priority": lambda one: one.priority,
    "VirtualStartTime": lambda one: one.enqueued_at,
}


class NewTask(TwilioForm):
    """A task to be made."""

    attributes: str = "{}"
    workflow_sid: str | None = None
    task_queue_sid: str | None = None
    task_channel: str = DEFAULT
    priority: int = Field(default=0, ge=0, le=_HIGHEST_PRIORITY)
    timeout: int = Field(default=86400, ge=1, le=_LONGEST_TIMEOUT)
    virtual_start_time: datetime | None = None
    routing_target: str | None = None
    ignore_capacity: bool = False


class TaskForm(TwilioForm):
    """What of a task can be changed."""

    attributes: str | None = None
    assignment_status: TaskStatus | None = None
    reason: str | None = None
    priority: int | None = Field(default=None, ge=0, le=_HIGHEST_PRIORITY)
    task_channel: str | None = None
    virtual_start_time: datetime | None = None


@routes("GET", query=ListTasks)
def list_tasks(call: TwilioCall[TwilioForm, ListTasks]) -> TwilioPage:
    """The tasks that are open, and those that ended in the last five minutes, the oldest first."""
    known = names()
    ended = recently_ended(call.now) if may_be_ended(call.query) else []
    by_age = sorted([*open_tasks(), *ended], key=lambda one: (one.enqueued_at, one.sid))
    found = in_order(filter(wanted(call.query, known), by_age), call.query.ordering, _ORDERS)
    return page_of(
        "tasks", call.query, found, lambda one: one.sid, lambda one: task_json(one, known, call.now)
    )


@routes("POST", body=NewTask, status=201)
def create_task(call: TwilioCall[NewTask, TwilioForm]) -> Versioned:
    """Make a task and offer it; who is reserved for it is asked by the workflow's assignment callback."""
    form, sid = call.body, fresh("WT")
    if form.ignore_capacity:
        raise Invalid("IgnoreCapacity is not supported", field="IgnoreCapacity")
    to = target_of(form.workflow_sid, form.task_queue_sid, form.routing_target)
    chosen, made = named(channel, form.task_channel, "TaskChannel"), str(iso_date(call.now))
    attributes = json_object(form.attributes, "Attributes")
    keep(sid, TaskNote(made, made, form.timeout, chosen.unique_name, form.routing_target), call.now)
    outcome = routing.create_task(
        sid,
        contact_id=sid,
        workflow_sid=to.workflow_sid,
        queue=to.queue,
        worker_sid=to.worker_sid,
        attributes=attributes,
        priority=form.priority,
        timeout_seconds=form.timeout,
        channel=chosen.line,
        **_started(form.virtual_start_time),
        now=call.now,
    )
    calls.run(outcome, call.now)
    return shown(sid, call.now)


@routes("GET", "/{task_sid}")
def fetch_task(call: TwilioCall[TwilioForm, TwilioForm]) -> Versioned:
    """One task."""
    return shown(call.path["task_sid"], call.now)


@routes("POST", "/{task_sid}", body=TaskForm)
def update_task(call: TwilioCall[TaskForm, TwilioForm]) -> Versioned:
    """Change a task's attributes or priority, or move it on: canceled, wrapping, completed."""
    form, task = call.body, task_with(call.path["task_sid"])
    call.require_version(version_of(task))
    if form.has("attributes", "priority", "task_channel", "virtual_start_time"):
        _revise(task, form, call.now)
    if form.assignment_status and form.assignment_status != task.status:
        _move(task, form.assignment_status, form.reason or "", call.now)
    touch(task, call.now)
    return shown(task.sid, call.now)


@routes("DELETE", "/{task_sid}")
def delete_task(call: TwilioCall[TwilioForm, TwilioForm]) -> None:
    """Take a task out, whoever has it; a call that an agent is in is not cut off (Conflict)."""
    task = task_with(call.path["task_sid"])
    call.require_version(version_of(task))
    if task.status in (TaskStatus.PENDING, TaskStatus.RESERVED):
        _cancel(task, DELETED, call.now)
    elif task.status not in ENDED:
        _complete(task, call.now)
    store.mark_once(_deleted(task.sid), call.now)


def task_with(sid: str) -> Task:
    """The task with this sid; NotFound also when it was deleted."""
    task = routing.task(sid)
    if task.status in ENDED and store.is_marked(_deleted(sid)):
        raise NotFound(f"There is no task {sid}.")
    return task


def shown(sid: str, now: datetime) -> Versioned:
    """A task with its version."""
    task = task_with(sid)
    return Versioned(task_json(task, names(), now), version_of(task))


def version_of(task: Task) -> str:
    """Changes with everything that a client can see change."""
    attributes = sorted(task.attributes.items())
    seen = (attributes, task.priority, task.reservation_sid, task.enqueued_at, task.channel)
    return derived("", task.sid, task.status, *map(str, seen))


def _started(virtual_start_time: datetime | None) -> dict[str, datetime]:
    return {"enqueued_at": virtual_start_time} if virtual_start_time else {}


def _revise(task: Task, form: TaskForm, now: datetime) -> None:
    """A caller of ours keeps its channel: it is on the telephone."""
    chosen = named(channel, form.task_channel, "TaskChannel") if form.task_channel else None
    if chosen and chosen.line != task.channel and not is_foreign(task.contact_id):
        raise Invalid("A caller's task keeps its TaskChannel", field="TaskChannel")
    changed = routing.update_task(
        task.sid,
        attributes=json_object(form.attributes, "Attributes") if form.attributes is not None else None,
        priority=form.priority,
        enqueued_at=form.virtual_start_time,
        channel=chosen.line if chosen else None,
        now=now,
    )
    if chosen and is_foreign(task.contact_id):
        keep(task.sid, replace(note_of(task), channel=chosen.unique_name), now)
    calls.run(changed, now)


def _move(task: Task, status: TaskStatus, reason: str, now: datetime) -> None:
    match status:
        case TaskStatus.CANCELED:
            if task.status not in (TaskStatus.PENDING, TaskStatus.RESERVED):
                raise _refused("cancel", task, "pending or reserved")
            _cancel(task, reason, now)
        case TaskStatus.WRAPPING:
            if task.status is not TaskStatus.ASSIGNED:
                raise _refused("wrap up", task, "assigned")
            _require_foreign(task)
            routing.wrap_up(str(task.reservation_sid), now)
        case TaskStatus.COMPLETED:
            if task.status not in (TaskStatus.ASSIGNED, TaskStatus.WRAPPING):
                raise _refused("complete", task, "assigned or wrapping")
            _complete(task, now)
        case _:
            raise Invalid(f"AssignmentStatus cannot be set to {status}", field="AssignmentStatus")


def _cancel(task: Task, reason: str, now: datetime) -> None:
    """A caller who waits goes back to the flow; a task from outside is only taken out."""
    if is_foreign(task.contact_id):
        calls.run(routing.cancel_task(task.sid, reason, now), now)
        return
    has_left, outcome = calls.leave_queue(task.contact_id, "system", now)
    if not has_left:
        raise _refused("cancel", task, "pending or reserved")
    calls.run(outcome, now)


def _complete(task: Task, now: datetime) -> None:
    if is_foreign(task.contact_id):
        outcome = routing.finish(str(task.reservation_sid), now)
    else:
        outcome = calls.finish_wrap_up(task.contact_id, str(task.worker_sid), None, None, now)
    calls.run(outcome, now)


def _require_foreign(task: Task) -> None:
    if not is_foreign(task.contact_id):
        raise Conflict(f"Task {task.sid} is a call: it is wrapped up when the call ends")


def _refused(verb: str, task: Task, needed: str) -> Conflict:
    """In TaskRouter's words."""
    return Conflict(
        f"Cannot {verb} task {task.sid} in workspace {workspace_sid()} because it is not {needed}."
    )


def _deleted(sid: str) -> str:
    return f"deleted/{sid}"
