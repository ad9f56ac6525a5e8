"""/Workspaces: there is one, and it can be changed but neither made nor deleted."""

from typing import Any, Literal

from pydantic import Field

from chalicelib.problems import Invalid
from chalicelib.taskrouter import store
from chalicelib.taskrouter.activities import activity
from chalicelib.taskrouter.addresses import require_callback
from chalicelib.taskrouter.events import require_types
from chalicelib.taskrouter.present import workspace_json
from chalicelib.taskrouter.store import Kind
from chalicelib.taskrouter.workspace import HERE, ROOT, workspace, workspace_sid
from chalicelib.web.twilio_api import TwilioCall, TwilioError, TwilioRoutes, iso_date
from chalicelib.web.twilio_forms import TwilioForm
from chalicelib.web.twilio_paging import Paged, TwilioPage, page_of

root = TwilioRoutes(ROOT)
routes = TwilioRoutes(HERE)


class WorkspaceForm(TwilioForm):
    """What of a workspace can be set."""

    friendly_name: str | None = Field(default=None, min_length=1, max_length=64)
    event_callback_url: str | None = None
    events_filter: str | None = None
    multi_task_enabled: bool | None = None
    default_activity_sid: str | None = None
    timeout_activity_sid: str | None = None
    prioritize_queue_order: Literal["FIFO", "LIFO"] | None = None
    template: str | None = None


class ListWorkspaces(Paged):
    """Filters of the list."""

    friendly_name: str | None = None


@root("GET", query=ListWorkspaces)
def list_workspaces(call: TwilioCall[TwilioForm, ListWorkspaces]) -> TwilioPage:
    """The one workspace, if it has that name."""
    one = workspace()
    found = [one] if call.query.friendly_name in (None, one.friendly_name) else []
    return page_of("workspaces", call.query, found, lambda each: each.sid, workspace_json)


@root("POST", body=WorkspaceForm, status=201)
def create_workspace(call: TwilioCall[WorkspaceForm, TwilioForm]) -> dict[str, Any]:
    """Refused: a center is a workspace."""
    raise TwilioError(
        20001, f"This center is one workspace, {workspace_sid()}; change that one instead of making another"
    )


@routes("GET")
def fetch_workspace(call: TwilioCall[TwilioForm, TwilioForm]) -> dict[str, Any]:
    """The workspace."""
    return workspace_json(workspace())


@routes("POST", body=WorkspaceForm)
def update_workspace(call: TwilioCall[WorkspaceForm, TwilioForm]) -> dict[str, Any]:
    """Change its name, its callback, or which events are told."""
    form = call.body
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
    note = store.note_of(Kind.WORKSPACE, workspace_sid())
    store.put_note(Kind.WORKSPACE, workspace_sid(), {"created_at": now, **note, **changes})
    return workspace_json(workspace())


@routes("DELETE")
def delete_workspace(call: TwilioCall[TwilioForm, TwilioForm]) -> None:
    """Refused: the center would be gone."""
    raise TwilioError(20001, "The workspace is this center and cannot be deleted")


def _require_supported(form: WorkspaceForm) -> None:
    """The settings whose other value the engine does not have are refused, not ignored."""
    if form.multi_task_enabled is False:
        raise Invalid("MultiTaskEnabled cannot be turned off", field="MultiTaskEnabled")
    if form.prioritize_queue_order == "LIFO":
        raise Invalid("PrioritizeQueueOrder LIFO is not supported", field="PrioritizeQueueOrder")
    offline = workspace_json(workspace())["default_activity_sid"]
    for name, sid in (
        ("DefaultActivitySid", form.default_activity_sid),
        ("TimeoutActivitySid", form.timeout_activity_sid),
    ):
        if sid and activity(sid).sid != offline:
            raise Invalid(f"{name} is always {offline} here; a queue has its own", field=name)
