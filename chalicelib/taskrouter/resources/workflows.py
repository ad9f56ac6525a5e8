"""/Workspaces/{}/Workflows"""

from typing import Any

from pydantic import Field

from chalicelib import calls, routing
from chalicelib.problems import Conflict, NotFound
from chalicelib.routing import WorkflowDefinition
from chalicelib.taskrouter import store
from chalicelib.taskrouter.addresses import require_callback
from chalicelib.taskrouter.json_text import json_object
from chalicelib.taskrouter.notes import WorkflowNote, read_note
from chalicelib.taskrouter.present import workflow_json
from chalicelib.taskrouter.sids import fresh
from chalicelib.taskrouter.store import Kind
from chalicelib.taskrouter.workspace import HERE
from chalicelib.web.twilio_api import TwilioCall, TwilioRoutes, iso_date
from chalicelib.web.twilio_forms import TwilioForm
from chalicelib.web.twilio_paging import Paged, TwilioPage, page_of

routes = TwilioRoutes(f"{HERE}/Workflows")
_LONGEST_CONFIGURATION = 1_038_576
DEFAULT_RESERVATION_SECONDS = 120


class WorkflowForm(TwilioForm):
    """What of a workflow can be set."""

    friendly_name: str | None = Field(default=None, min_length=1, max_length=64)
    configuration: str | None = None
    assignment_callback_url: str | None = None
    fallback_assignment_callback_url: str | None = None
    task_reservation_timeout: int | None = Field(default=None, ge=1, le=86400)
    re_evaluate_tasks: bool | None = None


class NewWorkflow(WorkflowForm):
    """A workflow to be made."""

    friendly_name: str = Field(min_length=1, max_length=64)
    configuration: str


class ListWorkflows(Paged):
    """Filters of the list."""

    friendly_name: str | None = None


@routes("GET", query=ListWorkflows)
def list_workflows(call: TwilioCall[TwilioForm, ListWorkflows]) -> TwilioPage:
    """The workflows, by name."""
    wanted, noted = call.query.friendly_name, store.notes(Kind.WORKFLOW)
    found = [one for one in routing.workflows() if wanted in (None, one.friendly_name)]
    return page_of(
        "workflows",
        call.query,
        found,
        lambda one: one.sid,
        lambda one: workflow_json(one, read_note(WorkflowNote, noted.get(one.sid, {}))),
    )


@routes("POST", body=NewWorkflow, status=201)
def create_workflow(call: TwilioCall[NewWorkflow, TwilioForm]) -> dict[str, Any]:
    """Make a workflow; a configuration that cannot be read is refused with the place of the fault."""
    if any(one.friendly_name == call.body.friendly_name for one in routing.workflows()):
        raise Conflict(f"A Workflow with the FriendlyName {call.body.friendly_name} already exists")
    made = WorkflowDefinition(fresh("WW"), call.body.friendly_name, {}, DEFAULT_RESERVATION_SECONDS)
    return _save(made, call.body, call, {"created_at": iso_date(call.now)})


@routes("GET", "/{workflow_sid}")
def fetch_workflow(call: TwilioCall[TwilioForm, TwilioForm]) -> dict[str, Any]:
    """One workflow."""
    return _shown(workflow_with(call.path["workflow_sid"]))


@routes("POST", "/{workflow_sid}", body=WorkflowForm)
def update_workflow(call: TwilioCall[WorkflowForm, TwilioForm]) -> dict[str, Any]:
    """Change a workflow. Tasks that wait keep their step and take the new rules at the next, unless
    ReEvaluateTasks sends them through it from the beginning."""
    before = workflow_with(call.path["workflow_sid"])
    saved = _save(before, call.body, call, store.note_of(Kind.WORKFLOW, before.sid))
    if call.body.re_evaluate_tasks:
        calls.run(routing.re_evaluate_tasks(before.sid, call.now), call.now)
    return saved


@routes("DELETE", "/{workflow_sid}")
def delete_workflow(call: TwilioCall[TwilioForm, TwilioForm]) -> None:
    """Remove a workflow; its tasks stay in their queue."""
    one = workflow_with(call.path["workflow_sid"])
    routing.delete_workflow(one.sid)
    store.forget_note(Kind.WORKFLOW, one.sid)


def workflow_with(sid: str) -> WorkflowDefinition:
    """The workflow with this sid; NotFound."""
    found = next((one for one in routing.workflows() if one.sid == sid), None)
    if found is None:
        raise NotFound(f"There is no workflow {sid}.")
    return found


def _save(
    before: WorkflowDefinition, form: WorkflowForm, call: TwilioCall[Any, Any], note: dict[str, Any]
) -> dict[str, Any]:
    for name in ("AssignmentCallbackUrl", "FallbackAssignmentCallbackUrl"):
        url = form.assignment_callback_url if name[0] == "A" else form.fallback_assignment_callback_url
        if url is not None:
            require_callback(url, name)
    given = before.configuration
    if form.configuration is not None:
        given = json_object(form.configuration, "Configuration", _LONGEST_CONFIGURATION)
    noted = ("assignment_callback_url", "fallback_assignment_callback_url")
    changes = {name: value for name in noted if (value := getattr(form, name)) is not None}
    saved = WorkflowDefinition(
        before.sid,
        form.friendly_name or before.friendly_name,
        given,
        form.task_reservation_timeout or before.reservation_seconds,
    )
    routing.define_workflow(saved)
    store.put_note(Kind.WORKFLOW, saved.sid, {**note, **changes, "updated_at": iso_date(call.now)})
    return _shown(saved)


def _shown(one: WorkflowDefinition) -> dict[str, Any]:
    return workflow_json(one, read_note(WorkflowNote, store.note_of(Kind.WORKFLOW, one.sid)))
