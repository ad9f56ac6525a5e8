"""<Enqueue>: wait in a queue, hearing the wait URL's document over and over."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from sandbox.carrier.bridge import Bridge
from sandbox.carrier.media import music
from sandbox.carrier.queues import CallQueue, Member
from sandbox.carrier.twiml.document import Element
from sandbox.carrier.twiml.grammar import WAITING_VERBS, WHISPER_VERBS
from sandbox.carrier.twiml.prompts import play_to
from sandbox.carrier.twiml.request import Ending, Next, Request
from sandbox.carrier.twiml.runner import Scope, run
from sandbox.carrier.twiml.session import Interruption

_SHORTEST_LOOP_SECONDS = 0.5  # an empty wait document must not become a storm of requests


@dataclass
class _Visit:
    """One call's stay in a queue, and how it came to end."""

    scope: Scope
    element: Element
    queue: CallQueue
    member: Member
    result: str = "system-error"
    waited_seconds: int = 0

    def fields(self) -> dict[str, str]:
        return {"QueueSid": self.queue.sid, "QueueResult": self.result, "QueueTime": str(self.waited_seconds)}

    def leave(self) -> None:
        now = self.scope.exchange.clock.now()
        self.waited_seconds = round((now - self.member.entered_at).total_seconds())
        self.queue.leave(self.member, now)


async def enqueue(scope: Scope, element: Element) -> Next:
    """Wait until taken out, redirected, hung up or left; then ask the action URL, or go on."""
    await scope.session.answered()
    exchange, session = scope.exchange, scope.session
    name = element.text or element.get("workflowSid", "default")
    queue = exchange.queues.named(name, exchange.clock.now())
    if len(queue.members) >= int(element.number("maxQueueSize", queue.max_size)):
        fields = {"QueueResult": "queue-full", "QueueSid": queue.sid, "QueueTime": "0"}
        return scope.action(element, fields) if element.get("action") else None
    visit = _Visit(scope, element, queue, queue.enter(session.call, exchange.clock.now()))
    scope.note("queue", name)
    try:
        ending = await _wait(visit)
    except asyncio.CancelledError:
        is_gone = session.interruption is Interruption.HANGUP
        _interrupted(visit, "hangup" if is_gone else "redirected")
        raise
    finally:
        visit.leave()
    if ending is Ending.HANGUP:
        _interrupted(visit, "hangup")
        return Ending.HANGUP
    return scope.action(element, visit.fields()) if element.get("action") else None


def _interrupted(visit: _Visit, result: str) -> None:
    """The action URL learns of it; its answer is not run, for the call goes on elsewhere or nowhere."""
    if visit.result == "bridged":
        result = "bridged" if result == "hangup" else "redirected-from-bridged"
    visit.result = result
    visit.leave()
    if visit.element.get("action"):
        visit.scope.session.last_word(visit.scope.action(visit.element, visit.fields()))


async def _wait(visit: _Visit) -> Ending | None:
    waiting = asyncio.create_task(_entertain(visit))
    either: set[asyncio.Future[Any]] = {waiting, visit.member.taken}
    try:
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
    finally:
        if not waiting.done():
            waiting.cancel()
            await asyncio.wait([waiting])
    if visit.member.taken.done():
        visit.leave()
        await _talk(visit, visit.member.taken.result())
        return None
    visit.result = "leave"
    return waiting.result()


async def _talk(visit: _Visit, bridge: Bridge) -> None:
    """Taken out by ``<Dial><Queue>``: hear its whisper, if any, then talk until it is over."""
    visit.result = "bridged"
    session = visit.scope.session
    try:
        if bridge.whisper is not None:
            waited = {"QueueTime": str(visit.waited_seconds)}
            await run(session, bridge.whisper, WHISPER_VERBS, lambda: waited)
        if not bridge.over.is_set():
            bridge.join(session)
        await bridge.over.wait()
    finally:
        bridge.end()


async def _entertain(visit: _Visit) -> Ending:
    """Run the wait document again and again; without a wait URL it is music."""
    scope, element = visit.scope, visit.element
    wait_url = element.get("waitUrl")
    if not wait_url:
        await play_to(scope.session, music("calm"), loop=True)
        return Ending.HANGUP
    source = Request(scope.absolute(wait_url), element.get("waitUrlMethod", "POST").upper())
    clock = scope.exchange.clock
    while True:
        started = clock.monotonic()
        ending = await run(
            scope.session, source, WAITING_VERBS, lambda: visit.queue.fields(visit.member, clock.now())
        )
        if ending is not Ending.FINISHED:
            return ending
        await clock.sleep(_SHORTEST_LOOP_SECONDS - (clock.monotonic() - started))
