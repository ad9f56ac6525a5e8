"""Which tasks a list shows."""

from collections.abc import Callable

from chalicelib import routing
from chalicelib.routing import Task, TaskStatus
from chalicelib.taskrouter.channels import channel
from chalicelib.taskrouter.names import Names
from chalicelib.taskrouter.references import named
from chalicelib.taskrouter.task_notes import note_of
from chalicelib.web.twilio_paging import Paged

ENDED = (TaskStatus.COMPLETED, TaskStatus.CANCELED)


class ListTasks(Paged):
    """Filters of the list."""

    priority: int | None = None
    assignment_status: list[str] | None = None
    workflow_sid: str | None = None
    workflow_name: str | None = None
    task_queue_sid: str | None = None
    task_queue_name: str | None = None
    task_channel: str | None = None
    evaluate_task_attributes: str | None = None
    routing_target: str | None = None
    has_addons: bool | None = None
    ordering: str | None = None


def _statuses(query: ListTasks) -> set[str]:
    return {part for given in query.assignment_status or () for part in given.split(",")}


def may_be_ended(query: ListTasks) -> bool:
    """Whether ended tasks are asked for: finding them reads the log, finding the open ones does not."""
    statuses = _statuses(query)
    return not statuses or bool(statuses & {str(status) for status in ENDED})


def wanted(query: ListTasks, known: Names) -> Callable[[Task], bool]:
    """Whether a task passes every filter."""
    statuses = _statuses(query)
    queues = {name for name in (query.task_queue_name or "").split(",") if name}
    if query.task_queue_sid:
        queues.add(known.queue_name(query.task_queue_sid) or "")
    expression, by_channel = query.evaluate_task_attributes, None
    if query.task_channel:
        by_channel = named(channel, query.task_channel, "TaskChannel").line

    def passes(task: Task) -> bool:
        return (
            query.priority in (None, task.priority)
            and (not statuses or str(task.status) in statuses)
            and query.workflow_sid in (None, task.workflow_sid)
            and query.workflow_name in (None, known.workflow(task.workflow_sid))
            and (not queues or task.queue in queues)
            and by_channel in (None, task.channel)
            and (not expression or routing.matches(expression, {"task": task.attributes, **task.attributes}))
            and not query.has_addons
            and (not query.routing_target or note_of(task).routing_target == query.routing_target)
        )

    return passes
