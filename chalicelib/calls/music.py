"""The music of waiting and of hold: made here, stored once, so that nothing needs a licence."""

import math
import struct
import wave
from functools import cache
from io import BytesIO

from chalicelib.aws import objects
from chalicelib.problems import NotFound

RATE = 8000
_KEY = "prompts/waiting-1.wav"
_BEAT_SECONDS = 0.6
_LINK_SECONDS = 3600
# Semitones above A3, one a beat; four bars that end where they begin.
_TUNE = (0, 4, 7, 12, 9, 7, 4, 7, 5, 9, 12, 9, 7, 4, 2, 0, 0, 4, 7, 12, 14, 12, 9, 7, 5, 4, 2, 5, 4, 2, 0, 0)


def link() -> str:
    """An address from which the carrier can play the music for an hour."""
    _ensure_stored()
    return objects.link(_KEY, seconds=_LINK_SECONDS)


@cache
def _ensure_stored() -> None:
    try:
        objects.get(_KEY)
    except NotFound:
        objects.put(_KEY, wav(), "audio/wav")


def wav() -> bytes:
    """About twenty seconds of plucked notes, 8 kHz, 16 bit, one channel."""
    out = BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        for semitone in _TUNE:
            file.writeframes(_note(220 * 2 ** (semitone / 12)))
    return out.getvalue()


def _note(hertz: float) -> bytes:
    """One plucked note that dies away within its beat, so that no click is heard between two."""
    count = round(_BEAT_SECONDS * RATE)
    samples = (
        math.sin(2 * math.pi * hertz * n / RATE)
        * math.exp(-4 * n / count)
        * min(1.0, n / 80, (count - n) / 400)
        for n in range(count)
    )
    return b"".join(struct.pack("<h", round(6000 * sample)) for sample in samples)
