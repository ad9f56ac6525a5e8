"""<Conference>: talk with everybody in a named room."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from sandbox.carrier.call import StatusCallback
from sandbox.carrier.conferences import Conference, Entrance, Participant
from sandbox.carrier.media import music
from sandbox.carrier.recordings import recording_callback
from sandbox.carrier.twiml.document import Element
from sandbox.carrier.twiml.grammar import HOLD_VERBS
from sandbox.carrier.twiml.nouns.result import DialResult
from sandbox.carrier.twiml.prompts import play_to
from sandbox.carrier.twiml.request import Request
from sandbox.carrier.twiml.runner import Scope, run
from sandbox.carrier.twiml.session import Interruption

_SHORTEST_LOOP_SECONDS = 0.5


async def talk_in_conference(scope: Scope, noun: Element) -> DialResult:
    """Enter, wait for the start, talk until it is over for this call."""
    await scope.session.answered()
    conference = scope.exchange.conferences.named(noun.text)
    if len(conference.participants) >= int(noun.number("maxParticipants", 250)):
        scope.warn(13000, f"the conference {noun.text} is full")
        return DialResult("failed")
    participant = conference.enter(scope.session, entrance_of(noun, scope.absolute))
    scope.note("conference", noun.text)
    reason = "participant_hung_up"
    try:
        await _wait_for_start(scope, noun, conference, participant)
        await participant.over.wait()
    except asyncio.CancelledError:
        if scope.session.interruption is Interruption.REDIRECT:
            reason = "participant_updated_via_api"
        raise
    finally:
        conference.leave(participant, reason)
    return DialResult("answered")


def entrance_of(noun: Element, absolute: Callable[[str], str]) -> Entrance:
    """The noun's attributes."""
    callback_url = noun.get("statusCallback")
    events = frozenset(noun.get("statusCallbackEvent").split())
    return Entrance(
        is_muted=noun.is_set("muted"),
        starts_on_enter=noun.is_set("startConferenceOnEnter", default=True),
        ends_on_exit=noun.is_set("endConferenceOnExit"),
        beeps=noun.get("beep", "true"),
        label=noun.get("participantLabel"),
        coached_call_sid=noun.get("coach"),
        is_recorded=noun.get("record", "do-not-record") in ("record-from-start", "true"),
        recording_callback=recording_callback(noun, absolute),
        status_callback=StatusCallback(
            absolute(callback_url), noun.get("statusCallbackMethod", "POST").upper(), events
        )
        if callback_url
        else None,
    )


async def _wait_for_start(
    scope: Scope, noun: Element, conference: Conference, participant: Participant
) -> None:
    if conference.started.is_set():
        return
    waiting = [
        asyncio.create_task(_entertain(scope, noun)),
        asyncio.create_task(conference.started.wait()),
        asyncio.create_task(participant.over.wait()),
    ]
    try:
        await asyncio.wait(waiting[1:], return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in waiting:
            task.cancel()
        await asyncio.wait(waiting)


async def _entertain(scope: Scope, noun: Element) -> None:
    """Music until the start; ``waitUrl=""`` is silence, another one is run over and over."""
    if "waitUrl" not in noun.attributes:
        await play_to(scope.session, music("calm"), loop=True)
        return
    if not noun.attributes["waitUrl"]:
        return
    source = Request(scope.absolute(noun.get("waitUrl")), noun.get("waitMethod", "POST").upper())
    while True:
        started = scope.exchange.clock.monotonic()
        await run(scope.session, source, HOLD_VERBS)
        await scope.exchange.clock.sleep(
            _SHORTEST_LOOP_SECONDS - (scope.exchange.clock.monotonic() - started)
        )
