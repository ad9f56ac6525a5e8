"""<Hangup>: end the call."""

from sandbox.carrier.twiml.document import Element
from sandbox.carrier.twiml.request import Ending
from sandbox.carrier.twiml.runner import Scope


async def hangup(scope: Scope, _element: Element) -> Ending:
    """End the call; as the first verb it answers before, as documented (Reject is the one that does not)."""
    await scope.session.answered()
    return Ending.HANGUP
