"""What the carrier tells of calls that a flow placed, and of messages."""

from collections.abc import Sequence

from chalice import Blueprint

from chalicelib import contacts
from chalicelib.carrier import Instruction, WebhookRequest, status_webhook, voice_webhook
from chalicelib.contacts import Direction, NewContact
from chalicelib.ivr import answering, entry_store, flow_store, store
from chalicelib.ivr.definition import Flow, flow_sid
from chalicelib.ivr.entry import dialled, period_at
from chalicelib.ivr.execution import Input, InputKind
from chalicelib.ivr.outreach import executions, waiting
from chalicelib.phones import e164

bp = Blueprint(__name__)
_NOT_ANSWERED = {"busy", "no-answer", "failed", "canceled"}
_NOT_DELIVERED = {"failed", "undelivered"}
_TOLD_BY_CALLEE = {"CallSid", "CallStatus", "AnsweredBy", "MachineDetectionDuration"}


@voice_webhook(bp, "/voice/callee")
def callee(request: WebhookRequest) -> Sequence[Instruction]:
    """Somebody whom the flow called has answered (`c`, `n`): it goes on with them, and they are a contact."""
    contact_id, params = request.query["c"], request.params
    execution = store.fetch(contact_id)
    flow = flow_store.flow_at(execution.flow_sid, execution.revision)
    ours, theirs = params.get("From", ""), params.get("To", "")
    contacts.start(
        NewContact(
            contact_id=contact_id,
            from_number=dialled(ours),
            to_number=e164(theirs) or dialled(theirs),
            call_sid=params["CallSid"],
            direction=Direction.OUTBOUND,
            flow=flow.name,
        ),
        request.now,
    )
    told = {name: value for name, value in params.items() if name in _TOLD_BY_CALLEE}
    given = Input(InputKind.POST, request.now, told)
    return answering.take(contact_id, int(request.query["n"]), given, is_secret=flow.has_secrets)


@status_webhook(bp, "/voice/callee-status")
def callee_status(request: WebhookRequest) -> None:
    """A call that the flow placed was not answered, or is over (`c`, `n`)."""
    contact_id, status = request.query["c"], request.params.get("CallStatus", "")
    if status in _NOT_ANSWERED:
        given = Input(InputKind.POST, request.now, {"CallStatus": status})
        waiting.tell(contact_id, int(request.query["n"]), given)
    elif status == "completed":
        answering.close(contact_id, request.now, {"CallStatus": status})


@status_webhook(bp, "/message/status")
def message_status(request: WebhookRequest) -> None:
    """A message whose reply a flow waits for did not arrive (`c`, `n`)."""
    status = request.params.get("MessageStatus", "")
    if status in _NOT_DELIVERED:
        given = Input(InputKind.POST, request.now, {"MessageStatus": status})
        waiting.tell(request.query["c"], int(request.query["n"]), given)


@voice_webhook(bp, "/message/incoming")
def message(request: WebhookRequest) -> Sequence[Instruction]:
    """Somebody has written to one of our numbers: the answer that a flow waits for, or the beginning of a
    conversation with the flow of that number, where it takes messages."""
    params = request.params
    flow = None if executions.reply(params, request.now) else _flow_for(params.get("To", ""), request)
    if flow:
        executions.start(flow, params, request.now, contact_id=f"CT{params['MessageSid'][2:]}")
    return ()


def _flow_for(to: str, request: WebhookRequest) -> Flow | None:
    number = entry_store.find_number(to)
    if number is None:
        return None
    period = period_at(entry_store.calendar_named(number.calendar), request.now)
    flow = flow_store.latest_flow(flow_sid(number.flow_for(period) or ""))
    takes_messages = flow and flow.widgets[flow.initial_state].leads_on("incomingMessage")
    return flow if takes_messages else None
