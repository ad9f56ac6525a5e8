"""Keys pressed on a telephone, as RTP events (RFC 4733)."""

from __future__ import annotations

import struct
from collections import deque
from dataclasses import dataclass

from sandbox.carrier.media.frames import FRAME_SAMPLES, FRAME_SECONDS

KEYS = "0123456789*#ABCD"

_EVENT = struct.Struct(">BBH")
_SAME_EVENT_SECONDS = 0.3  # longer apart it is a new press, even with an old timestamp (a replayed capture)
_VOLUME = 10  # -10 dBm0
_TONE_TICKS = 5
_END_PACKETS = 3
_GAP_TICKS = 4
_WAIT_TICKS = {"w": 25, "W": 50}


class DigitReceiver:
    """Turns event packets into keys, each press once however often its packets come."""

    def __init__(self) -> None:
        self._seen: dict[int, float] = {}  # timestamp of the event -> when its last packet came

    def receive(self, payload: bytes, timestamp: int, now: float) -> str | None:
        """The key when this packet is the first of a press; `now` in seconds of any steady clock."""
        if len(payload) < _EVENT.size:
            return None
        event = payload[0]
        self._seen = {ts: at for ts, at in self._seen.items() if now - at < _SAME_EVENT_SECONDS}
        is_known = timestamp in self._seen
        self._seen[timestamp] = now
        return None if is_known or event >= len(KEYS) else KEYS[event]


@dataclass(frozen=True, slots=True)
class EventPacket:
    """One event packet to send; it stands in for the sound of one tick."""

    payload: bytes
    is_first: bool


class DigitSender:
    """Keys waiting to be pressed: asked once a tick, it gives an event packet or leaves the tick to sound."""

    def __init__(self) -> None:
        self._ticks: deque[EventPacket | None] = deque()

    def press(self, keys: str) -> float:
        """Queue keys; the seconds until all are sent. `w` waits half a second, `W` a whole one.

        Raises ValueError for anything that is no key.
        """
        unknown = set(keys) - set(KEYS) - set(_WAIT_TICKS)
        if unknown:
            raise ValueError(f"no such key: {''.join(sorted(unknown))}")
        for key in keys:
            self._ticks.extend([None] * _WAIT_TICKS[key] if key in _WAIT_TICKS else _press(KEYS.index(key)))
        return len(self._ticks) * FRAME_SECONDS

    @property
    def is_busy(self) -> bool:
        """Keys are still being pressed."""
        return bool(self._ticks)

    def next_packet(self) -> EventPacket | None:
        """What to send in this tick instead of sound."""
        return self._ticks.popleft() if self._ticks else None


def _press(event: int) -> list[EventPacket | None]:
    durations = [FRAME_SAMPLES * tick for tick in range(1, _TONE_TICKS + 1)]
    held: list[EventPacket | None] = [
        EventPacket(_EVENT.pack(event, _VOLUME, duration), is_first=duration == FRAME_SAMPLES)
        for duration in durations
    ]
    ended = EventPacket(_EVENT.pack(event, 0x80 | _VOLUME, FRAME_SAMPLES * (_TONE_TICKS + 1)), is_first=False)
    return [*held, *[ended] * _END_PACKETS, *[None] * _GAP_TICKS]
