"""/Workspaces: there is one. It is taken over instead of made, and given back instead of deleted."""

from typing import Any, Literal

from pydantic import Field

from chalicelib import calls, routing
from chalicelib.problems import Conflict, Invalid
from chalicelib.routing import ActivityName, WorkflowDefinition
from chalicelib.taskrouter import store
from chalicelib.taskrouter.activities import activities, activity_named, add_activity, own
from chalicelib.taskrouter.addresses import require_callback
from chalicelib.taskrouter.events import require_types
from chalicelib.taskrouter.present import workspace_json
from chalicelib.taskrouter.resources.task_queues import new_queue, rona_activity
from chalicelib.taskrouter.resources.workflows import DEFAULT_RESERVATION_SECONDS
from chalicelib.taskrouter.sids import fresh
from chalicelib.taskrouter.store import Kind
from chalicelib.taskrouter.workspace import HERE, ROOT, workspace, workspace_sid
from chalicelib.values import replace
from chalicelib.web.twilio_api import TwilioCall, TwilioRoutes, iso_date
from chalicelib.web.twilio_forms import TwilioForm
from chalicelib.web.twilio_paging import Paged, TwilioPage, page_of

root = TwilioRoutes(ROOT)
routes = TwilioRoutes(HERE)
_FIFO = "FIFO"
_UNAVAILABLE = "Unavailable"


class WorkspaceForm(TwilioForm):
    """What of a workspace can be set."""

    friendly_name: str | None = Field(default=None, min_length=1, max_length=64)
    event_callback_url: str | None = None
    events_filter: str | None = None
    multi_task_enabled: bool | None = None
    default_activity_sid: str | None = None
    timeout_activity_sid: str | None = None
    prioritize_queue_order: Literal["FIFO", "LIFO"] | None = None


class NewWorkspace(WorkspaceForm):
    """The workspace to be taken over."""

    friendly_name: str = Field(min_length=1, max_length=64)
    template: Literal["", "NONE", "FIFO"] | None = None


class ListWorkspaces(Paged):
    """Filters of the list."""

    friendly_name: str | None = None


@root("GET", query=ListWorkspaces)
def list_workspaces(call: TwilioCall[TwilioForm, ListWorkspaces]) -> TwilioPage:
    """The one workspace, if it has that name."""
    one = workspace()
    found = [one] if call.query.friendly_name in (None, one.friendly_name) else []
    return page_of("workspaces", call.query, found, lambda each: each.sid, workspace_json)


@root("POST", body=NewWorkspace, status=201)
def create_workspace(call: TwilioCall[NewWorkspace, TwilioForm]) -> dict[str, Any]:
    """Take the one workspace over: it gets the name and the settings, and keeps what is in it. Conflict when
    it has been given another name before."""
    given = store.note_of(Kind.WORKSPACE, workspace_sid()).get("friendly_name")
    if given not in (None, call.body.friendly_name):
        raise Conflict(
            f"A center is one workspace: {workspace_sid()} is {given} already. Change it, or delete it first"
        )
    shown = _save(call.body, call)
    # What a new workspace begins with, beside Offline and Available, which are the center's own.
    if all(one.friendly_name != _UNAVAILABLE for one in activities()):
        add_activity(_UNAVAILABLE, available=False, at=str(iso_date(call.now)))
    if call.body.template == _FIFO:
        _fill(call)
    return shown


@routes("GET")
def fetch_workspace(call: TwilioCall[TwilioForm, TwilioForm]) -> dict[str, Any]:
    """The workspace."""
    return workspace_json(workspace())


@routes("POST", body=WorkspaceForm)
def update_workspace(call: TwilioCall[WorkspaceForm, TwilioForm]) -> dict[str, Any]:
    """Change its name, its callback, which events are told, or what new and unanswering workers become."""
    return _save(call.body, call)


@routes("DELETE")
def delete_workspace(call: TwilioCall[TwilioForm, TwilioForm]) -> None:
    """Forget its name and settings. Conflict while something is defined in it: a center is not emptied by one
    request."""
    there = {
        "TaskQueues": len(routing.queues()),
        "Workflows": len(routing.workflows()),
        "Workers": len(routing.workers()),
    }
    if any(there.values()):
        counted = ", ".join(f"{count} {what}" for what, count in there.items() if count)
        raise Conflict(f"The workspace is this center and still has {counted}: delete these first")
    store.forget_note(Kind.WORKSPACE, workspace_sid())


def _save(form: WorkspaceForm, call: TwilioCall[Any, Any]) -> dict[str, Any]:
    _require_supported(form)
    now = iso_date(call.now)
    changes: dict[str, Any] = {"updated_at": now}
    if form.friendly_name:
        changes["friendly_name"] = form.friendly_name
    if form.event_callback_url is not None:
        require_callback(form.event_callback_url, "EventCallbackUrl")
        changes["event_callback_url"] = form.event_callback_url
    if form.events_filter is not None:
        changes["events_filter"] = require_types(form.events_filter)
    if form.prioritize_queue_order:
        routing.prioritize(routing.TaskOrder(form.prioritize_queue_order))
        changes["prioritize_queue_order"] = form.prioritize_queue_order
    if form.default_activity_sid:
        changes["default_activity_sid"] = activity_named(form.default_activity_sid, "DefaultActivitySid").sid
    if form.timeout_activity_sid:
        _change_timeout_activity(form.timeout_activity_sid, call)
        changes["timeout_activity_sid"] = form.timeout_activity_sid
    note = store.note_of(Kind.WORKSPACE, workspace_sid())
    store.put_note(Kind.WORKSPACE, workspace_sid(), {"created_at": now, **note, **changes})
    return workspace_json(workspace())


def _change_timeout_activity(sid: str, call: TwilioCall[Any, Any]) -> None:
    """Queues that do as the workspace did do as it does now; one with an activity of its own keeps it."""
    now_do = rona_activity(activity_named(sid, "TimeoutActivitySid"))
    did = rona_activity(activity_named(workspace().timeout_activity_sid or own(ActivityName.OFFLINE).sid))
    noted = store.notes(Kind.QUEUE)
    for queue in routing.queues():
        if queue.sid in noted and queue.rona_activity == did != now_do:
            calls.run(routing.define_queue(replace(queue, rona_activity=now_do), call.now), call.now)


def _fill(call: TwilioCall[Any, Any]) -> None:
    """The template FIFO: one queue for everybody, and the workflow into it, unless it has some already."""
    if routing.queues() or routing.workflows():
        return
    queue, at = new_queue(fresh("WQ"), "Sample Queue"), iso_date(call.now)
    calls.run(routing.define_queue(queue, call.now), call.now)
    document = {"task_routing": {"filters": [], "default_filter": {"queue": queue.sid}}}
    workflow = WorkflowDefinition(fresh("WW"), "Default Fifo Workflow", document, DEFAULT_RESERVATION_SECONDS)
    routing.define_workflow(workflow)
    for kind, sid in ((Kind.QUEUE, queue.sid), (Kind.WORKFLOW, workflow.sid)):
        store.put_note(kind, sid, {"created_at": at, "updated_at": at})


def _require_supported(form: WorkspaceForm) -> None:
    """A setting whose other value the engine does not have is refused, not ignored."""
    if form.multi_task_enabled is False:
        raise Invalid("MultiTaskEnabled cannot be turned off", field="MultiTaskEnabled")
