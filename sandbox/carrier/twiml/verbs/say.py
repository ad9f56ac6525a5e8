"""<Say>: speak a text to the caller."""

from sandbox.carrier.twiml.document import Element
from sandbox.carrier.twiml.prompts import run_prompt
from sandbox.carrier.twiml.runner import Scope


async def say(scope: Scope, element: Element) -> None:
    """Answer the call and speak."""
    await scope.session.answered()
    await run_prompt(scope, element)
