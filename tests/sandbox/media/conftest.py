"""Parties without a network: what they say is a tone, and time is the number of ticks."""

from collections.abc import Callable

import numpy as np
import pytest

from sandbox.carrier.media import FRAME_SAMPLES, AudioPort, Engine, Frame, Party, Pcm, tone


class ScriptedPort(AudioPort):
    """Says a sound over and over, or nothing."""

    def __init__(self, sound: Pcm | None) -> None:
        self._sound = sound
        self._at = 0
        self.delivered: list[Frame] = []

    def pull(self) -> Frame | None:
        if self._sound is None:
            return None
        frame = np.take(self._sound, range(self._at, self._at + FRAME_SAMPLES), mode="wrap")
        self._at += FRAME_SAMPLES
        return frame

    def deliver(self, frame: Frame) -> None:
        self.delivered.append(frame)

    @property
    def heard(self) -> Pcm:
        return np.concatenate(self.delivered)


@pytest.fixture
def engine() -> Engine:
    return Engine()


@pytest.fixture
def speaker(engine: Engine) -> Callable[[float | None], Party]:
    """Make a party in the engine that says one tone (None: nothing)."""

    def make(frequency: float | None = None) -> Party:
        sound = None if frequency is None else tone(frequency, 20.0, level=4000)
        party = Party(ScriptedPort(sound))
        engine.add(party)
        return party

    return make


@pytest.fixture
def pass_time(engine: Engine) -> Callable[[float], None]:
    """Let seconds pass, tick by tick."""

    def run(seconds: float) -> None:
        for _ in range(round(seconds * 50)):
            engine.tick()

    return run
