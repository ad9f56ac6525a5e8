"""espeak-ng inside this process, through ctypes.

The C library keeps everything in globals, so all of it runs in the one thread of `speech.py`. The shared
library comes from the package `espeakng-loader`; where that has no build for the machine, an `espeak-ng`
program or the system's `say` does the work.
"""

from __future__ import annotations

import ctypes
import logging
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import numpy as np

from sandbox.carrier.media.frames import Pcm
from sandbox.carrier.media.resampling import resample
from sandbox.carrier.media.sound_file import read_wav
from sandbox.carrier.media.tones import tone

log = logging.getLogger(__name__)

_SYNCHRONOUS = 2  # AUDIO_OUTPUT_SYNCHRONOUS: espeak_Synth returns when all was spoken
_DO_NOT_EXIT = 0x8000  # espeakINITIALIZE_DONT_EXIT: report missing data instead of calling exit()
_UTF8 = 1
_RATE_PARAMETER = 1
_POSITION_BY_CHARACTER = 1

_SoundCallback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


class EspeakMissing(RuntimeError):
    """There is no usable espeak-ng library for this machine."""


class Espeak:
    """The library, initialised. Make one, and use it from one thread."""

    def __init__(self) -> None:
        try:
            import espeakng_loader

            self._library = ctypes.CDLL(espeakng_loader.get_library_path())
            data_path = str(espeakng_loader.get_data_path()).encode()
        except (ImportError, OSError, RuntimeError) as error:
            raise EspeakMissing(str(error)) from error
        self.rate = int(self._library.espeak_Initialize(_SYNCHRONOUS, 0, data_path, _DO_NOT_EXIT))
        if self.rate <= 0:
            raise EspeakMissing("espeak-ng finds no voice data")
        self._library.espeak_TextToPhonemes.restype = ctypes.c_char_p
        self._pieces: list[Pcm] = []
        self._callback = _SoundCallback(self._collect)  # kept: C holds only the address
        self._library.espeak_SetSynthCallback(self._callback)

    def say(self, text: str, voice: str, words_per_minute: int) -> Pcm:
        """Speak with a voice of espeak's (`cmn`, `en-us+f3`); 8 kHz."""
        self._choose(voice)
        self._library.espeak_SetParameter(_RATE_PARAMETER, words_per_minute, 0)
        self._pieces = []
        data = text.encode() + b"\0"
        size = ctypes.c_size_t(len(data))
        self._library.espeak_Synth(data, size, 0, _POSITION_BY_CHARACTER, 0, _UTF8, None, None)
        spoken = np.concatenate(self._pieces) if self._pieces else np.zeros(0, dtype=np.int16)
        return resample(spoken, self.rate)

    def phonemes(self, text: str, voice: str) -> str:
        """How the text would be pronounced, in espeak's phoneme letters."""
        self._choose(voice)
        buffer = ctypes.create_string_buffer(text.encode())
        at = ctypes.c_void_p(ctypes.addressof(buffer))
        clauses: list[str] = []
        while at.value:
            clauses.append((self._library.espeak_TextToPhonemes(ctypes.byref(at), _UTF8, 0) or b"").decode())
        return " ".join(clauses).strip()

    def _choose(self, voice: str) -> None:
        if self._library.espeak_SetVoiceByName(voice.encode()) != 0:
            raise ValueError(f"espeak-ng has no voice {voice}")

    def _collect(self, samples: ctypes._Pointer[ctypes.c_short], count: int, _events: int | None) -> int:
        if samples and count > 0:
            self._pieces.append(np.ctypeslib.as_array(samples, (count,)).copy())
        return 0


@cache
def library() -> Espeak | None:
    """The one engine of this process, where there is one: a second would take over the first one's sound."""
    try:
        return Espeak()
    except EspeakMissing as error:
        log.warning("no espeak-ng library (%s); trying programs", error)
        return None


def say(text: str, voice: str, words_per_minute: int) -> Pcm:
    """Speak with the best engine this machine has; a tone of the same length when it has none."""
    engine = library()
    if engine is not None:
        return engine.say(text, voice, words_per_minute)
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "said.wav"
        for command in _programs(text, voice, words_per_minute, path):
            if shutil.which(command[0]) and subprocess.run(command, capture_output=True).returncode == 0:
                return read_wav(path)
    log.warning("this machine cannot speak: a tone stands for %r", text[:40])
    return tone(400, max(0.4, 0.15 * len(text)))


def _programs(text: str, voice: str, words_per_minute: int, path: Path) -> list[list[str]]:
    mac_voice = "Tingting" if voice.startswith("cmn") else "Samantha"
    return [
        ["espeak-ng", "-v", voice, "-s", str(words_per_minute), "-w", str(path), "--", text],
        ["say", "-v", mac_voice, "--data-format=LEI16@22050", "-o", str(path), "--", text],
    ]
