"""Studio's routes under `/v2`, for Twilio's own clients."""

from typing import Any

from chalice import Blueprint

from chalicelib.ivr import flow_store
from chalicelib.ivr.store import Execution
from chalicelib.ivr.studio import executions, flows, present, test_user_store
from chalicelib.ivr.studio.forms import (
    ExecutionChangeForm,
    ExecutionForm,
    FlowChangeForm,
    FlowForm,
    ListExecutions,
    TestUsersForm,
)
from chalicelib.ivr.studio.steps import Step, context_after, steps_of
from chalicelib.ivr.telling import FlowAddresses
from chalicelib.problems import NotFound
from chalicelib.web.twilio_api import TwilioCall, twilio_route
from chalicelib.web.twilio_forms import TwilioForm
from chalicelib.web.twilio_paging import Paged, TwilioPage, page_of

bp = Blueprint(__name__)
Call = TwilioCall[TwilioForm, TwilioForm]
ListCall = TwilioCall[TwilioForm, Paged]
Shown = dict[str, Any]
FLOW = "/v2/Flows/{sid}"
EXECUTIONS = "/v2/Flows/{sid}/Executions"
EXECUTION = f"{EXECUTIONS}/{{execution_sid}}"


@twilio_route(bp, "GET", "/v2/Flows", query=Paged)
def list_flows(call: ListCall) -> TwilioPage:
    """Every flow, by name, without its definition."""
    return page_of("flows", call.query, flows.flows(), sid=lambda each: each.sid, present=present.flow)


@twilio_route(bp, "POST", "/v2/Flows", body=FlowForm, status=201)
def create_flow(call: TwilioCall[FlowForm, TwilioForm]) -> Shown:
    """A new flow, as a draft or published."""
    form = call.body
    name, note = form.friendly_name, form.commit_message
    return present.flow(flows.create(name, form.status, form.definition, note, form.author_sid, call.now))


@twilio_route(bp, "POST", "/v2/Flows/Validate", body=FlowForm)
def validate_flow(call: TwilioCall[FlowForm, TwilioForm]) -> Shown:
    """`{"valid": true}`, or 400 with every place and reason; nothing is stored."""
    if found := flows.problems_of(call.body.definition):
        raise flows.InvalidDefinition(found)
    return {"valid": True}


@twilio_route(bp, "GET", FLOW)
def read_flow(call: Call) -> Shown:
    """A flow at its latest revision."""
    return present.flow(flows.latest(call.path["sid"]))


@twilio_route(bp, "POST", FLOW, body=FlowChangeForm)
def change_flow(call: TwilioCall[FlowChangeForm, TwilioForm]) -> Shown:
    """The next revision, as a draft or published."""
    form = call.body
    changed = flows.change(
        call.path["sid"],
        form.friendly_name,
        form.status,
        form.definition,
        form.commit_message,
        form.author_sid,
        call.now,
    )
    return present.flow(changed)


@twilio_route(bp, "DELETE", FLOW)
def delete_flow(call: Call) -> None:
    """409 while a number is answered by it."""
    flows.delete(call.path["sid"], call.now)


@twilio_route(bp, "GET", f"{FLOW}/Revisions", query=Paged)
def list_revisions(call: ListCall) -> TwilioPage:
    """Newest first, without their definitions."""
    found = flows.revisions(call.path["sid"])
    return page_of(
        "revisions", call.query, found, sid=lambda each: str(each.number), present=present.flow_revision
    )


@twilio_route(bp, "GET", f"{FLOW}/Revisions/{{revision}}")
def read_revision(call: Call) -> Shown:
    """By number, `LatestPublished` or `LatestRevision`."""
    return present.flow_revision(flows.revision(call.path["sid"], call.path["revision"]))


@twilio_route(bp, "GET", f"{FLOW}/TestUsers")
def read_test_users(call: Call) -> Shown:
    """Who tries the draft."""
    sid = flows.latest(call.path["sid"]).sid
    return present.test_users(sid, test_user_store.test_users(sid))


