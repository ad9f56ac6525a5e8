"""A session: the running of one call's TwiML, and what can interrupt it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING

from sandbox.carrier.twiml.request import Ending, Request, Source

if TYPE_CHECKING:
    from sandbox.carrier.call import Call
    from sandbox.carrier.exchange import Exchange
    from sandbox.carrier.media import Party

_APOLOGY = "We are sorry, an application error has occurred. Goodbye."
log = logging.getLogger(__name__)


class Interruption(StrEnum):
    """Why a running verb is being stopped."""

    HANGUP = "hangup"
    REDIRECT = "redirect"


class Session:
    """Runs one document after another until the call ends. One per call."""

    def __init__(self, exchange: Exchange, call: Call) -> None:
        self.exchange, self.call = exchange, call
        self.interruption: Interruption | None = None
        self._task: asyncio.Task[None] | None = None
        self._listeners: list[asyncio.Queue[str]] = []

    @property
    def party(self) -> Party:
        """The party's sound; only while there is a leg."""
        assert self.call.leg is not None
        return self.call.leg.party

    def start(self, source: Source) -> None:
        """Begin with this document."""
        self.interruption = None
        self._task = asyncio.create_task(self._run(source), name=f"twiml {self.call.sid}")

    def occupy(self, work: Coroutine[None, None, None]) -> None:
        """Be busy with something else than TwiML (the far end of a ``<Dial>``), to be interrupted alike."""
        self.interruption = None
        self._task = asyncio.create_task(self._busy(work), name=f"bridge {self.call.sid}")

    @property
    def is_idle(self) -> bool:
        """Nothing is running."""
        return self._task is None or self._task.done()

    async def is_over(self) -> bool:
        """Whether the call is gone. A running session does not get the answer yes: it is about to be stopped,
        and until then must not start another verb or request."""
        if self.call.is_over and not self.is_idle:
            await asyncio.Event().wait()
        return self.call.is_over

    async def redirect(self, source: Source) -> None:
        """Drop what is running and go on with this document (a call updated through REST)."""
        await self.interrupt(Interruption.REDIRECT)
        if not self.call.is_over:
            self.start(source)

    async def interrupt(self, why: Interruption) -> None:
        """Stop the running verb and wait until it has cleaned up."""
        task, self._task = self._task, None
        if task is None or task.done():
            return
        self.interruption = why
        task.cancel()
        await asyncio.wait([task])

    def press(self, digit: str) -> None:
        """The party pressed a key."""
        self.call.note(self.exchange.clock.now(), "digits", digit)
        for listener in list(self._listeners):
            listener.put_nowait(digit)

    @contextmanager
    def listening(self) -> Iterator[asyncio.Queue[str]]:
        """The keys pressed while the block runs; keys pressed before are gone, as with the carrier."""
        keys: asyncio.Queue[str] = asyncio.Queue()
        self._listeners.append(keys)
        try:
            yield keys
        finally:
            self._listeners.remove(keys)

    async def answered(self) -> None:
        """Answer an inbound call, if that is still to be done."""
        if self.call.leg is not None and self.call.answered_at is None:
            await self.call.leg.answer()

    def last_word(self, request: Request) -> None:
        """Tell the application a verb's result although nothing can follow: the call is going away."""
        from sandbox.carrier.parameters import voice_parameters

        fields = voice_parameters(self.exchange.account, self.call) | dict(request.parameters)
        self.exchange.callbacks.send(self.call.sid, request.url, fields, request.method)

    async def _run(self, source: Source) -> None:
        from sandbox.carrier.twiml.runner import RunFailed, run, with_fallback

        try:
            await with_fallback(self, source, run)
        except RunFailed as failed:
            await self._apologise(failed.code, failed.message, failed.url)
        except Exception as fault:  # a fault of ours must not leave a caller in silence
            log.exception("the TwiML of %s could not be run", self.call.sid)
            await self._apologise(12400, f"Internal failure: {fault!r}", "")
        self._task = None  # hanging up must not cancel the task that does it
        await self._end()

    async def _busy(self, work: Coroutine[None, None, None]) -> None:
        from sandbox.carrier.progress import hang_up

        await work
        self._task = None
        await hang_up(self.call)

    async def _apologise(self, code: int, message: str, url: str) -> None:
        """Log the error and say so to the caller, as the carrier does when nothing else is left."""
        self.exchange.notifications.add(
            code, message, self.exchange.clock.now(), call_sid=self.call.sid, url=url
        )
        if not self.call.is_over:
            await self.answered()
            self.call.note(self.exchange.clock.now(), "say", _APOLOGY)
            await self.party.play(await self.exchange.speak(_APOLOGY, "en-US", None))

    async def _end(self) -> None:
        from sandbox.carrier.call import CallStatus
        from sandbox.carrier.progress import hang_up, reject

        if self.call.answered_at is None and self.call.leg is not None:
            await reject(self.call, CallStatus.FAILED, 480, "Temporarily Unavailable")
        await hang_up(self.call)


__all__ = ["Ending", "Interruption", "Session"]
