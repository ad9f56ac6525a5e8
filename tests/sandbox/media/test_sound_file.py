"""Reading the sound files people have, at 8 kHz in the end."""

import io
import struct
import wave
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.carrier.media import decode, dominant_frequency, read_wav, resample, rms, tone, write_wav
from sandbox.carrier.media.g711 import Law, encode
from sandbox.carrier.media.sound_file import UnknownSound


def sine(frequency: float, rate: int, seconds: float = 1.0) -> np.ndarray:
    return (8000 * np.sin(2 * np.pi * frequency * np.arange(round(rate * seconds)) / rate)).astype(np.int16)


def wav(samples: bytes, rate: int, channels: int = 1, width: int = 2) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(channels)
        out.setsampwidth(width)
        out.setframerate(rate)
        out.writeframes(samples)
    return file.getvalue()


@pytest.mark.parametrize("rate", [8000, 11025, 16000, 22050, 44100, 48000])
def test_any_rate_keeps_tone_level_and_length(rate: int) -> None:
    sound = read_wav(wav(sine(1000, rate).tobytes(), rate))
    assert len(sound) == 8000
    assert dominant_frequency(sound) == pytest.approx(1000, abs=2)
    assert rms(sound) == pytest.approx(8000 / np.sqrt(2), rel=0.02)


@pytest.mark.parametrize(("frequency", "rate"), [(5000, 22050), (6500, 16000), (10000, 48000)])
def test_what_a_telephone_cannot_carry_is_removed_and_does_not_fold_back(frequency: float, rate: int) -> None:
    assert rms(resample(sine(frequency, rate), rate)) < 60  # 40 dB down


def test_stereo_becomes_the_mean_of_both_sides() -> None:
    both = np.stack([sine(500, 8000), np.zeros(8000, dtype=np.int16)], axis=1)
    sound = read_wav(wav(both.tobytes(), 8000, channels=2))
    assert rms(sound) == pytest.approx(4000 / np.sqrt(2), rel=0.02)


@pytest.mark.parametrize(
    ("width", "samples"),
    [
        (1, ((sine(700, 8000) >> 8) + 128).astype(np.uint8).tobytes()),
        (3, b"".join(struct.pack("<i", int(s) << 8)[:3] for s in sine(700, 8000))),
        (4, (sine(700, 8000).astype(np.int32) << 16).tobytes()),
    ],
)
def test_every_sample_width_is_understood(width: int, samples: bytes) -> None:
    sound = read_wav(wav(samples, 8000, width=width))
    assert dominant_frequency(sound) == pytest.approx(700, abs=2)
    assert rms(sound) == pytest.approx(8000 / np.sqrt(2), rel=0.03)


@pytest.mark.parametrize(("tag", "law"), [(6, Law.A), (7, Law.U)])
def test_g711_files_are_understood(tag: int, law: Law) -> None:
    body = encode(sine(700, 8000), law)
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, tag, 1, 8000, 8000, 1, 8)
    data = (
        b"RIFF"
        + struct.pack("<I", 36 + len(body))
        + b"WAVE"
        + form
        + struct.pack("<4sI", b"data", len(body))
        + body
    )
    assert dominant_frequency(decode(data)) == pytest.approx(700, abs=2)


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    write_wav(tmp_path / "a.wav", tone(700, 0.5))
    assert np.array_equal(read_wav(tmp_path / "a.wav"), tone(700, 0.5))


def test_other_formats_are_decoded_too() -> None:
    av = pytest.importorskip("av")
    file = io.BytesIO()
    with av.open(file, "w", format="flac") as container:
        stream = container.add_stream("flac", rate=44100, layout="mono")
        frame = av.AudioFrame.from_ndarray(sine(900, 44100).reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = 44100
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            container.mux(packet)
    assert dominant_frequency(decode(file.getvalue())) == pytest.approx(900, abs=5)


@given(st.binary(max_size=200))
def test_garbage_is_refused_by_name(data: bytes) -> None:
    for garbage in (data, b"RIFF" + data, b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0" + data):
        try:
            read_wav(garbage)
        except UnknownSound:
            continue
