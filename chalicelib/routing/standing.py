"""What an agent's place among the ready is made of, brought up to date: counts of the day, and the ranks that
ready rows are sorted by."""

from collections.abc import Mapping
from datetime import datetime

from chalicelib.routing.catalogue import catalogue
from chalicelib.routing.clocks import day_of
from chalicelib.routing.matching import Idle
from chalicelib.routing.ranking import kept_rank
from chalicelib.values import replace


def ranked(idle: Idle, now: datetime) -> Idle:
    """The worker as it goes into the lines of its queues, by what their strategies are at this moment."""
    return replace(idle, ranks=ranks_of(idle, now))


def ranks_of(idle: Idle, now: datetime) -> Mapping[str, str]:
    """By queue, what its ready row is sorted by before idle time; only where a strategy asks for it."""
    queues, today = catalogue().by_sid, day_of(now)
    known = ((sid, kept_rank(queues[sid], idle, today)) for sid in idle.queue_sids if sid in queues)
    return {sid: rank for sid, rank in known if rank}


def served_one_more(idle: Idle, offered_at: datetime, now: datetime) -> Idle:
    """The worker after a contact that it was offered then."""
    today = day_of(now).isoformat()
    served = idle.served + 1 if idle.served_on == today else 1
    return replace(idle, offered_at=offered_at, served=served, served_on=today)
