"""Running a script on a real call."""

from __future__ import annotations

import asyncio
import contextlib
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from sandbox.caller.script import Hangup, Listen, Play, Press, Record, Say, Stay, Step, Tone, Wait
from sandbox.carrier.leg import HangupCause, Leg, LegState
from sandbox.carrier.media import Engine, Tap, decode, dominant_frequency, rms, tone, write_wav
from sandbox.carrier.sip import SipLeg, SipTrunk, TrunkOptions
from sandbox.carrier.speech import speak

_HAN = re.compile("[㐀-鿿]")


@dataclass
class Outcome:
    """What became of a call."""

    is_answered: bool = False
    is_script_done: bool = False
    cause: HangupCause | None = None
    status_code: int | None = None
    ring_seconds: float = 0.0
    talk_seconds: float = 0.0
    digits_heard: str = ""
    listened: list[dict[str, float]] = field(default_factory=list)  # one {rms, hz} for each listen


async def call(
    uri: str,
    from_: str,
    script: Sequence[Step],
    *,
    headers: Mapping[str, str] | None = None,
    username: str = "",
    password: str = "",
    host: str = "127.0.0.1",
    ring_seconds: float = 60.0,
) -> Outcome:
    """Call, follow the script once answered, hang up at its end. Raises ValueError for a bad address."""
    engine = Engine()
    trunk = SipTrunk(engine, TrunkOptions(rtp_ports=range(41000, 42000)))
    await engine.start()
    await trunk.start(host, 0, _refuse)
    try:
        leg = await trunk.dial(uri, from_, headers, username=username, password=password)
        return await _Caller(leg, trunk).follow(script, ring_seconds)
    finally:
        await trunk.stop()
        await engine.stop()


async def _refuse(leg: SipLeg) -> None:
    await leg.reject(480)


class _Caller:
    def __init__(self, leg: Leg, trunk: SipTrunk) -> None:
        self._leg = leg
        self._trunk = trunk
        self._outcome = Outcome()
        self._recording: tuple[Record, Tap] | None = None
        leg.on_digit = self._hear_digit

    async def follow(self, script: Sequence[Step], ring_seconds: float) -> Outcome:
        began = time.monotonic()
        with contextlib.suppress(TimeoutError):
            self._outcome.is_answered = await asyncio.wait_for(self._leg.wait_answered(), ring_seconds)
        answered = time.monotonic()
        self._outcome.ring_seconds = round(answered - began, 3)
        if self._outcome.is_answered:
            await self._until_the_end(script)
            self._outcome.talk_seconds = round(time.monotonic() - answered, 3)
        await self._leg.hangup()
        self._outcome.cause = self._leg.cause
        self._outcome.status_code = self._leg.status_code
        return self._outcome

    async def _until_the_end(self, script: Sequence[Step]) -> None:
        """The script runs until it is done or the other side hangs up."""
        steps = asyncio.create_task(self._run(script))
        ended = asyncio.create_task(self._leg.wait_ended())
        await asyncio.wait((steps, ended), return_when=asyncio.FIRST_COMPLETED)
        if not steps.done() and script and isinstance(script[-1], Stay | Hangup):
            await asyncio.wait((steps,), timeout=0.05)
        ended.cancel()
        self._outcome.is_script_done = steps.done()
        self._keep_recording()
        if steps.done():
            steps.result()
        steps.cancel()

    async def _run(self, script: Sequence[Step]) -> None:
        for step in script:
            await self._do(step)

    async def _do(self, step: Step) -> None:
        party = self._leg.party
        match step:
            case Wait(seconds):
                await asyncio.sleep(seconds)
            case Press(keys):
                await self._leg.send_digits(keys)
            case Tone(frequency, seconds):
                party.play(tone(frequency, seconds))
            case Play(path):
                party.play(decode(path.read_bytes()))
            case Say(text):
                await party.play(await speak(text, "zh-CN" if _HAN.search(text) else "en-US"))
            case Record():
                self._keep_recording()
                self._recording = (step, party.tap())
            case Listen(seconds):
                await self._listen(seconds)
            case Stay(seconds):
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._leg.wait_ended(), seconds)
            case Hangup():
                await self._leg.hangup()

    async def _listen(self, seconds: float) -> None:
        party = self._leg.party
        tap = party.tap()
        await asyncio.sleep(seconds)
        party.untap(tap)
        # What our party says to the engine is what came over the wire: what a caller hears.
        heard = tap.said
        self._outcome.listened.append(
            {"rms": round(rms(heard), 1), "hz": round(dominant_frequency(heard), 1)}
        )

    def _keep_recording(self) -> None:
        if self._recording is not None:
            record, tap = self._recording
            self._leg.party.untap(tap)
            write_wav(record.path, tap.said.astype(np.int16))
            self._recording = None

    def _hear_digit(self, digit: str) -> None:
        if self._leg.state is LegState.ANSWERED:
            self._outcome.digits_heard += digit
