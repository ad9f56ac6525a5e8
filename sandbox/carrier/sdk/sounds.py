"""The sounds that the SDK plays in the browser, made here: no vendor CDN on a laptop."""

from __future__ import annotations

import io
import wave
from functools import cache

import numpy as np

from sandbox.carrier.media import Pcm, silence, tone
from sandbox.carrier.webrtc.dtmf import dtmf_tone

_KEY_NAMES = {"star": "*", "hash": "#"}


@cache
def sound_wav(name: str) -> bytes | None:
    """A sound by the SDK's name for it (``incoming``, ``dtmf-7``...) as a WAV file; None if there is none."""
    pcm = _sound(name)
    if pcm is None:
        return None
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(pcm.astype("<i2").tobytes())
    return out.getvalue()


def _sound(name: str) -> Pcm | None:
    if name.startswith("dtmf-"):
        key = _KEY_NAMES.get(name[5:], name[5:])
        return dtmf_tone(key) if len(key) == 1 else None
    if name == "incoming":
        trill = np.concatenate([tone(hz, 0.05, 7000) for _ in range(8) for hz in (880, 1109)])
        return np.concatenate((trill, silence(0.2), trill, silence(2.0)))
    if name == "outgoing":
        return np.concatenate((tone(660, 0.08, 5000), tone(880, 0.1, 5000)))
    if name == "disconnect":
        return np.concatenate((tone(660, 0.09, 5000), tone(440, 0.14, 5000)))
    return None
