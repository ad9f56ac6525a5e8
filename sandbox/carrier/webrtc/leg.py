"""A leg whose party is a browser."""

from __future__ import annotations

import asyncio

import numpy as np

from sandbox.carrier.leg import Direction, HangupCause, Leg, LegState
from sandbox.carrier.media import Engine, Party, silence
from sandbox.carrier.webrtc.connection import Connection
from sandbox.carrier.webrtc.dtmf import dtmf_tone
from sandbox.carrier.webrtc.port import WebRtcPort

_WAITS = {"w": 0.5, "W": 1.0}


class WebRtcLeg(Leg):
    """What every browser leg shares: a port, a party, and a connection once there is one."""

    def __init__(
        self,
        engine: Engine,
        direction: Direction,
        from_user: str,
        to_user: str,
        call_sid: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(
            direction=direction,
            from_user=from_user,
            to_user=to_user,
            remote="127.0.0.1",
            headers=headers,
            call_sid=call_sid,
        )
        self._engine = engine
        self._port = WebRtcPort()
        self._party = Party(self._port, to_user)
        self._connection: Connection | None = None
        self._closing: set[asyncio.Task[None]] = set()

    @property
    def party(self) -> Party:
        """The browser's sound."""
        return self._party

    def press(self, digits: str) -> None:
        """The browser's user pressed keys."""
        for digit in digits:
            if digit in "0123456789*#ABCD":
                self.on_digit(digit)

    async def send_digits(self, digits: str) -> None:
        """Let the browser hear the keys' tones."""
        sounds = [silence(_WAITS[key]) if key in _WAITS else dtmf_tone(key) for key in digits]
        if sounds and self.state is LegState.ANSWERED:
            await self._party.play(np.concatenate(sounds))

    async def _media_stands(self, connection: Connection) -> None:
        """The call is answered: wait for its media, then count it as answered."""
        self._connection = connection
        await connection.connected()
        if self.state is not LegState.ENDED:
            self._engine.add(self._party)
            self._now_answered()

    def _lost(self) -> None:
        self._end(HangupCause.MEDIA_LOST)

    def _end(self, cause: HangupCause, status_code: int | None = None) -> bool:
        """The leg is over: out of the engine, media closed. False when it already was."""
        self._engine.remove(self._party)
        is_first = self._now_ended(cause, status_code)
        if is_first and self._connection is not None:
            self._close(self._connection)
        return is_first

    def _close(self, connection: Connection) -> None:
        task = asyncio.create_task(connection.close())
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)
