"""<Pause>: wait. As the first verb of a call it waits before answering."""

from sandbox.carrier.twiml.document import Element
from sandbox.carrier.twiml.prompts import run_prompt
from sandbox.carrier.twiml.runner import Scope


async def pause(scope: Scope, element: Element) -> None:
    """Wait for ``length`` seconds."""
    await run_prompt(scope, element)
