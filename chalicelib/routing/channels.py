"""Task channels: how much of each an agent takes at once, and what may be offered beside it. Pure.

A callback is served on the telephone: it shares the line and the capacity of voice, so calls and callbacks
wait in one order. While an agent serves a channel, only the channels that may interrupt it are offered, each
as far as its own capacity goes.
"""

from collections.abc import Mapping

from chalicelib.routing.model import VOICE

CALLBACK = "callback"
CHAT = "chat"
MESSAGE = "message"
EMAIL = "email"
# The channels that have lines of their own.
LINES = (VOICE, CHAT, MESSAGE, EMAIL)
DEFAULT_CAPACITY: Mapping[str, int] = {VOICE: 1}

# What may be offered on top of a contact that is being served. A call wants the whole agent; a chat lets more
# of what is typed in; whoever writes an e-mail can put it aside for the telephone.
INTERRUPTED_BY: Mapping[str, frozenset[str]] = {
    VOICE: frozenset(),
    CHAT: frozenset({CHAT, MESSAGE, EMAIL}),
    MESSAGE: frozenset({VOICE, CHAT, MESSAGE, EMAIL}),
    EMAIL: frozenset({VOICE, CHAT, MESSAGE, EMAIL}),
}


def line_of(channel: str) -> str:
    """The channel in whose line and capacity a task of this channel counts."""
    return VOICE if channel == CALLBACK else channel


def room(
    channel: str,
    load: Mapping[str, int],
    capacity: Mapping[str, int],
    interrupted_by: Mapping[str, frozenset[str]] = INTERRUPTED_BY,
) -> int:
    """How many more tasks of this channel may be offered to an agent that serves `load`.

    A channel that no rule names interrupts only itself, like those of a chat program of one's own.
    """
    line = line_of(channel)
    for served, count in load.items():
        if count and line not in interrupted_by.get(served, frozenset({served})):
            return 0
    return max(0, capacity.get(line, 0) - load.get(line, 0))


def open_lines(
    load: Mapping[str, int],
    capacity: Mapping[str, int],
    interrupted_by: Mapping[str, frozenset[str]] = INTERRUPTED_BY,
) -> tuple[str, ...]:
    """The lines in which an agent stands."""
    return tuple(sorted(line for line in capacity if room(line, load, capacity, interrupted_by)))
