"""A call from the carrier to one of its own numbers: two legs, ear to mouth."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from sandbox.carrier.leg import Direction, HangupCause, Leg
from sandbox.carrier.media import AudioPort, Engine, Frame, Party

if TYPE_CHECKING:
    from sandbox.carrier.call import Call
    from sandbox.carrier.exchange import Exchange

_BUFFERED_FRAMES = 3


class _Pipe(AudioPort):
    """What is delivered at one end is said at the other."""

    def __init__(self) -> None:
        self.incoming: deque[Frame] = deque(maxlen=_BUFFERED_FRAMES)
        self.other: _Pipe | None = None

    def pull(self) -> Frame | None:
        """The next frame from the other end."""
        return self.incoming.popleft() if self.incoming else None

    def deliver(self, frame: Frame) -> None:
        """Hand a frame to the other end."""
        if self.other is not None:
            self.other.incoming.append(frame)


class LoopbackLeg(Leg):
    """One end; ``peer`` is the other."""

    def __init__(
        self, engine: Engine, direction: Direction, from_user: str, to_user: str, call_sid: str | None = None
    ) -> None:
        super().__init__(
            direction=direction, from_user=from_user, to_user=to_user, remote="127.0.0.1", call_sid=call_sid
        )
        self._engine = engine
        self.pipe = _Pipe()
        self._party = Party(self.pipe, to_user)
        self.peer: LoopbackLeg | None = None

    @property
    def party(self) -> Party:
        """This end's sound."""
        return self._party

    def connect(self, peer: LoopbackLeg) -> None:
        """Tie two ends together."""
        self.peer, peer.peer = peer, self
        self.pipe.other, peer.pipe.other = peer.pipe, self.pipe

    async def ring(self) -> None:
        """Tell the calling end."""
        self._now_ringing()
        if self.peer:
            self.peer._now_ringing()

    async def answer(self) -> None:
        """Both ends talk from now on."""
        for leg in (self, self.peer):
            if leg is not None:
                self._engine.add(leg.party)
                leg._now_answered()

    async def reject(self, code: int = 603, reason: str = "") -> None:  # noqa: ARG002 - the Leg interface
        """Refuse; the calling end hears why by the SIP status."""
        self._end(HangupCause.WE_HUNG_UP, code)
        if self.peer:
            self.peer._end(HangupCause.BUSY if code == 486 else HangupCause.REFUSED, code)

    async def hangup(self) -> None:
        """End both ends."""
        self._end(HangupCause.WE_HUNG_UP)
        if self.peer:
            self.peer._end(HangupCause.THEY_HUNG_UP)

    async def send_digits(self, digits: str) -> None:
        """Press keys towards the other end."""
        for digit in digits:
            if self.peer and digit not in "wW":
                self.peer.on_digit(digit)

    def _end(self, cause: HangupCause, code: int | None = None) -> None:
        self._engine.remove(self._party)
        self._now_ended(cause, code)


def dial_own_number(exchange: Exchange, call: Call, number: str) -> Leg:
    """Call a configured number: the leg that dials; the other end arrives as an inbound call."""
    from sandbox.carrier.inbound import receive

    caller = LoopbackLeg(exchange.engine, Direction.OUTBOUND, call.from_, number, call.sid)
    called = LoopbackLeg(exchange.engine, Direction.INBOUND, call.from_, number)
    caller.connect(called)
    exchange.spawn(receive(exchange, called))
    return caller
