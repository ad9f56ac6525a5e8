"""Task channels: in whose lines an agent stands, and in whose line a task waits. Pure.

A callback is served on the telephone: it shares the line and the capacity of voice, so calls and callbacks
wait in one order. An agent may have several contacts at once, up to the capacity of each channel; what may be
offered beside what is said by the interruption rules.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any

from chalicelib.routing.model import VOICE

CALLBACK = "callback"
CHAT = "chat"
MESSAGE = "message"
EMAIL = "email"
# The channels that have lines of their own.
LINES = (VOICE, CHAT, MESSAGE, EMAIL)
DEFAULT_CAPACITY: Mapping[str, int] = {VOICE: 1}
Interruptions = Mapping[str, Collection[str]]
# By channel, what may be offered to an agent who has a contact of it. A call blocks everything; a chat blocks
# calls; messages and e-mails can be interrupted.
INTERRUPTED_BY: Interruptions = {
    VOICE: (),
    CHAT: (CHAT, MESSAGE, EMAIL),
    MESSAGE: LINES,
    EMAIL: LINES,
}


def line_of(channel: str) -> str:
    """The channel in whose line and capacity a task of this channel counts."""
    return VOICE if channel == CALLBACK else channel


def lines_of(capacity: Mapping[str, int]) -> tuple[str, ...]:
    """The lines in which an agent of this capacity stands while it has no contact."""
    return tuple(sorted(line for line, count in capacity.items() if count > 0))


def interruptions_of(attributes: Mapping[str, Any]) -> Interruptions:
    """The rules of an agent: those of its attribute `interrupted_by`, such as `{"chat": ["chat", "voice"]}`,
    and the usual ones for the channels that it leaves out. Nothing makes two calls at once."""
    given = attributes.get("interrupted_by")
    own = given if isinstance(given, Mapping) else {}
    rules = {line: _known(own.get(line), usual) for line, usual in INTERRUPTED_BY.items()}
    return rules | {VOICE: tuple(line for line in rules[VOICE] if line != VOICE)}


def open_lines(
    capacity: Mapping[str, int], held: Collection[str], interruptions: Interruptions = INTERRUPTED_BY
) -> tuple[str, ...]:
    """The lines of which an agent with contacts of the lines `held` may be offered one more."""
    counts = Counter(held)
    return tuple(
        line
        for line in lines_of(capacity)
        if counts[line] < capacity[line] and all(line in interruptions.get(other, ()) for other in counts)
    )


def _known(given: Any, usual: Collection[str]) -> tuple[str, ...]:
    if not isinstance(given, list | tuple):
        return tuple(usual)
    return tuple(line for line in LINES if line in given)
