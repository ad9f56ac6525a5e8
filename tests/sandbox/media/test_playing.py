"""Playing to a party, recording it, measuring it."""

import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from sandbox.carrier.media import Engine, Party, PlayResult, beep, dominant_frequency, read_wav, silence, tone
from sandbox.carrier.media.recorder import Recorder

Speaker = Callable[..., Party]
PassTime = Callable[[float], None]


async def test_a_playback_finishes_after_exactly_its_length(speaker: Speaker, pass_time: PassTime) -> None:
    party = speaker()
    done = party.play(tone(800, 1.0))
    pass_time(0.98)
    assert not done.done()
    pass_time(0.02)
    assert done.result() is PlayResult.FINISHED
    assert not party.is_playing


async def test_stopping_tells_that_it_was_stopped(speaker: Speaker, pass_time: PassTime) -> None:
    party = speaker()
    done = party.play(tone(800, 1.0))
    pass_time(0.5)
    party.stop_playing()
    assert done.result() is PlayResult.STOPPED
    assert len(party.port.heard) == 4000  # type: ignore[attr-defined]


async def test_a_second_playback_replaces_the_first(speaker: Speaker, pass_time: PassTime) -> None:
    party = speaker()
    first = party.play(tone(800, 1.0))
    party.play(tone(1200, 1.0))
    pass_time(0.5)
    assert first.result() is PlayResult.STOPPED
    assert dominant_frequency(party.port.heard) == pytest.approx(1200, abs=5)  # type: ignore[attr-defined]


async def test_a_loop_goes_on_until_stopped(speaker: Speaker, pass_time: PassTime) -> None:
    party = speaker()
    done = party.play(tone(800, 0.25), loop=True)
    pass_time(3)
    assert not done.done()
    assert dominant_frequency(party.port.heard[-4000:]) == pytest.approx(800, abs=5)  # type: ignore[attr-defined]
    party.stop_playing()
    assert done.result() is PlayResult.STOPPED


async def test_nothing_to_play_is_finished_at_once(speaker: Speaker) -> None:
    assert speaker().play(silence(0)).result() is PlayResult.FINISHED


async def test_a_party_that_goes_ends_its_playback_and_recording(
    speaker: Speaker, engine: Engine, pass_time: PassTime, tmp_path: Path
) -> None:
    party = speaker(500)
    done = party.play(tone(800, 5), loop=True)
    party.record(tmp_path / "party.wav")
    pass_time(1)
    engine.remove(party)
    assert done.result() is PlayResult.STOPPED
    assert len(read_wav(tmp_path / "party.wav")) == 8000


async def test_one_broken_party_does_not_silence_the_others(speaker: Speaker, engine: Engine) -> None:
    broken, fine = speaker(500), speaker(900)
    broken.port.pull = lambda: 1 / 0  # type: ignore[method-assign,assignment,return-value]
    room_ticks = 10
    for _ in range(room_ticks):
        engine.tick()
    assert len(fine.port.delivered) == room_ticks  # type: ignore[attr-defined]


async def test_a_tap_measures_what_is_said_and_heard(speaker: Speaker, pass_time: PassTime) -> None:
    party = speaker(500)
    tap = party.tap()
    party.play(tone(1100, 2))
    pass_time(2)
    assert dominant_frequency(tap.said) == pytest.approx(500, abs=2)
    assert dominant_frequency(tap.heard) == pytest.approx(1100, abs=2)
    assert tap.seconds == pytest.approx(2)


async def test_quiet_time_is_counted_and_ends_with_a_word(speaker: Speaker, pass_time: PassTime) -> None:
    silent, talking = speaker(None), speaker(500)
    pass_time(2)
    assert silent.quiet_seconds == pytest.approx(2)
    assert talking.quiet_seconds == 0


def test_a_recording_lasts_as_long_as_its_frames(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "r.wav")
    for _ in range(77):
        recorder.write(tone(500, 0.02), tone(900, 0.02))
    assert recorder.close() == pytest.approx(1.54)
    assert recorder.close() == pytest.approx(1.54)
    with wave.open(str(tmp_path / "r.wav")) as file:
        assert (file.getnchannels(), file.getframerate(), file.getnframes()) == (1, 8000, 77 * 160)


def test_a_paused_recording_leaves_the_pause_out(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "r.wav")
    frame = tone(500, 0.02)
    for tick in range(150):
        recorder.is_paused = 50 <= tick < 100
        recorder.write(frame, frame)
    assert recorder.close() == pytest.approx(2.0)


def test_a_recording_can_be_read_while_it_is_made(tmp_path: Path) -> None:
    """A process killed at this moment leaves what was recorded until the last second."""
    recorder = Recorder(tmp_path / "r.wav")
    for _ in range(120):
        recorder.write(tone(500, 0.02), np.zeros(160, dtype=np.int16))
    assert len(read_wav((tmp_path / "r.wav").read_bytes())) >= 100 * 160 - 4096
    recorder.close()


def test_a_beep_is_a_beep() -> None:
    assert dominant_frequency(beep()) == pytest.approx(1000, abs=5)
