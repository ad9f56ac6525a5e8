"""<Number>, <Client>, <Sip>: ring one or several parties, and talk with the first who answers."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from sandbox.carrier.bridge import Bridge
from sandbox.carrier.call import Call, CallDirection, CallStatus, StatusCallback
from sandbox.carrier.destinations import Destination, read_client
from sandbox.carrier.media import ringback
from sandbox.carrier.outbound import new_call, ring
from sandbox.carrier.progress import hang_up
from sandbox.carrier.recordings import Recording, recording_callback
from sandbox.carrier.twiml.document import Element
from sandbox.carrier.twiml.grammar import WHISPER_VERBS
from sandbox.carrier.twiml.nouns.result import DialResult
from sandbox.carrier.twiml.request import Ending, Request
from sandbox.carrier.twiml.runner import Scope, run

_WORST_LAST = (CallStatus.NO_ANSWER, CallStatus.BUSY, CallStatus.CANCELED, CallStatus.FAILED)


@dataclass(frozen=True)
class _Attempt:
    call: Call
    noun: Element
    to: Destination


async def talk_to_legs(scope: Scope, dial: Element, nouns: tuple[Element, ...]) -> DialResult:
    """Ring all at once; who answers first is connected, the others stop ringing."""
    session = scope.session
    if not dial.is_set("answerOnBridge"):
        await session.answered()
        session.party.play(ringback(), loop=True)
    attempts = [_attempt(scope, dial, noun) for noun in nouns]
    try:
        winner = await _race(scope, attempts, dial.number("timeout", 30))
        if winner is None:
            return DialResult(_worst([attempt.call for attempt in attempts]), attempts[-1].call)
        await session.answered()
        return await _talk(scope, dial, winner)
    finally:
        if session.call.leg is not None:
            session.party.stop_playing()
        await _let_go([attempt.call for attempt in attempts])


def destination_of(noun: Element) -> Destination:
    """The address of a noun."""
    if noun.name == "Client":
        identity = next((child.text for child in noun.children if child.name == "Identity"), noun.text)
        parameters = {c.get("name"): c.get("value") for c in noun.children if c.name == "Parameter"}
        client = read_client(f"client:{identity}")
        return Destination(client.address, client.parameters | parameters)
    if noun.name == "Sip":
        return Destination(noun.text, username=noun.get("username"), password=noun.get("password"))
    return Destination(noun.text)


def _attempt(scope: Scope, dial: Element, noun: Element) -> _Attempt:
    to = destination_of(noun)
    url = noun.get("statusCallback")
    events = frozenset(noun.get("statusCallbackEvent", "completed").split())
    callback = (
        StatusCallback(scope.absolute(url), noun.get("statusCallbackMethod", "POST").upper(), events)
        if url
        else None
    )
    call = new_call(
        scope.exchange,
        to,
        dial.get("callerId", scope.session.call.from_),
        CallDirection.OUTBOUND_DIAL,
        parent_sid=scope.session.call.sid,
        callback=callback,
    )
    scope.note("dial", to.shown)
    return _Attempt(call, noun, to)


async def _race(scope: Scope, attempts: list[_Attempt], timeout_seconds: float) -> Call | None:
    racing = {asyncio.create_task(_try(scope, attempt, timeout_seconds)) for attempt in attempts}
    winner: Call | None = None
    try:
        while racing and winner is None:
            done, racing = await asyncio.wait(racing, return_when=asyncio.FIRST_COMPLETED)
            winner = next((task.result() for task in done if task.result() is not None), None)
    finally:
        for task in racing:
            task.cancel()
        if racing:
            await asyncio.wait(racing)
    await _let_go([attempt.call for attempt in attempts if attempt.call is not winner])
    return winner


async def _let_go(calls: list[Call]) -> None:
    """Hang up those who do nothing any more; one that was redirected away lives on."""
    for call in calls:
        if call.session is None or call.session.is_idle:
            await hang_up(call, CallStatus.CANCELED)


async def _try(scope: Scope, attempt: _Attempt, timeout_seconds: float) -> Call | None:
    """Ring one; with ``url``, whisper to whoever answers before the two are connected."""
    call, noun = attempt.call, attempt.noun
    if await ring(scope.exchange, call, attempt.to, timeout_seconds) is not CallStatus.IN_PROGRESS:
        return None
    if noun.get("sendDigits") and call.leg is not None:
        await call.leg.send_digits(noun.get("sendDigits"))
    if noun.get("url") and call.session is not None:
        source = Request(scope.absolute(noun.get("url")), noun.get("method", "POST").upper())
        if await run(call.session, source, WHISPER_VERBS) is not Ending.FINISHED:
            return None
    return None if call.is_over else call


async def _talk(scope: Scope, dial: Element, child: Call) -> DialResult:
    assert child.session is not None
    bridge = Bridge(scope.session)
    bridge.join(child.session)
    child.session.occupy(_stay(bridge))
    recording = _record(scope, dial, bridge)
    limit = dial.number("timeLimit", 14_400)
    try:
        async with scope.exchange.clock.limit(limit):
            await _until_over(scope, dial, bridge)
    except TimeoutError:
        pass
    finally:
        bridge.end()
        if recording is not None:
            scope.exchange.recordings.finish(recording)
    return DialResult("completed", child, True, recording.webhook_fields() if recording else None)


async def _stay(bridge: Bridge) -> None:
    """The far end's part: in the bridge until it is over. Redirected away, it ends the bridge."""
    try:
        await bridge.over.wait()
    finally:
        bridge.end()


async def _until_over(scope: Scope, dial: Element, bridge: Bridge) -> None:
    if not dial.is_set("hangupOnStar"):
        await bridge.over.wait()
        return
    over = asyncio.create_task(bridge.over.wait())
    try:
        with scope.session.listening() as keys:
            while not over.done():
                key = asyncio.create_task(keys.get())
                await asyncio.wait({over, key}, return_when=asyncio.FIRST_COMPLETED)
                if key.done() and key.result() == "*":
                    return
                key.cancel()
    finally:
        over.cancel()


def _record(scope: Scope, dial: Element, bridge: Bridge) -> Recording | None:
    wanted = dial.get("record", "do-not-record")
    if wanted in ("do-not-record", "false"):
        return None
    channels = 2 if wanted.endswith("-dual") else 1
    recording = scope.exchange.recordings.start(
        call=scope.session.call,
        channels=channels,
        source="DialVerb",
        callback=recording_callback(dial, scope.absolute),
    )
    recording.recorder = bridge.room.record(recording.path, channels)
    return recording


def _worst(calls: list[Call]) -> str:
    statuses = {call.status for call in calls}
    return next((status.value for status in _WORST_LAST if status in statuses), CallStatus.FAILED.value)
