"""What the carrier asks of the IVR: a new call, the next step of a flow, the end of a call."""

from collections.abc import Mapping, Sequence

from chalice import Blueprint

from chalicelib import carrier
from chalicelib.carrier import Hangup, Instruction, WebhookRequest, contact_id_of
from chalicelib.ivr import answering, incoming_call
from chalicelib.ivr.execution import Input, InputKind

bp = Blueprint(__name__)
_ENDED = {"completed", "busy", "failed", "no-answer", "canceled"}
# The same in every request of a call, so they are kept once, with its first.
_SAME_ALL_CALL = {"AccountSid", "ApiVersion", "CallSid", "Direction", "ForwardedFrom", "CallToken"}
_SAME_PREFIXES = ("From", "To", "Caller", "Called", "Stir", "Sip")


def _fallback(request: WebhookRequest) -> Sequence[Instruction]:
    """When a flow fails: the queue that the number names for it."""
    contact_id = request.query.get("c") or contact_id_of(request.params)
    queue = incoming_call.fallback_queue(contact_id, request.params, request.now)
    return answering.sorry(contact_id, queue, request.now)


@carrier.voice_webhook(bp, "/voice/incoming", fallback=_fallback)
def incoming(request: WebhookRequest) -> Sequence[Instruction]:
    """A call comes in."""
    return incoming_call.take_in(contact_id_of(request.params), request.params, request.now)


@carrier.voice_webhook(bp, "/voice/flow", fallback=_fallback)
def flow_step(request: WebhookRequest) -> Sequence[Instruction]:
    """The carrier did what it was told; what is next?"""
    if request.params.get("QueueResult", "").startswith("redirected"):
        # We took the caller out of the queue by REST, and the call follows the new TwiML already.
        return ()
    query = request.query
    if "w" in query:
        return answering.wait(query["c"], int(query["n"]), int(query["w"]), request.now)
    event = {"FlowEvent": query["FlowEvent"]} if "FlowEvent" in query else {}
    given = Input(InputKind.POST, request.now, {**_news(request.params), **event})
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


def _news(params: Mapping[str, str]) -> dict[str, str]:
    """What this request tells that the first one of the call did not."""
    return {
        name: value
        for name, value in params.items()
        if name not in _SAME_ALL_CALL and not name.startswith(_SAME_PREFIXES)
    }
