"""Executions by Studio's sids: `FN` and what follows `CT` in the contact's id."""

import json
from datetime import datetime, timedelta
from typing import Any

from chalicelib.ivr import flow_store, store
from chalicelib.ivr.definition import Flow
from chalicelib.ivr.editing.frozen import frozen_draft
from chalicelib.ivr.execution import Status
from chalicelib.ivr.outreach import executions
from chalicelib.ivr.outreach.standing import turn_of
from chalicelib.ivr.store import Execution
from chalicelib.ivr.studio import flows, test_user_store
from chalicelib.problems import Conflict, Invalid, NotFound
from chalicelib.web.twilio_api import TwilioError

# Without a date from which to list; each hour is one read.
LISTED = timedelta(days=7)
LONGEST = timedelta(days=31)
# Twilio: "Flow is not published".
_NOT_PUBLISHED = 20404


def sid_of(execution: Execution) -> str:
    """The execution's own sid."""
    return f"FN{execution.contact_id[2:]}"


def find(flow_sid: str, sid: str) -> Execution:
    """One execution of this flow; NotFound when there is none."""
    problem = NotFound(f"The requested resource /Flows/{flow_sid}/Executions/{sid} was not found")
    if not sid.startswith("FN"):
        raise problem
    try:
        execution = store.fetch(f"CT{sid[2:]}")
    except NotFound:
        raise problem from None
    if execution.flow_sid != flow_sid:
        raise problem
    return execution


def between(flow_sid: str, start: datetime | None, end: datetime | None, now: datetime) -> list[Execution]:
    """The executions that began in the period, newest first; of the last week when no beginning is given."""
    until = end or now + timedelta(seconds=1)
    since = start or until - LISTED
    if until - since > LONGEST:
        raise Invalid("A period is at most 31 days.", field="DateCreatedFrom", rule="period")
    found = [each for each in store.executions_between(since, until) if each.flow_sid == flow_sid]
    return found[::-1]


def start(flow_sid: str, to: str, from_: str, parameters: str, now: datetime) -> Execution:
    """Run the published flow for `to`; its first step is made a moment later."""
    flows.latest(flow_sid)
    flow = _flow_for(flow_sid, to)
    if flow is None:
        raise TwilioError(_NOT_PUBLISHED, "This flow was never published", 404)
    if not flow.widgets[flow.initial_state].leads_on("incomingRequest"):
        raise Conflict("Nothing in this flow follows a REST request: connect the trigger's incomingRequest.")
    trigger = {"To": to, "From": from_, "Parameters": _parameters(parameters)}
    return executions.start(flow, trigger, now)


def end(flow_sid: str, sid: str, now: datetime) -> Execution:
    """End it, if it is not over; its call is hung up."""
    execution = find(flow_sid, sid)
    executions.end(execution.contact_id, now)
    return find(flow_sid, sid)


def delete(flow_sid: str, sid: str, now: datetime) -> None:
    """Forget what came in. An execution that is under way is ended first."""
    execution = end(flow_sid, sid, now)
    store.forget(execution.contact_id)


def status_of(execution: Execution) -> Status:
    """Whether it is under way."""
    return turn_of(execution)[1].state.status


def began_with(execution: Execution) -> dict[str, Any]:
    """What set it going."""
    return dict(execution.inputs[0].params)


def _flow_for(flow_sid: str, address: str) -> Flow | None:
    """A test user's is the draft, if there is one that could be published."""
    draft = frozen_draft(flow_sid) if address in test_user_store.test_users(flow_sid) else None
    return draft or flow_store.latest_flow(flow_sid)


def _parameters(text: str) -> dict[str, Any]:
    try:
        given = json.loads(text)
    except ValueError:
        given = None
    if not isinstance(given, dict):
        raise Invalid("Parameters is a JSON object.", field="Parameters", rule="json")
    return given
