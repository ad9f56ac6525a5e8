"""Text to speech for Say: spoken by espeak-ng in a thread of its own, kept on disk."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import os
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from sandbox.carrier import espeak
from sandbox.carrier.media.frames import Pcm, clip
from sandbox.carrier.media.sound_file import UnknownSound, read_wav, write_wav

log = logging.getLogger(__name__)

_RECIPE = "1"  # counted up when the same text shall sound different
_SPEECH_RMS = 3000.0
_HIGHEST_PEAK = 30000.0
_HAN = re.compile(r"([㐀-鿿豈-﫿　-〿！-～]+)")
_MEN = {"man", "matthew", "joey", "justin", "kevin", "stephen", "brian", "arthur", "russell", "geraint"}

_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="speech")


async def speak(text: str, language: str = "en-US", voice: str = "") -> Pcm:
    """Say a text; 8 kHz sound at an even level.

    Languages by BCP 47 tag: zh, zh-CN, cmn-CN ... are Mandarin, en-GB is British, everything else is
    American English. `voice` may be empty, "man", "woman" or a carrier's voice name (`Polly.Zhiyu`), which
    only picks a man's or a woman's sound. Chinese characters are Mandarin in every language.
    """
    path = _cache_directory() / f"{_key(text, language, voice)}.wav"
    cached = await asyncio.to_thread(_read, path)
    if cached is not None:
        return cached
    return await asyncio.get_running_loop().run_in_executor(
        _thread, _say_and_keep, text, language, voice, path
    )


def engine_voice(language: str, voice: str = "") -> str:
    """The espeak-ng voice for a language tag and a carrier's voice name."""
    tag = language.lower()
    base = "cmn" if tag.split("-")[0] in ("zh", "cmn") else "en-gb" if tag == "en-gb" else "en-us"
    name = voice.lower().removeprefix("polly.").split("-")[0]
    return base if name in _MEN else f"{base}+f2"


def _say_and_keep(text: str, language: str, voice: str, path: Path) -> Pcm:
    pieces = [espeak.say(part, name, speed) for part, name, speed in _parts(text, language, voice)]
    said = _even_level(np.concatenate(pieces)) if pieces else np.zeros(0, dtype=np.int16)
    _keep(path, said)
    return said


def _parts(text: str, language: str, voice: str) -> list[tuple[str, str, int]]:
    """Stretches of text, each with voice and speed: an English voice cannot read Chinese characters."""
    name = engine_voice(language, voice)
    if name.startswith("cmn"):
        return [(text, name, 150)] if text.strip() else []
    chinese = engine_voice("zh", voice)
    return [
        (part, chinese, 150) if _HAN.fullmatch(part) else (part, name, 165)
        for part in _HAN.split(text)
        if part.strip()
    ]


def _even_level(pcm: Pcm) -> Pcm:
    """Bring the spoken parts to one loudness, whatever the voice."""
    loud = pcm[np.abs(pcm.astype(np.int32)) > 500].astype(np.float64)
    if len(loud) == 0:
        return pcm
    gain = min(_SPEECH_RMS / np.sqrt(np.mean(loud**2)), _HIGHEST_PEAK / np.abs(loud).max())
    return clip(pcm * gain)


def _cache_directory() -> Path:
    return Path(os.environ.get("TRUNKLINE_SPEECH_CACHE") or Path.home() / ".cache" / "trunkline" / "speech")


def _key(text: str, language: str, voice: str) -> str:
    spoken_as = "\0".join((_RECIPE, engine_voice(language, voice), text))
    return hashlib.sha256(spoken_as.encode()).hexdigest()[:32]


def _read(path: Path) -> Pcm | None:
    try:
        return read_wav(path)
    except (OSError, UnknownSound):
        return None


def _keep(path: Path, pcm: Pcm) -> None:
    """Keep it for the next time; a reader sees the whole file or none."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(f".{os.getpid()}.part")
        write_wav(unfinished, pcm)
        unfinished.replace(path)
    except OSError as error:
        log.warning("speech is not kept: %s", error)
