"""Task channels: in whose lines an agent stands, and in whose line a task waits. Pure.

A callback is served on the telephone: it shares the line and the capacity of voice, so calls and callbacks
wait in one order. An agent may have several contacts at once, up to the capacity of each channel.

What may be offered beside what is said by the **interruption rules**: `rules[held]` are the channels that
may be offered to an agent while it holds a contact of the channel `held`, from its offer to the end of its
wrap-up. To interrupt is no more than this: nothing is taken from the agent, one contact more may come. The
center has rules for everybody; an agent may have its own for some channels.
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
# Channels that every TaskRouter workspace begins with, and that are others here by another name.
ALIASES: Mapping[str, str] = {"default": VOICE, "sms": MESSAGE}
DEFAULT_CAPACITY: Mapping[str, int] = {VOICE: 1}
Interruptions = Mapping[str, Collection[str]]
# Until the center says otherwise: a call blocks everything, a chat blocks calls, messages and e-mails can be
# interrupted.
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


def rules_of(given: Any, usual: Interruptions = INTERRUPTED_BY) -> Interruptions:
    """Whole rules out of what is given, such as `{"chat": ["chat", "voice"]}`; the usual ones for channels
    that it leaves out. Nothing makes two calls at once."""
    own = given if isinstance(given, Mapping) else {}
    named = {**usual, **{line: _known(each) for line, each in own.items() if isinstance(each, list | tuple)}}
    rules = {**INTERRUPTED_BY, **named}
    return rules | {VOICE: tuple(line for line in rules[VOICE] if line != VOICE)}


def interruptions_of(attributes: Mapping[str, Any], usual: Interruptions = INTERRUPTED_BY) -> Interruptions:
    """The rules of an agent: its attribute `interrupted_by` is the exception, the center's rules the rest."""
    return rules_of(attributes.get("interrupted_by"), usual)


def open_lines(
    capacity: Mapping[str, int], held: Collection[str], interruptions: Interruptions = INTERRUPTED_BY
) -> tuple[str, ...]:
    """The lines of which an agent with contacts of the lines `held` may be offered one more."""
    counts = Counter(held)
    return tuple(
        line
        for line in lines_of(capacity)
        if counts[line] < capacity[line] and all(_may_join(line, other, interruptions) for other in counts)
    )


def _may_join(line: str, other: str, interruptions: Interruptions) -> bool:
    """Whether `line` may be offered beside a contact of `other`. An added channel can be interrupted by
    everything, and comes beside whatever everything may come beside."""
    allowed = interruptions.get(other, LINES)
    return line in allowed or (line not in LINES and all(own in allowed for own in LINES))


def _known(given: Collection[Any]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for each in given if isinstance(each, str)))
