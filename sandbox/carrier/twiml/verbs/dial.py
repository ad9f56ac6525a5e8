"""<Dial>: connect the call with somebody else."""

from __future__ import annotations

import asyncio

from sandbox.carrier.twiml.document import Element
from sandbox.carrier.twiml.nouns.conference import talk_in_conference
from sandbox.carrier.twiml.nouns.legs import talk_to_legs
from sandbox.carrier.twiml.nouns.queue import talk_to_queue
from sandbox.carrier.twiml.nouns.result import DialResult
from sandbox.carrier.twiml.request import Next
from sandbox.carrier.twiml.runner import Scope
from sandbox.carrier.twiml.session import Interruption


async def dial(scope: Scope, element: Element) -> Next:
    """Connect; with an action URL, go on there, otherwise with the next verb."""
    try:
        result = await _connect(scope, element)
    except asyncio.CancelledError:
        if element.get("action") and scope.session.interruption is Interruption.HANGUP:
            scope.session.last_word(scope.action(element, _as_hung_up(scope, element).fields()))
        raise
    scope.note("dialled", result.status)
    return scope.action(element, result.fields()) if element.get("action") else None


async def _connect(scope: Scope, element: Element) -> DialResult:
    nouns = element.children or ((Element("Number", text=element.text),) if element.text else ())
    if not nouns:
        scope.warn(13221, "<Dial> names nobody to dial")
        return DialResult("failed")
    if nouns[0].name == "Conference":
        return await talk_in_conference(scope, nouns[0])
    if nouns[0].name == "Queue":
        return await talk_to_queue(scope, nouns[0], element.number("timeout", 30))
    legs = tuple(noun for noun in nouns if noun.name in ("Number", "Client", "Sip"))
    return await talk_to_legs(scope, element, legs)


def _as_hung_up(scope: Scope, element: Element) -> DialResult:
    """The caller hung up: connected with somebody it is completed, while ringing it is a no-answer."""
    if any(noun.name == "Conference" for noun in element.children):
        return DialResult("answered")
    mine = [c for c in scope.exchange.calls.values() if c.parent_sid == scope.session.call.sid]
    child = next((c for c in reversed(mine) if c.answered_at), mine[-1] if mine else None)
    is_bridged = child is not None and child.answered_at is not None
    return DialResult("completed" if is_bridged else "no-answer", child, is_bridged)
