"""The two-tone sounds of a telephone's keys."""

import numpy as np

from sandbox.carrier.media import Pcm, silence, tone

_ROWS = (697, 770, 852, 941)
_COLUMNS = (1209, 1336, 1477, 1633)
_KEYS = "123A456B789C*0#D"
_TONE_SECONDS, _GAP_SECONDS = 0.12, 0.08


def dtmf_tone(key: str) -> Pcm:
    """One key and the pause after it; silence for what is no key."""
    place = _KEYS.find(key)
    if len(key) != 1 or place < 0:
        return silence(_GAP_SECONDS)
    row, column = _ROWS[place // 4], _COLUMNS[place % 4]
    both = tone(row, _TONE_SECONDS, 6000) + tone(column, _TONE_SECONDS, 6000)
    return np.concatenate((both.astype(np.int16), silence(_GAP_SECONDS)))
