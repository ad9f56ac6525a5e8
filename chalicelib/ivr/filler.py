"""What a caller hears while an answer is awaited. Pure.

A flow chooses it with variables: `filler_say` (in the flow's `language`) or `filler_play` (an address).
"""

from collections.abc import Mapping
from typing import Any

from chalicelib.carrier import Instruction, Pause, Play, Say

_TEXT = {"zh-CN": "正在为您查询，请稍候。", "en-US": "One moment please, we are looking that up."}
_EVERY = 6
_PAUSE_SECONDS = 2


def filler(variables: Mapping[str, Any], nth: int) -> Instruction:
    """The `nth` thing to hear, from 0: the prompt first and from time to time, a silence in between."""
    if nth % _EVERY:
        return Pause(_PAUSE_SECONDS)
    if address := str(variables.get("filler_play") or ""):
        return Play(address)
    language = "en-US" if str(variables.get("language", "")).startswith("en") else "zh-CN"
    return Say(str(variables.get("filler_say") or "") or _TEXT[language], language)
