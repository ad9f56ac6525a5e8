"""Sound between parties: the engine, rooms, recordings, tones, files and RTP.

Everything is 8 kHz mono int16 in frames of 160 samples, one every 20 ms.
"""

from sandbox.carrier.media.engine import Engine
from sandbox.carrier.media.frames import (
    FRAME_SAMPLES,
    FRAME_SECONDS,
    SAMPLE_RATE,
    SILENCE,
    Frame,
    Pcm,
    seconds_of,
    silence,
)
from sandbox.carrier.media.party import Party
from sandbox.carrier.media.playback import PlayResult
from sandbox.carrier.media.port import AudioPort
from sandbox.carrier.media.recorder import Recorder
from sandbox.carrier.media.room import Room
from sandbox.carrier.media.sound_file import decode, read_wav, resample, write_wav
from sandbox.carrier.media.tap import Tap, dominant_frequency, rms, tone_level
from sandbox.carrier.media.tones import beep, busy, music, ringback, tone

__all__ = [
    "FRAME_SAMPLES",
    "FRAME_SECONDS",
    "SAMPLE_RATE",
    "SILENCE",
    "AudioPort",
    "Engine",
    "Frame",
    "Party",
    "Pcm",
    "PlayResult",
    "Recorder",
    "Room",
    "Tap",
    "beep",
    "busy",
    "decode",
    "dominant_frequency",
    "music",
    "read_wav",
    "resample",
    "ringback",
    "rms",
    "seconds_of",
    "silence",
    "tone",
    "tone_level",
    "write_wav",
]
