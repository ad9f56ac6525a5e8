"""The sentences of the waiting: the place in line, the expected wait, the keys, the information. Pure."""

from collections.abc import Iterable

from chalicelib.calls.estimate import whole_minutes
from chalicelib.routing import WaitChoice, WaitOption

# Who is next is told of a wait only when it is one.
_SOON_SECONDS = 60
_NEXT = {
    "zh-CN": "您是下一位，马上为您接通人工座席。",
    "en-US": "You are next. An agent will be with you shortly.",
}
_NEXT_LATER = {
    "zh-CN": "您是下一位，预计等待{minutes}分钟。",
    "en-US": "You are next. The expected wait is {minutes} {unit}.",
}
_PLACE = {
    "zh-CN": "座席正忙，您前面还有{ahead}位。",
    "en-US": "All agents are busy. You are number {position} in line.",
}
_PLACE_AND_WAIT = {
    "zh-CN": "座席正忙，您前面还有{ahead}位，预计等待{minutes}分钟。",
    "en-US": "All agents are busy. You are number {position} in line. The expected wait is {minutes} {unit}.",
}
_KEYS = {
    WaitChoice.MESSAGE: {"zh-CN": "如需留言，请按{key}", "en-US": "To leave a message instead, press {key}"},
    WaitChoice.CALLBACK: {
        "zh-CN": "如需保留位置、由我们给您回电，请按{key}",
        "en-US": "To keep your place and be called back, press {key}",
    },
    WaitChoice.EXTENSION: {"zh-CN": "如需转接分机，请按{key}", "en-US": "For an extension, press {key}"},
    WaitChoice.INFORMATION: {"zh-CN": "如需收听信息，请按{key}", "en-US": "For information, press {key}"},
}
_STAR = {"zh-CN": "星号键", "en-US": "star"}
_TEXT = {"zh-CN": "zh", "en-US": "en"}


def place(position: int, wait_seconds: float | None, language: str) -> str:
    """Where the caller stands, and how long it will be; None leaves that out."""
    minutes = whole_minutes(wait_seconds or 0)
    if position == 1:
        is_soon = wait_seconds is None or wait_seconds <= _SOON_SECONDS
        words = _NEXT if is_soon else _NEXT_LATER
    else:
        words = _PLACE if wait_seconds is None else _PLACE_AND_WAIT
    unit = "minute" if minutes == 1 else "minutes"
    return words[language].format(ahead=position - 1, position=position, minutes=minutes, unit=unit)


def choices(options: Iterable[WaitOption], language: str) -> str:
    """What the caller may press, as one sentence each; nothing when there is nothing to press."""
    is_english = language.startswith("en")
    said = [
        _KEYS[option.does][language].format(key=_STAR[language] if option.key == "*" else option.key)
        for option in options
    ]
    if not said:
        return ""
    return f" {'. '.join(said)}." if is_english else f"{'；'.join(said)}。"


def information(option: WaitOption, language: str) -> str:
    """What the queue wants told, in the caller's language or else in the other one."""
    text = option.text.get(_TEXT[language]) or next(iter(option.text.values()), "")
    return f" {text}" if text and language.startswith("en") else text
