"""How long a caller will probably wait. Pure."""

from collections.abc import Iterable
from math import ceil

# Until a queue has a history of its own, a courier's usual call.
USUAL_HANDLING_SECONDS = 180.0
# What is shorter was no talk, what is longer was left open: one such contact must not move the estimate far.
SHORTEST_SECONDS, LONGEST_SECONDS = 10.0, 3600.0
# The weight of the latest contact: about the last twenty count.
SMOOTHING = 0.1


def smoothed_handling(handled_seconds: Iterable[float], before: float = USUAL_HANDLING_SECONDS) -> float:
    """The exponentially smoothed mean of handling times, the earliest first, each held within the bounds.

    `before` counts as one contact: the first few count alike, so a queue soon has its own time, and one
    odd contact among few does not stand for all.
    """
    mean = before
    for number, seconds in enumerate(handled_seconds, 2):
        held = min(max(seconds, SHORTEST_SECONDS), LONGEST_SECONDS)
        mean += max(SMOOTHING, 1 / number) * (held - mean)
    return mean


def expected_wait_seconds(
    position: int, agents: int, handling_seconds: float = USUAL_HANDLING_SECONDS
) -> float:
    """Agents become free once every `handling_seconds / agents`; the caller at `position` takes the
    position-th one. With nobody at work, as if there were one."""
    return max(position, 0) * handling_seconds / max(agents, 1)


def whole_minutes(seconds: float) -> int:
    """Minutes as they are said: at least one, rounded up."""
    return max(ceil(seconds / 60), 1)
