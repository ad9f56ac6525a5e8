"""<Leave>: a waiting caller leaves the queue."""

from sandbox.carrier.twiml.document import Element
from sandbox.carrier.twiml.grammar import WAITING_VERBS
from sandbox.carrier.twiml.request import Ending
from sandbox.carrier.twiml.runner import Scope


async def leave(scope: Scope, _element: Element) -> Ending | None:
    """End the waiting document, and with it the waiting; outside of a queue it does nothing."""
    if scope.allowed is not WAITING_VERBS:
        scope.warn(13000, "<Leave> outside of a queue does nothing")
        return None
    return Ending.LEFT
