"""The worker's part of a transition where it may have several contacts: its item is read and rewritten.

`turn` counts these changes, so that of two that were decided on the same state one is lost.
"""

from datetime import datetime
from itertools import product
from typing import Any

from chalicelib.problems import TransactionLost
from chalicelib.routing.change import Above, Change
from chalicelib.routing.holdings import (
    foremost,
    holdings,
    is_open,
    lines_now,
    offered,
    standing_in,
    takes_several,
    with_holdings,
)
from chalicelib.routing.items import OfferItem, ReadyRow, WorkerItem
from chalicelib.routing.matching import Idle
from chalicelib.routing.model import ActivityName
from chalicelib.routing.standing import ranked
from chalicelib.routing.writes.workers import free, idle_worker, tell_activity
from chalicelib.values import replace


def rewrite(
    c: Change,
    before: WorkerItem,
    wanted: WorkerItem,
    now: datetime,
    *,
    ready_since: datetime | None = None,
    is_offer: bool = False,
) -> WorkerItem:
    """Give a worker that takes several contacts these reservations, and what follows from them: the
    lines that it stands in, at `ready_since` if given, else where it stood.

    An offer is lost when the worker's lease is over.
    """
    after = _brought_up_to_date(before, wanted, now, ready_since)
    _move_rows(c, before, after)
    known = vars(before)
    changes = {name: value for name, value in vars(after).items() if value != known[name]}
    expected: dict[str, Any] = {
        "turn": before.turn,
        "since": before.since,
        "activity": before.activity,
        "profile_version": before.profile_version,
        "reservation_sid": before.reservation_sid,
        "next_activity": before.next_activity,
    }
    if (after.ready_since or is_offer) and after.lease_expires_at == before.lease_expires_at:
        expected["lease_expires_at"] = Above(now)
    c.update(WorkerItem, before.worker_sid, changes, expected)
    return after


def add_offer(
    c: Change, worker: WorkerItem, made: OfferItem, now: datetime, following: ActivityName | None = None
) -> WorkerItem:
    """Give the worker one more offer; it goes to the end of the lines that are open to it yet."""
    wanted = with_holdings(worker, {**holdings(worker), made.reservation_sid: offered(made)})
    wanted = replace(wanted, offered_at=now, next_activity=following or worker.next_activity)
    return rewrite(c, worker, wanted, now, ready_since=now, is_offer=True)


def release(
    c: Change,
    worker: WorkerItem,
    reservation: OfferItem,
    becomes: ActivityName,
    now: datetime,
    *,
    idle: Idle,
    reason: str | None = None,
) -> Idle | None:
    """Take a reservation off a worker that was read: `idle`, as which it would be in line again. Says as what
    it is. With other contacts left it goes on with them, and `becomes` follows the last; who only went away
    may come back."""
    if not takes_several(worker):
        free(c, idle, reservation, becomes, now, next_activity=worker.next_activity, reason=reason)
        return idle if becomes is ActivityName.READY else None
    held = dict(holdings(worker))
    _require(held.pop(reservation.reservation_sid, None) is not None)
    wanted = replace(with_holdings(worker, held), served=idle.served, served_on=idle.served_on)
    if held:
        stays = becomes in (ActivityName.READY, ActivityName.OFFLINE)
        wanted = replace(wanted, next_activity=worker.next_activity or (None if stays else becomes))
    else:
        is_same = becomes is worker.activity
        wanted = replace(
            wanted, activity=becomes, next_activity=None, reason=worker.reason if is_same else reason
        )
        if not is_same:
            tell_activity(c, idle, becomes, reason, now)
    after = rewrite(c, worker, wanted, now, ready_since=idle.ready_since)
    return idle_worker(after, after.ready_since) if after.ready_since else None


def _brought_up_to_date(
    before: WorkerItem, wanted: WorkerItem, now: datetime, ready_since: datetime | None
) -> WorkerItem:
    held = holdings(wanted) if wanted.held else {}
    front = foremost(held)
    one = held[front] if front else None
    lines = lines_now(replace(wanted, reservation_sid=front), now)
    is_same = (wanted.activity, front) == (before.activity, before.reservation_sid)
    is_in_line = bool(lines) or (not held and is_open(wanted, now))
    after = replace(
        wanted,
        turn=(before.turn or 0) + 1,
        reservation_sid=front,
        contact_id=one.contact_id if one else None,
        since=before.since if is_same else now,
        lines=lines if held else None,
        ready_since=(ready_since or before.ready_since or now) if is_in_line else None,
    )
    if not lines:
        return after
    return replace(after, ranks=ranked(idle_worker(after, now), now).ranks)


def _move_rows(c: Change, before: WorkerItem, after: WorkerItem) -> None:
    rows = _rows(after)
    for place, row in _rows(before).items():
        if place not in rows:
            c.delete(row)
    for row in rows.values():
        c.put(row)


def _rows(worker: WorkerItem) -> dict[tuple[Any, ...], ReadyRow]:
    """The ready rows of a worker, by their keys."""
    if worker.ready_since is None:
        return {}
    idle = idle_worker(worker, worker.ready_since)
    places = product(worker.queue_sids, standing_in(worker))
    return {(sid, line, idle.place_in(sid)): ReadyRow(sid, line, idle) for sid, line in places}


def _require(is_so: bool) -> None:
    if not is_so:
        raise TransactionLost("The worker has changed.")
