"""The flow editor's routes: work on flows, try them out, see how they do."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from chalice import Blueprint

from chalicelib.ivr import flow_store, functions, store
from chalicelib.ivr.definition import Flow, read_flow
from chalicelib.ivr.editing import drafts, schemas
from chalicelib.ivr.editing.semantic_diff import changes_between
from chalicelib.ivr.editing.store import Draft, find_draft
from chalicelib.ivr.editing.widget_forms import conditions, groups, widget_forms
from chalicelib.ivr.execution import FunctionCall
from chalicelib.ivr.faults import FlowProblem
from chalicelib.ivr.indicators import indicators
from chalicelib.ivr.journal import NodeVisit, path_of
from chalicelib.ivr.publish import sounds_secret
from chalicelib.ivr.simulation import Given, Rehearsal
from chalicelib.ivr.telling import FlowAddresses
from chalicelib.ivr.validation import place_of, validate
from chalicelib.problems import FieldProblem, Invalid, NotFound
from chalicelib.web import Call, Page, Permission, route

bp = Blueprint(__name__)
_LONGEST = timedelta(days=31)


@route(bp, "GET", "/flows", permission=Permission.FLOWS_READ, returns=Page[schemas.FlowLineOut],
       summary="The flows, published and in the making", tag="flows")  # fmt: skip
def list_flows(_: Call) -> Page[schemas.FlowLineOut]:
    """By name."""
    return Page(items=[schemas.FlowLineOut.model_validate(line) for line in drafts.lines()])


@route(bp, "POST", "/flows", permission=Permission.FLOWS_WRITE, body=schemas.FlowIn,
       returns=schemas.FlowOut, status=201, summary="Begin a flow", tag="flows")  # fmt: skip
def create_flow(call: Call) -> schemas.FlowOut:
    """As a draft; 409 when the name is taken."""
    body = call.body
    return _flow(drafts.create(body.name, body.definition, body.note, call.identity, call.now).sid)


@route(bp, "GET", "/flows/widgets", permission=Permission.FLOWS_READ, returns=schemas.CatalogueOut,
       summary="What the editor makes its forms from", tag="flows")  # fmt: skip
def read_catalogue(_: Call) -> schemas.CatalogueOut:
    """Widgets, their properties and events, the tests of a split, and the functions a flow may ask."""
    return schemas.CatalogueOut.model_validate(
        {
            "widgets": widget_forms(),
            "conditions": conditions(),
            "groups": groups(),
            "functions": functions.described(),
        },
        from_attributes=True,
    )


@route(bp, "POST", "/flows/validate", permission=Permission.FLOWS_READ, body=schemas.ValidateIn,
       returns=schemas.ValidateOut, summary="Check a flow definition", tag="flows")  # fmt: skip
def validate_flow(call: Call) -> schemas.ValidateOut:
    """Every problem with its place; nothing is stored."""
    errors = _problems(_text(call.body.definition), call.body.channel)
    return schemas.ValidateOut(valid=not errors, errors=errors)


@route(bp, "POST", "/flows/simulate", permission=Permission.FLOWS_READ, body=schemas.SimulateIn,
       returns=schemas.SimulationOut, summary="Try a flow with a caller on paper", tag="flows")  # fmt: skip
def simulate_flow(call: Call) -> schemas.SimulationOut:
    """422 with the problems of a definition that is not valid. No call is made and no service asked; our
    own functions answer, unless the inputs hold an answer."""
    body, text = call.body, _text(call.body.definition)
    if found := validate(text):
        fields = tuple(FieldProblem(each.path, "flow", each.message) for each in found)
        raise Invalid("This definition is not valid.", fields=fields)
    addresses = FlowAddresses("CT" + "0" * 32, is_secret=False)
    flow = _rehearsed(text, body.flow_sid)
    rehearsal = Rehearsal(flow, body.now or call.now, _asked, addresses=addresses)
    given = [Given(each.kind, each.value) for each in body.inputs]
    rehearsal.run(_beginning(body), given, body.language)
    return _simulation(rehearsal, len(given))


@route(bp, "GET", "/flows/{sid}", permission=Permission.FLOWS_READ, returns=schemas.FlowOut,
       summary="One flow, with what answers and what is drafted", tag="flows")  # fmt: skip
def read_one(call: Call) -> schemas.FlowOut:
    """Both definitions to the byte."""
    return _flow(call.path["sid"])


@route(bp, "PUT", "/flows/{sid}/draft", permission=Permission.FLOWS_WRITE, body=schemas.DraftIn,
       returns=schemas.DraftOut, summary="Keep work on a flow", tag="flows")  # fmt: skip
def save_draft(call: Call) -> schemas.DraftOut:
    """Kept to the byte, valid or not; its problems come back with it. 409 when somebody else saved."""
    body = call.body
    saved = drafts.save(call.path["sid"], body.definition, body.note, body.version, call.identity, call.now)
    return _draft(saved)


@route(bp, "DELETE", "/flows/{sid}/draft", permission=Permission.FLOWS_WRITE,
       summary="Throw a draft away", tag="flows")  # fmt: skip
def discard_draft(call: Call) -> None:
    """What is published stays."""
    drafts.discard(call.path["sid"], call.identity, call.now)


@route(bp, "POST", "/flows/{sid}/publish", permission=Permission.FLOWS_WRITE, body=schemas.PublishIn,
       returns=schemas.RevisionOut, summary="Publish the draft", tag="flows")  # fmt: skip
def publish_draft(call: Call) -> schemas.RevisionOut:
    """The next call follows it; calls under way finish on their revision. 422 with every problem."""
    body = call.body
    flow = drafts.publish_draft(
        call.path["sid"], body.note, body.bindings, body.secrets, call.identity, call.now
    )
    return _revision(flow)


@route(bp, "GET", "/flows/{sid}/revisions", permission=Permission.FLOWS_READ,
       returns=Page[schemas.RevisionLineOut], summary="The revisions of a flow", tag="flows")  # fmt: skip
def list_revisions(call: Call) -> Page[schemas.RevisionLineOut]:
    """Newest first."""
    drafts.name_of(call.path["sid"])
    return Page(items=_revision_lines(call.path["sid"]))


@route(bp, "GET", "/flows/{sid}/revisions/{revision}", permission=Permission.FLOWS_READ,
       returns=schemas.RevisionOut, summary="One revision, to the byte", tag="flows")  # fmt: skip
def read_revision(call: Call) -> schemas.RevisionOut:
    """Its definition is the text that was published."""
    revision = call.path["revision"]
    if not revision.isdigit():
        raise NotFound("A revision is a number.")
    return _revision(flow_store.flow_at(call.path["sid"], int(revision)))


@route(bp, "GET", "/flows/{sid}/diff", permission=Permission.FLOWS_READ, query=schemas.DiffQuery,
       returns=schemas.DiffOut, summary="What changed between two revisions", tag="flows")  # fmt: skip
def diff_revisions(call: Call) -> schemas.DiffOut:
    """In words; `from` and `to` are revisions, `current` or `draft`."""
    sid, before, after = call.path["sid"], call.query.before, call.query.after
    drafts.name_of(sid)
    try:
        changes = changes_between(drafts.definition_at(sid, before), drafts.definition_at(sid, after))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        message = "This draft is not a flow definition yet, so it cannot be compared."
        raise Invalid(message, field="to", rule="definition") from error
    items = [schemas.ChangeOut.model_validate(change) for change in changes]
    return schemas.DiffOut(before=before, after=after, changes=items)


@route(bp, "POST", "/flows/{sid}/rollback", permission=Permission.FLOWS_WRITE, body=schemas.RollbackIn,
       returns=schemas.RevisionOut, summary="Publish an old revision again", tag="flows")  # fmt: skip
def roll_back(call: Call) -> schemas.RevisionOut:
    """As a new revision: the history stays."""
    body = call.body
    return _revision(drafts.roll_back(call.path["sid"], body.revision, body.note, call.identity, call.now))


@route(bp, "GET", "/flows/{sid}/indicators", permission=Permission.REPORTS_VIEW,
       query=schemas.IndicatorsQuery, returns=schemas.IndicatorsOut,
       summary="How a flow does with its callers", tag="flows")  # fmt: skip
def read_indicators(call: Call) -> schemas.IndicatorsOut:
    """Of the calls that began in the period."""
    sid, query = call.path["sid"], call.query
    if not query.start < query.end <= query.start + _LONGEST:
        raise Invalid("A period is at most 31 days.", field="to", rule="period")
    flow = flow_store.flow_at(sid, query.revision) if query.revision else flow_store.latest_flow(sid)
    if flow is None:
        raise NotFound("This flow was never published.")
    journeys = (
        _path(sid, each)
        for each in store.executions_between(query.start.astimezone(UTC), query.end.astimezone(UTC))
        if each.flow_sid == sid and query.revision in (None, each.revision)
    )
    return schemas.IndicatorsOut.model_validate(indicators(flow, journeys))


def _path(sid: str, execution: store.Execution) -> list[NodeVisit]:
    flow = flow_store.flow_at(sid, execution.revision)
    addresses = FlowAddresses(execution.contact_id, flow.has_secrets)
    return path_of(flow, execution.contact_id, execution.inputs, addresses)


def _flow(sid: str) -> schemas.FlowOut:
    newest, draft = flow_store.latest_flow(sid), find_draft(sid)
    name = newest.name if newest else draft.name if draft else None
    if name is None:
        raise NotFound("There is no such flow.")
    return schemas.FlowOut(
        sid=sid,
        name=name,
        revision=newest.revision if newest else 0,
        description=newest.description if newest else "",
        bindings=dict(newest.bindings) if newest else {},
        secrets=sorted(newest.secrets) if newest else [],
        definition=newest.document if newest else "",
        draft=_draft(draft) if draft else None,
    )


def _draft(draft: Draft) -> schemas.DraftOut:
    return schemas.DraftOut(
        definition=draft.definition,
        note=draft.note,
        version=draft.version,
        saved_at=draft.saved_at,
        saved_by=draft.saved_by,
        problems=_problems(draft.definition),
    )


def _revision_lines(sid: str) -> list[schemas.RevisionLineOut]:
    return [
        schemas.RevisionLineOut(**vars(line), is_current=index == 0)
        for index, line in enumerate(flow_store.revision_lines(sid))
    ]


def _revision(flow: Flow) -> schemas.RevisionOut:
    line = next(each for each in _revision_lines(flow.sid) if each.revision == flow.revision)
    return schemas.RevisionOut(
        **line.model_dump(),
        sid=flow.sid,
        name=flow.name,
        bindings=dict(flow.bindings),
        secrets=sorted(flow.secrets),
        definition=flow.document,
    )


def _problems(text: str, channel: str | None = None) -> list[schemas.FlowProblemOut]:
    return [_problem(text, each) for each in validate(text, channel)]


def _problem(text: str, found: FlowProblem) -> schemas.FlowProblemOut:
    state, name = place_of(text, found.path)
    return schemas.FlowProblemOut(
        property_path=found.path,
        state=state,
        property=name,
        message=found.message,
        message_zh=found.message_zh or found.message,
    )


def _text(definition: str | dict[str, Any]) -> str:
    return definition if isinstance(definition, str) else json.dumps(definition, ensure_ascii=False)


def _rehearsed(text: str, sid: str | None) -> Flow:
    flow = read_flow(text, name="draft")
    published = flow_store.latest_flow(sid) if sid else None
    known = published.secrets if published else frozenset()
    secrets = known | {name for name in flow.widgets if sounds_secret(name)}
    bindings = published.bindings if published else {}
    return read_flow(text, sid=sid or "", name="draft", bindings=bindings, secrets=secrets)


def _asked(request: FunctionCall, at: datetime) -> dict[str, Any]:
    return functions.answer(request.name, request.parameters, at)


def _beginning(body: schemas.SimulateIn) -> dict[str, Any]:
    who = {"From": body.caller, "To": body.called}
    if body.channel == "message":
        return {**who, "MessageSid": "SM" + "0" * 32, "Body": body.body}
    return {**who, "CallSid": "CA" + "0" * 32, "CallStatus": "ringing", "Direction": "inbound"}


def _simulation(rehearsal: Rehearsal, inputs: int) -> schemas.SimulationOut:
    state = rehearsal.state
    told: Sequence[str] = ("status", "steps", "waits_for", "asked", "queue", "error", "twiml")
    return schemas.SimulationOut.model_validate(
        {name: getattr(rehearsal, name) for name in told}
        | {
            "variables": dict(state.variables),
            "widgets": {name: dict(outputs) for name, outputs in state.widgets.items()},
            "unused_inputs": inputs - rehearsal.taken,
        },
        from_attributes=True,
    )
