"""<Redirect>: go on with the document at another address."""

from sandbox.carrier.twiml.document import Element
from sandbox.carrier.twiml.request import Request
from sandbox.carrier.twiml.runner import Scope


async def redirect(scope: Scope, element: Element) -> Request:
    """Ask for the other document; an empty address is this document's own."""
    return Request(scope.absolute(element.text), element.get("method", "POST").upper())
