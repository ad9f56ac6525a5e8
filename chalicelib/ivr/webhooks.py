"""What the carrier asks of the IVR: a new call, the next step of a flow, the end of a call."""

from collections.abc import Mapping, Sequence

from chalice import Blueprint

from chalicelib import calls, carrier, contacts
from chalicelib.aws.logs import logger
from chalicelib.carrier import Hangup, Instruction, Reject, Say, WebhookRequest, contact_id_of
from chalicelib.contacts import NewContact
from chalicelib.ivr import answering, caller_store, entry_store, flow_store
from chalicelib.ivr.definition import Flow, flow_sid
from chalicelib.ivr.entry import Number, dialled, period_at
from chalicelib.ivr.entry_rules import Decision, JoinQueue, Refuse, RunFlow, decide
from chalicelib.ivr.execution import Input, InputKind
from chalicelib.phones import e164
from chalicelib.problems import NotFound

bp = Blueprint(__name__)
_ENDED = {"completed", "busy", "failed", "no-answer", "canceled"}
# The same in every request of a call, so they are kept once, with its first.
_SAME_ALL_CALL = {"AccountSid", "ApiVersion", "CallSid", "Direction", "ForwardedFrom", "CallToken"}
_NO_MOBILES: Sequence[Instruction] = (
    Say("您好，800 电话不支持手机拨打，请使用固定电话，或拨打我们的 400 电话。", language="zh-CN"),
    Say("This freephone number cannot be reached from a mobile phone.", language="en-US"),
    Hangup(),
)
_SAME_PREFIXES = ("From", "To", "Caller", "Called", "Stir", "Sip")


def _fallback(request: WebhookRequest) -> Sequence[Instruction]:
    """When a flow fails: the queue that the number names for it."""
    contact_id = request.query.get("c") or contact_id_of(request.params)
    number = entry_store.find_number(request.params.get("To", ""))
    if contacts.find(contact_id) is None:
        contacts.start(_new_contact(contact_id, request.params, number, None), request.now)
    return answering.sorry(contact_id, number.fallback_queue if number else None, request.now)


@carrier.voice_webhook(bp, "/voice/incoming", fallback=_fallback)
def incoming(request: WebhookRequest) -> Sequence[Instruction]:
    """A call comes in: make its contact, and start the flow that its number and the time of day ask for."""
    contact_id = contact_id_of(request.params)
    number = entry_store.find_number(request.params.get("To", ""))
    if number is None:
        raise NotFound("nobody answers this number: no flow is set for it")
    decision = _decision(number, request)
    flow = _flow_named(decision.name) if isinstance(decision, RunFlow) else None
    contacts.start(_new_contact(contact_id, request.params, number, flow), request.now)
    if flow:
        given = Input(InputKind.START, request.now, dict(request.params))
        return answering.begin(contact_id, flow, given)
    logger.info("a call is taken without a flow", extra={"contact_id": contact_id, "why": str(decision)})
    match decision:
        case Refuse():
            return (Reject(),)
        case JoinQueue(queue):
            return answering.straight_to(contact_id, queue, request.now)
    return _NO_MOBILES


@carrier.voice_webhook(bp, "/voice/flow", fallback=_fallback)
def flow_step(request: WebhookRequest) -> Sequence[Instruction]:
    """The carrier did what it was told; what is next?"""
    if request.params.get("QueueResult", "").startswith("redirected"):
        # We took the caller out of the queue by REST, and the call follows the new TwiML already.
        return ()
    query = request.query
    if "w" in query:
        return answering.wait(query["c"], int(query["n"]), int(query["w"]), request.now)
    given = Input(InputKind.POST, request.now, _news(request.params))
    return answering.take(query["c"], int(query["n"]), given, is_secret="s" in query)


@carrier.voice_webhook(bp, "/voice/fallback")
def fallback(request: WebhookRequest) -> Sequence[Instruction]:
    """A webhook of ours did not answer the carrier, or a caller comes back from the fallback queue."""
    if "QueueResult" in request.params or "DialCallStatus" in request.params:
        return () if request.params.get("QueueResult", "").startswith("redirected") else (Hangup(),)
    return _fallback(request)


@carrier.status_webhook(bp, "/voice/call-status")
def call_status(request: WebhookRequest) -> None:
    """A call to one of our numbers changed; only its end matters here."""
    if request.params.get("CallStatus") in _ENDED:
        answering.close(contact_id_of(request.params), request.now, _news(request.params))


def _decision(number: Number, request: WebhookRequest) -> Decision:
    caller = request.params.get("From", "")
    known = e164(caller) or dialled(caller)
    period = period_at(entry_store.calendar_named(number.calendar), request.now)
    listed = caller_store.find_caller(known)
    decision = decide(number, known, listed, period, caller_store.entry_order())
    if decision is None:
        raise NotFound(f"number {number.number} has no flow for {period}")
    return decision


def _flow_named(name: str) -> Flow:
    flow = flow_store.latest_flow(flow_sid(name))
    if flow is None:
        raise NotFound(f"there is no flow {name}")
    return flow


def _new_contact(
    contact_id: str, params: Mapping[str, str], number: Number | None, flow: Flow | None
) -> NewContact:
    arrival = calls.arrival(params)
    caller = params.get("From", "")
    return NewContact(
        contact_id=contact_id,
        from_number=e164(caller) or dialled(caller),
        to_number=number.number if number else dialled(params.get("To", "")),
        call_sid=params.get("CallSid", ""),
        access=arrival.access,
        trunk=arrival.trunk,
        gateway=arrival.gateway,
        span=arrival.span,
        is_overflow=arrival.is_overflow,
        flow=flow.name if flow else None,
    )


def _news(params: Mapping[str, str]) -> dict[str, str]:
    """What this request tells that the first one of the call did not."""
    return {
        name: value
        for name, value in params.items()
        if name not in _SAME_ALL_CALL and not name.startswith(_SAME_PREFIXES)
    }
