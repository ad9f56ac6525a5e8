"""What a scripted caller does, written as `wait 3; press 1; tone 1000 20; hangup`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from sandbox.carrier.media.dtmf import KEYS


class BadScript(ValueError):
    """A step that cannot be understood; the message names it."""


@dataclass(frozen=True)
class Wait:
    """Do nothing for a while; a sound that is being made goes on."""

    seconds: float


@dataclass(frozen=True)
class Press:
    """Press keys."""

    keys: str


@dataclass(frozen=True)
class Tone:
    """Begin a tone; the script goes on at once."""

    frequency: float
    seconds: float


@dataclass(frozen=True)
class Say:
    """Say a text, to its end."""

    text: str


@dataclass(frozen=True)
class Play:
    """Begin playing a sound file; the script goes on at once."""

    path: Path


@dataclass(frozen=True)
class Record:
    """From now on keep what is heard."""

    path: Path


@dataclass(frozen=True)
class Listen:
    """Measure what is heard for a while."""

    seconds: float


@dataclass(frozen=True)
class Stay:
    """Stay until the other side hangs up, so many seconds at most."""

    seconds: float


@dataclass(frozen=True)
class Hangup:
    """End the call."""


Step: TypeAlias = Wait | Press | Tone | Say | Play | Record | Listen | Stay | Hangup


def parse_script(text: str) -> list[Step]:
    """The steps of a script; steps are parted by semicolons or line ends. Raises BadScript."""
    lines = [line.strip() for line in text.replace("\n", ";").split(";")]
    return [_step(line) for line in lines if line]


def _step(line: str) -> Step:
    verb, _, rest = line.partition(" ")
    read = _READERS.get(verb.lower())
    if read is None:
        raise BadScript(f"{line!r}: a step begins with one of {', '.join(_READERS)}")
    try:
        return read(rest.strip())
    except ValueError as error:
        raise BadScript(f"{line!r}: {error}") from error


def _press(text: str) -> Press:
    keys = text.replace(" ", "").upper().replace("W", "w")
    unknown = set(keys) - set(KEYS) - {"w"}
    if not keys or unknown:
        raise ValueError(
            f"keys are {KEYS} and w for half a second, not {''.join(sorted(unknown)) or 'nothing'}"
        )
    return Press(keys)


def _tone(text: str) -> Tone:
    frequency, _, seconds = text.partition(" ")
    return Tone(_number(frequency), _number(seconds))


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        raise ValueError(f"{text!r} is no number") from None
    if not 0 <= number <= 86_400:
        raise ValueError(f"{text} is out of range")
    return number


def _some(text: str) -> str:
    if not text:
        raise ValueError("something is missing after it")
    return text


def _hangup(text: str) -> Hangup:
    if text:
        raise ValueError("nothing comes after it")
    return Hangup()


_READERS: dict[str, Callable[[str], Step]] = {
    "wait": lambda text: Wait(_number(text)),
    "press": _press,
    "tone": _tone,
    "say": lambda text: Say(_some(text)),
    "play": lambda text: Play(Path(_some(text))),
    "record": lambda text: Record(Path(_some(text))),
    "listen": lambda text: Listen(_number(text)),
    "stay": lambda text: Stay(_number(text or "600")),
    "hangup": _hangup,
}
