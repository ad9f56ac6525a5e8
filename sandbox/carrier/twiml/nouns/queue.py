"""<Queue>: take out whoever waits longest in a queue, and talk."""

from __future__ import annotations

from sandbox.carrier.bridge import Bridge
from sandbox.carrier.media import ringback
from sandbox.carrier.queues import CallQueue, Member
from sandbox.carrier.twiml.document import Element
from sandbox.carrier.twiml.nouns.result import DialResult
from sandbox.carrier.twiml.request import Request
from sandbox.carrier.twiml.runner import Scope


async def talk_to_queue(scope: Scope, noun: Element, timeout_seconds: float) -> DialResult:
    """Wait up to the timeout for somebody to be in the queue, then talk until it is over."""
    await scope.session.answered()
    queue = scope.exchange.queues.named(noun.text, scope.exchange.clock.now())
    scope.session.party.play(ringback(), loop=True)
    try:
        async with scope.exchange.clock.limit(timeout_seconds):
            member = await _next(queue)
    except TimeoutError:
        return DialResult("no-answer")
    finally:
        scope.session.party.stop_playing()
    url = noun.get("url")
    whisper = (
        Request(
            scope.absolute(url),
            noun.get("method", "POST").upper(),
            {
                "QueueSid": queue.sid,
                "DequeingCallSid": scope.session.call.sid,
            },
        )
        if url
        else None
    )
    bridge = Bridge(scope.session, whisper)
    member.taken.set_result(bridge)
    try:
        await bridge.over.wait()
    finally:
        bridge.end()
    return DialResult("completed", member.call, is_bridged=True)


async def _next(queue: CallQueue) -> Member:
    while True:
        queue.arrived.clear()
        member = queue.next()
        if member is not None:
            return member
        await queue.arrived.wait()
