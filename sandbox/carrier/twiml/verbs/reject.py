"""<Reject>: refuse the call without answering it."""

from sandbox.carrier import progress
from sandbox.carrier.call import CallStatus
from sandbox.carrier.twiml.document import Element
from sandbox.carrier.twiml.request import Ending
from sandbox.carrier.twiml.runner import Scope


async def reject(scope: Scope, element: Element) -> Ending:
    """Refuse with 486 for ``reason="busy"``, else 404; too late, it hangs up."""
    call = scope.session.call
    if call.answered_at is not None:
        scope.warn(13000, "<Reject> on an answered call hangs up")
    elif element.get("reason", "rejected") == "busy":
        await progress.reject(call, CallStatus.BUSY, 486, "Busy Here")
    else:
        await progress.reject(call, CallStatus.NO_ANSWER, 404, "Not Found")
    return Ending.HANGUP
