"""Sound files in, 8 kHz mono out; and WAV files written."""

from __future__ import annotations

import io
import struct
import wave
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from sandbox.carrier.media import g711
from sandbox.carrier.media.frames import SAMPLE_RATE, Pcm, clip
from sandbox.carrier.media.resampling import resample

__all__ = ["UnknownSound", "decode", "read_wav", "resample", "write_wav"]

_PCM, _FLOAT, _ALAW, _ULAW, _EXTENSIBLE = 1, 3, 6, 7, 0xFFFE


class UnknownSound(ValueError):
    """The bytes are no sound that can be decoded here."""


def read_wav(source: Path | str | bytes) -> Pcm:
    """A WAV file (or its bytes): PCM of any width, float, A-law or u-law, any rate and channels."""
    data = source if isinstance(source, bytes) else Path(source).read_bytes()
    form, body = _chunks(data)
    tag, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", form)
    if tag == _EXTENSIBLE and len(form) >= 26:
        tag = struct.unpack_from("<H", form, 24)[0]
    if channels == 0 or rate == 0:
        raise UnknownSound("WAV without channels or rate")
    samples = _samples(tag, bits, body)
    whole = samples[: len(samples) // channels * channels].reshape(-1, channels)
    return resample(clip(whole.mean(axis=1)) if channels > 1 else whole[:, 0], rate)


def decode(data: bytes) -> Pcm:
    """Any sound file: WAV by ourselves, everything else (MP3, OGG, ...) by FFmpeg's library."""
    if data[:4] == b"RIFF":
        return read_wav(data)
    return _decode_with_ffmpeg(data)


def write_wav(path: Path | str, pcm: Pcm) -> None:
    """Write 8 kHz mono 16-bit."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(pcm.astype("<i2").tobytes())


def _chunks(data: bytes) -> tuple[bytes, bytes]:
    """The format chunk and the data chunk; a data chunk cut short or of unknown length is what is there."""
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        raise UnknownSound("not a WAV file")
    form, at = b"", 12
    while at + 8 <= len(data):
        name, size = data[at : at + 4], struct.unpack_from("<I", data, at + 4)[0]
        if name == b"fmt ":
            form = data[at + 8 : at + 8 + size]
        if name == b"data" and len(form) >= 16:
            return form, data[at + 8 : at + 8 + size]
        at += 8 + size + size % 2
    raise UnknownSound("WAV without sound data")


def _samples(tag: int, bits: int, body: bytes) -> npt.NDArray[np.int16]:
    if tag == _ALAW:
        return g711.decode(body, g711.Law.A)
    if tag == _ULAW:
        return g711.decode(body, g711.Law.U)
    if tag == _FLOAT and bits in (32, 64):
        return clip(np.frombuffer(body[: len(body) // (bits // 8) * (bits // 8)], f"<f{bits // 8}") * 32767)
    if tag == _PCM and bits == 8:
        return ((np.frombuffer(body, np.uint8).astype(np.int16) - 128) << 8).astype(np.int16)
    if tag == _PCM and bits in (16, 24, 32):
        return _top_16_bits(body, bits // 8)
    raise UnknownSound(f"WAV format {tag} with {bits} bits")


def _top_16_bits(body: bytes, width: int) -> npt.NDArray[np.int16]:
    table = np.frombuffer(body[: len(body) // width * width], np.uint8).reshape(-1, width)
    return np.ascontiguousarray(table[:, -2:]).view("<i2").reshape(-1).astype(np.int16)


def _decode_with_ffmpeg(data: bytes) -> Pcm:
    import av  # heavy, and only WAV is common

    pieces: list[npt.NDArray[Any]] = []
    try:
        with av.open(io.BytesIO(data), mode="r") as container:
            resampler = av.AudioResampler(format="s16", layout="mono", rate=SAMPLE_RATE)
            for frame in [*container.decode(audio=0), None]:
                pieces += [part.to_ndarray().reshape(-1) for part in resampler.resample(frame)]
    except (av.FFmpegError, IndexError, ValueError) as error:
        raise UnknownSound(f"cannot decode this sound: {error}") from error
    return np.concatenate(pieces).astype(np.int16) if pieces else np.zeros(0, dtype=np.int16)
