"""<Play>: play a sound file to the caller, or press digits towards them."""

from sandbox.carrier.twiml.document import Element
from sandbox.carrier.twiml.prompts import run_prompt
from sandbox.carrier.twiml.runner import Scope


async def play(scope: Scope, element: Element) -> None:
    """Answer the call and play."""
    await scope.session.answered()
    await run_prompt(scope, element)