@twilio_route(bp, "POST", f"{FLOW}/TestUsers", body=TestUsersForm)
def put_test_users(call: TwilioCall[TestUsersForm, TwilioForm]) -> Shown:
    """Replace them all."""
    sid = flows.latest(call.path["sid"]).sid
    test_user_store.put_test_users(sid, call.body.test_users)
    return present.test_users(sid, call.body.test_users)


@twilio_route(bp, "GET", EXECUTIONS, query=ListExecutions)
def list_executions(call: TwilioCall[TwilioForm, ListExecutions]) -> TwilioPage:
    """Newest first; of the last week when no date is given."""
    query, sid = call.query, flows.latest(call.path["sid"]).sid
    found = executions.between(sid, query.date_created_from, query.date_created_to, call.now)
    return page_of("executions", query, found, sid=executions.sid_of, present=_execution)


@twilio_route(bp, "POST", EXECUTIONS, body=ExecutionForm, status=201)
def create_execution(call: TwilioCall[ExecutionForm, TwilioForm]) -> Shown:
    """Run the flow for `To`."""
    form = call.body
    return _execution(executions.start(call.path["sid"], form.to, form.from_, form.parameters, call.now))


@twilio_route(bp, "GET", EXECUTION)
def read_execution(call: Call) -> Shown:
    """One execution, of a call, a message or a request."""
    return _execution(_found(call))


@twilio_route(bp, "POST", EXECUTION, body=ExecutionChangeForm)
def change_execution(call: TwilioCall[ExecutionChangeForm, TwilioForm]) -> Shown:
    """`Status=ended` ends it; `active` leaves it as it is."""
    if call.body.status == "active":
        return _execution(_found(call))
    return _execution(executions.end(call.path["sid"], call.path["execution_sid"], call.now))


@twilio_route(bp, "DELETE", EXECUTION)
def delete_execution(call: Call) -> None:
    """With its steps; the contact's log stays."""
    executions.delete(call.path["sid"], call.path["execution_sid"], call.now)


@twilio_route(bp, "GET", f"{EXECUTION}/Context")
def read_context(call: Call) -> Shown:
    """What templates can name now, without secrets."""
    execution = _found(call)
    flow = flow_store.flow_at(execution.flow_sid, execution.revision)
    addresses = FlowAddresses(execution.contact_id, flow.has_secrets)
    context = context_after(flow, execution.contact_id, execution.inputs, addresses)
    return present.execution_context(execution, context)


@twilio_route(bp, "GET", f"{EXECUTION}/Steps", query=Paged)
def list_steps(call: ListCall) -> TwilioPage:
    """Newest first."""
    execution = _found(call)
    taken = _steps(execution)[::-1]
    return page_of(
        "steps",
        call.query,
        taken,
        sid=lambda each: each.sid,
        present=lambda each: present.step(execution, each),
    )


@twilio_route(bp, "GET", f"{EXECUTION}/Steps/{{step_sid}}")
def read_step(call: Call) -> Shown:
    """One edge that was taken."""
    return present.step(*_step(call))


@twilio_route(bp, "GET", f"{EXECUTION}/Steps/{{step_sid}}/Context")
def read_step_context(call: Call) -> Shown:
    """What templates could name then, without secrets."""
    return present.step_context(*_step(call))


def _found(call: TwilioCall[Any, Any]) -> Execution:
    return executions.find(call.path["sid"], call.path["execution_sid"])


def _execution(execution: Execution) -> Shown:
    return present.execution(execution, executions.status_of(execution))


def _steps(execution: Execution) -> list[Step]:
    flow = flow_store.flow_at(execution.flow_sid, execution.revision)
    addresses = FlowAddresses(execution.contact_id, flow.has_secrets)
    return steps_of(flow, execution.contact_id, execution.inputs, addresses)


def _step(call: TwilioCall[Any, Any]) -> tuple[Execution, Step]:
    execution, sid = _found(call), call.path["step_sid"]
    for step in _steps(execution):
        if step.sid == sid:
            return execution, step
    raise NotFound(f"The requested resource /Steps/{sid} was not found")
