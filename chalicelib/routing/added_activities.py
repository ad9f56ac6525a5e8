"""Activities that a center adds to its own five, as `skip_if` counts them."""

from collections import Counter
from collections.abc import Mapping

from chalicelib.routing.catalogue import catalogue
from chalicelib.routing.items import WorkerItem
from chalicelib.routing.model import activity_sid
from chalicelib.routing.state import all_workers


def with_added(counts: Mapping[str, int], queue_sid: str, expression: str) -> Mapping[str, int]:
    """The counts of a queue's workers by activity, with the added ones apart from what they stand for. Reads
    every worker, so only when the expression names an added activity, or the own one that has some."""
    added = catalogue().activities
    asked = (sid for one in added for sid in (one.sid, activity_sid(one.stands_for)))
    if not any(sid in expression for sid in asked):
        return counts
    found = Counter(_added_sid(row) for row in all_workers() if queue_sid in row.queue_sids)
    own = Counter({activity_sid(one.stands_for): found[one.sid] for one in added if found[one.sid]})
    rest = {sid: count - own[sid] for sid, count in counts.items()}
    return rest | {one.sid: found[one.sid] for one in added}


def _added_sid(row: WorkerItem) -> str | None:
    here = (one for one in catalogue().activities if one.stands_for is row.activity)
    return next((one.sid for one in here if row.reason in one.names), None)
