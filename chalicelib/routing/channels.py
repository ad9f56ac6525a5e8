"""Task channels: in whose lines an agent stands, and in whose line a task waits. Pure.

A callback is served on the telephone: it shares the line and the capacity of voice, so calls and callbacks
wait in one order. An agent has one contact at a time, of any channel that its capacity names; a call blocks
everything, and so does a chat.
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


def line_of(channel: str) -> str:
    """The channel in whose line and capacity a task of this channel counts."""
    return VOICE if channel == CALLBACK else channel


def lines_of(capacity: Mapping[str, int]) -> tuple[str, ...]:
    """The lines in which an agent of this capacity stands while it is ready."""
    return tuple(sorted(line for line, count in capacity.items() if count > 0))
