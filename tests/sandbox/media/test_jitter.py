"""The jitter buffer under loss, disorder, late packets and drifting clocks."""

import random

import numpy as np
import pytest

from sandbox.carrier.media import FRAME_SAMPLES, Frame
from sandbox.carrier.media.jitter import JitterBuffer


def sound(number: int) -> Frame:
    return np.full(FRAME_SAMPLES, 1000 + number, dtype=np.int16)


def fill(buffer: JitterBuffer, *sequences: int) -> None:
    for sequence in sequences:
        buffer.put(sequence % 0x10000, sound(sequence))


def numbers(buffer: JitterBuffer, ticks: int) -> list[int | None]:
    frames = [buffer.pop() for _ in range(ticks)]
    return [None if frame is None else int(frame[0]) - 1000 for frame in frames]


def test_sound_begins_once_three_packets_wait() -> None:
    buffer = JitterBuffer()
    fill(buffer, 7, 8)
    assert buffer.pop() is None
    fill(buffer, 9)
    assert numbers(buffer, 3) == [7, 8, 9]


def test_disorder_is_put_right() -> None:
    buffer = JitterBuffer()
    fill(buffer, 2, 1, 4, 3)
    assert numbers(buffer, 4) == [1, 2, 3, 4]
    assert buffer.lost == 0


def test_sequence_numbers_wrap_around() -> None:
    buffer = JitterBuffer()
    for sequence in (0xFFFE, 0xFFFF, 0, 1):
        buffer.put(sequence, sound(sequence % 10))
    assert numbers(buffer, 4) == [4, 5, 0, 1]


def test_a_lost_packet_is_hidden_by_fading_sound() -> None:
    buffer = JitterBuffer()
    fill(buffer, 1, 2, 4, 5)
    frames = [buffer.pop() for _ in range(4)]
    assert frames[2] is not None
    assert 0 < int(frames[2][0]) < 1002
    assert frames[3] is not None
    assert int(frames[3][0]) == 1004
    assert buffer.lost == 1


def test_a_packet_that_comes_after_its_turn_is_dropped() -> None:
    buffer = JitterBuffer()
    fill(buffer, 1, 2, 4, 5)
    numbers(buffer, 3)
    fill(buffer, 3)
    assert buffer.late == 1
    assert numbers(buffer, 2) == [4, 5]


def test_a_key_press_uses_sequence_numbers_and_is_no_loss() -> None:
    buffer = JitterBuffer()
    fill(buffer, 1, 2, 3)
    for sequence in (4, 5, 6):
        buffer.put(sequence, None)
    fill(buffer, 7)
    assert numbers(buffer, 4) == [1, 2, 3, 7]
    assert buffer.lost == 0


def test_silence_in_the_stream_ends_in_none_and_begins_again() -> None:
    buffer = JitterBuffer()
    fill(buffer, 1, 2, 3)
    numbers(buffer, 3)
    assert [buffer.pop() for _ in range(12)][-1] is None
    fill(buffer, 4, 5, 6)
    assert numbers(buffer, 3) == [4, 5, 6]


def test_a_sender_that_begins_anew_is_followed() -> None:
    buffer = JitterBuffer()
    fill(buffer, 1, 2, 3)
    numbers(buffer, 2)
    fill(buffer, 30000, 30001, 30002)
    assert numbers(buffer, 3) == [30000 - 0, 30001, 30002]


def test_delay_stays_bounded_when_the_sender_runs_fast() -> None:
    buffer = JitterBuffer()
    for tick in range(1000):
        buffer.put(tick, sound(tick % 500))
        if tick % 20 == 0:  # 5 % too fast
            buffer.put(tick, sound(tick % 500))
        if tick % 20 != 0:
            buffer.pop()
    assert buffer.skipped > 0
    newest = (999 % 500) + 1000
    frame = buffer.pop()
    assert frame is not None
    assert (newest - int(frame[0])) * 0.02 < 0.25


def test_packets_of_other_lengths_become_even_frames() -> None:
    buffer = JitterBuffer()
    for sequence in range(6):  # 30 ms each
        buffer.put(sequence, np.full(240, sequence + 1, dtype=np.int16))
    frames = [buffer.pop() for _ in range(9)]
    joined = np.concatenate([frame for frame in frames if frame is not None])
    assert np.array_equal(joined, np.repeat(np.arange(1, 7), 240))


@pytest.mark.parametrize("seed", range(5))
def test_five_percent_loss_and_jitter_lose_five_percent_and_no_more(seed: int) -> None:
    chance = random.Random(seed)
    arrivals: dict[int, list[int]] = {}
    for sequence in range(2000):
        if chance.random() > 0.05:
            arrivals.setdefault(sequence + chance.randint(0, 2), []).append(sequence)
    buffer = JitterBuffer()
    heard = 0
    for tick in range(2010):
        for sequence in arrivals.get(tick, []):
            buffer.put(sequence, sound(1))
        frame = buffer.pop()
        heard += frame is not None and int(frame[0]) == 1001
    assert heard >= 2000 * 0.92
