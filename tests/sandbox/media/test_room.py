"""Who hears whom."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from sandbox.carrier.media import Engine, Party, Room, music, read_wav, rms, tone, tone_level

Speaker = Callable[..., Party]
PassTime = Callable[[float], None]
AUDIBLE, INAUDIBLE = 1500, 30


def hears(party: Party, frequency: float, seconds: float = 1.0) -> bool:
    level = tone_level(party.port.heard[-round(seconds * 8000) :], frequency)  # type: ignore[attr-defined]
    assert level > AUDIBLE or level < INAUDIBLE, f"{frequency} Hz at {level:.0f} is neither clear nor silent"
    return level > AUDIBLE


async def test_each_of_three_hears_the_other_two_and_not_itself(
    speaker: Speaker, pass_time: PassTime
) -> None:
    room, tones = Room(), (500.0, 900.0, 1300.0)
    parties = [speaker(frequency) for frequency in tones]
    for party in parties:
        room.join(party)
    pass_time(1)
    for party, own in zip(parties, tones, strict=True):
        assert {heard for heard in tones if hears(party, heard)} == set(tones) - {own}


async def test_a_muted_party_hears_and_is_not_heard(speaker: Speaker, pass_time: PassTime) -> None:
    room, loud, muted = Room(), speaker(500), speaker(900)
    room.join(loud)
    room.join(muted, muted=True)
    pass_time(1)
    assert not hears(loud, 900)
    assert hears(muted, 500)
    room.mute(muted, False)
    pass_time(1)
    assert hears(loud, 900)


async def test_a_held_party_hears_only_music_and_is_not_heard(speaker: Speaker, pass_time: PassTime) -> None:
    room, agent, caller = Room(), speaker(500), speaker(900)
    room.join(agent)
    room.join(caller)
    room.hold(caller, tone(2000, 0.5))
    pass_time(2)
    assert room.is_held(caller)
    assert not hears(agent, 900)
    assert (hears(caller, 2000), hears(caller, 500)) == (True, False)
    room.unhold(caller)
    pass_time(1)
    assert (hears(caller, 2000), hears(caller, 500)) == (False, True)
    assert hears(agent, 900)


async def test_what_is_played_to_one_party_is_not_heard_by_the_other(
    speaker: Speaker, pass_time: PassTime
) -> None:
    room, one, other = Room(), speaker(500), speaker(None)
    room.join(one)
    room.join(other)
    one.play(tone(2000, 5))
    pass_time(1)
    assert hears(one, 2000)
    assert not hears(other, 2000)


async def test_an_announcement_is_heard_by_all_and_recorded(
    speaker: Speaker, pass_time: PassTime, tmp_path: Path
) -> None:
    room, one, other = Room(), speaker(500), speaker(None)
    room.join(one)
    room.join(other)
    room.record(tmp_path / "room.wav")
    room.announce(tone(2000, 1))
    pass_time(1)
    room.stop_recording()
    assert hears(one, 2000)
    assert hears(other, 2000)
    assert tone_level(read_wav(tmp_path / "room.wav"), 2000) > AUDIBLE


async def test_who_leaves_is_heard_no_more(speaker: Speaker, pass_time: PassTime, engine: Engine) -> None:
    room, stays, goes = Room(), speaker(None), speaker(900)
    room.join(stays)
    room.join(goes)
    pass_time(1)
    assert hears(stays, 900)
    engine.remove(goes)
    pass_time(1)
    assert not hears(stays, 900)
    assert room.parties == (stays,)


async def test_who_joins_a_second_room_leaves_the_first(speaker: Speaker) -> None:
    first, second, party = Room(), Room(), speaker(500)
    first.join(party)
    second.join(party)
    assert first.parties == ()
    assert party.room is second


async def test_a_room_is_recorded_mixed_and_to_the_frame(
    speaker: Speaker, pass_time: PassTime, tmp_path: Path
) -> None:
    room, one, other = Room(), speaker(500), speaker(900)
    room.join(one)
    room.join(other)
    room.record(tmp_path / "room.wav")
    pass_time(3)
    assert room.stop_recording() == pytest.approx(3.0)
    recorded = read_wav(tmp_path / "room.wav")
    assert len(recorded) == 24000
    assert tone_level(recorded, 500) > AUDIBLE
    assert tone_level(recorded, 900) > AUDIBLE


async def test_a_dual_recording_keeps_the_first_party_apart(
    speaker: Speaker, pass_time: PassTime, tmp_path: Path
) -> None:
    room, one, other = Room(), speaker(500), speaker(900)
    room.join(one)
    room.join(other)
    room.record(tmp_path / "dual.wav", channels=2)
    pass_time(1)
    room.stop_recording()
    both = np.frombuffer((tmp_path / "dual.wav").read_bytes()[44:], "<i2").reshape(-1, 2)
    left, right = both[:, 0].astype(np.int16), both[:, 1].astype(np.int16)
    assert (tone_level(left, 500) > AUDIBLE, tone_level(left, 900) < INAUDIBLE) == (True, True)
    assert (tone_level(right, 900) > AUDIBLE, tone_level(right, 500) < INAUDIBLE) == (True, True)


async def test_many_loud_voices_are_limited_and_do_not_wrap(
    engine: Engine, speaker: Speaker, pass_time: PassTime
) -> None:
    room = Room()
    parties = [speaker(500) for _ in range(12)]
    for party in parties:
        room.join(party)
    pass_time(1)
    heard = parties[0].port.heard[8:]  # type: ignore[attr-defined]
    assert heard.max() == 32767
    assert np.abs(np.diff(heard.astype(int))).max() < 32767  # a wrap-around would jump the whole scale


def test_hold_music_loops_without_a_click() -> None:
    sound = music()
    seam = abs(int(sound[0]) - int(sound[-1]))
    assert rms(sound) > 500
    assert seam < np.abs(np.diff(sound.astype(int))).max()
