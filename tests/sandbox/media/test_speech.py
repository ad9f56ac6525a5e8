"""Say says its text, in the language it is written in."""

from pathlib import Path

import pytest

from sandbox.carrier import speech
from sandbox.carrier.espeak import Espeak, library
from sandbox.carrier.media import Pcm, rms, seconds_of


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TRUNKLINE_SPEECH_CACHE", str(tmp_path / "speech"))
    return tmp_path / "speech"


@pytest.fixture
def engine() -> Espeak:
    found = library()
    if found is None:
        pytest.skip("espeak-ng does not run here")
    return found


@pytest.mark.parametrize(
    ("text", "syllables"),
    [
        ("你好", ["ni214", "Au214"]),
        ("您的运单", ["ni35n", "t@11", "y@51n", "ta55n"]),
        ("1 0 0 8 6", ["i55", "li35N", "li35N", "pA55", "liou51"]),
    ],
)
def test_chinese_is_mandarin_with_its_tones(engine: Espeak, text: str, syllables: list[str]) -> None:
    phonemes = engine.phonemes(text, "cmn").replace("'", "")
    at = 0
    for syllable in syllables:
        at = phonemes.index(syllable, at) + len(syllable)


def test_no_character_is_read_as_chinese_letter(engine: Espeak) -> None:
    assert "tS'aIni:z" in engine.phonemes("你", "en-us")  # what it would be with an English voice
    assert "tS'aIni:z" not in engine.phonemes("您的运单已到达深圳", "cmn")


def test_chinese_in_an_english_text_gets_a_chinese_voice() -> None:
    parts = speech._parts("For Chinese, 普通话 press 1", "en-US", "")
    assert [(part, name.split("+")[0]) for part, name, _ in parts] == [
        ("For Chinese, ", "en-us"),
        ("普通话", "cmn"),
        (" press 1", "en-us"),
    ]


@pytest.mark.parametrize(
    ("text", "language", "least", "most"),
    [
        ("您好,欢迎致电速达快递。", "zh-CN", 1.5, 5.0),
        ("Welcome to Suda Express.", "en-US", 1.0, 3.0),
        ("S F 1 2 3 4 5 6 7 8 9 0", "zh-CN", 2.5, 7.0),
    ],
)
async def test_speech_is_as_long_and_as_loud_as_speech(
    text: str, language: str, least: float, most: float
) -> None:
    said = await speech.speak(text, language)
    assert least < seconds_of(said) < most
    assert 1000 < rms(said) < 5000


async def test_spaced_digits_are_said_one_by_one() -> None:
    spaced, joined = await speech.speak("1 0 0 8 6", "zh-CN"), await speech.speak("86", "zh-CN")
    assert seconds_of(spaced) > 1.5 * seconds_of(joined)


async def test_a_text_said_twice_is_spoken_once(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = await speech.speak("再见", "zh-CN")
    assert len(list(cache.glob("*.wav"))) == 1

    def fail(*_: object) -> Pcm:
        raise AssertionError("spoken again")

    monkeypatch.setattr(speech, "_say_and_keep", fail)
    second = await speech.speak("再见", "zh-CN")
    assert (first == second).all()


async def test_men_and_women_sound_different() -> None:
    man, woman = await speech.speak("hello", "en", "man"), await speech.speak("hello", "en", "Polly.Joanna")
    assert len(man) != len(woman) or (man != woman).any()


async def test_speech_goes_on_when_nothing_can_be_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUNKLINE_SPEECH_CACHE", "/proc/nowhere")
    assert seconds_of(await speech.speak("hello", "en")) > 0.3


async def test_nothing_to_say_is_silence() -> None:
    assert len(await speech.speak("", "zh-CN")) == 0


@pytest.mark.parametrize(
    ("language", "voice", "expected"),
    [
        ("zh-CN", "", "cmn+f2"),
        ("cmn-CN", "Polly.Zhiyu", "cmn+f2"),
        ("en-GB", "man", "en-gb"),
        ("en-US", "Polly.Matthew-Neural", "en-us"),
        ("fr-FR", "woman", "en-us+f2"),
    ],
)
def test_carriers_voices_become_ours(language: str, voice: str, expected: str) -> None:
    assert speech.engine_voice(language, voice) == expected
