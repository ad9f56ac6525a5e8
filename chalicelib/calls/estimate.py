"""How long a caller will probably wait."""

from math import ceil

# Until a queue has its own history for the day, a courier's usual call.
USUAL_HANDLING_SECONDS = 180.0


def expected_wait_seconds(
    position: int, agents: int, handling_seconds: float = USUAL_HANDLING_SECONDS
) -> float:
    """Agents become free once every `handling_seconds / agents`; the caller at `position` takes the
    position-th one. With nobody signed in, as if there were one."""
    return max(position, 0) * handling_seconds / max(agents, 1)


def whole_minutes(seconds: float) -> int:
    """Minutes as they are said: at least one, rounded up."""
    return max(ceil(seconds / 60), 1)
