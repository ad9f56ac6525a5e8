"""<Record>: record what the caller says, after a beep."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sandbox.carrier.call import StatusCallback
from sandbox.carrier.media import beep
from sandbox.carrier.recordings import Recording, recording_callback
from sandbox.carrier.twiml.document import Element
from sandbox.carrier.twiml.prompts import play_to
from sandbox.carrier.twiml.request import Next, Request
from sandbox.carrier.twiml.runner import Scope
from sandbox.carrier.twiml.session import Interruption

if TYPE_CHECKING:
    from sandbox.carrier.media import Party

_LOOK_SECONDS = 0.1


async def record(scope: Scope, element: Element) -> Next:
    """Record until a key, silence, the limit or a hang-up; then ask the action URL.

    A recording in which nobody spoke is dropped and the next verb runs, as documented.
    """
    await scope.session.answered()
    if element.is_set("playBeep", default=True):
        await play_to(scope.session, beep())
    scope.note("record", "")
    recording = _start(scope, element)
    listener = _Listener(scope, element)
    ended_by = ""
    try:
        ended_by = await listener.listen()
    except asyncio.CancelledError:
        ended_by = "hangup"
        raise
    finally:
        heard = listener.has_spoken
        is_trimmed = element.get("trim", "trim-silence") == "trim-silence"
        scope.exchange.recordings.finish(recording, is_empty=not heard, is_trimmed=is_trimmed)
        if ended_by == "hangup" and heard and scope.session.interruption is Interruption.HANGUP:
            scope.session.last_word(_action(scope, element, recording, ended_by))
    return _action(scope, element, recording, ended_by) if heard else None


def _action(scope: Scope, element: Element, recording: Recording, digits: str) -> Request:
    return scope.action(element, recording.webhook_fields() | {"Digits": digits})


def _start(scope: Scope, element: Element) -> Recording:
    callback: StatusCallback | None = recording_callback(element, scope.absolute)
    recording = scope.exchange.recordings.start(
        call=scope.session.call, channels=1, source="RecordVerb", callback=callback
    )
    recording.recorder = scope.session.party.record(recording.path, 1)
    return recording


class _Listener:
    """Waits for what ends a recording."""

    def __init__(self, scope: Scope, element: Element) -> None:
        self._scope = scope
        self._party: Party = scope.session.party
        self._silence_seconds = element.number("timeout", 5)
        self._limit_seconds = element.number("maxLength", 3600)
        self._finish_keys = element.attributes.get("finishOnKey", "1234567890*#")
        self.has_spoken = False
        self._last_quiet = self._party.quiet_seconds

    async def listen(self) -> str:
        """The key that ended it; "" for silence and the limit."""
        clock, started = self._scope.exchange.clock, self._scope.exchange.clock.monotonic()
        with self._scope.session.listening() as keys:
            while (passed := clock.monotonic() - started) < self._limit_seconds:
                if self._silence(passed) >= self._silence_seconds:
                    return ""
                key = await self._key(keys, min(_LOOK_SECONDS, self._limit_seconds - passed))
                if key is not None and key in self._finish_keys:
                    return key
        return ""

    def _silence(self, passed: float) -> float:
        """Seconds of silence so far; a count of quiet that fell since the last look means speech."""
        quiet = self._party.quiet_seconds
        self.has_spoken |= quiet == 0 or quiet < self._last_quiet
        self._last_quiet = quiet
        return quiet if self.has_spoken else passed

    async def _key(self, keys: asyncio.Queue[str], seconds: float) -> str | None:
        try:
            async with self._scope.exchange.clock.limit(seconds):
                return await keys.get()
        except TimeoutError:
            return None
