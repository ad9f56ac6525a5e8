"""The worker's part of a transition: its item changes under a condition, its ready rows follow it."""

from datetime import datetime
from itertools import product
from typing import Any

from chalicelib.aws.tables import iso
from chalicelib.contacts import Event, EventType
from chalicelib.routing.change import Above, Change
from chalicelib.routing.holdings import counts, standing_in, takes_several
from chalicelib.routing.items import MemberRow, OfferItem, ReadyRow, WorkerItem
from chalicelib.routing.matching import Idle
from chalicelib.routing.model import ActivityName
from chalicelib.routing.standing import ranked
from chalicelib.values import replace


def name_of(worker: Idle) -> str:
    """The name that people see."""
    return str(worker.attributes.get("name") or worker.friendly_name)


def contact_uri_of(worker: Idle) -> str:
    """Where the agent is rung."""
    return str(worker.attributes.get("contact_uri") or f"client:{worker.friendly_name}")


def idle_worker(item: WorkerItem, ready_since: datetime) -> Idle:
    """A worker as matching would see it, were it ready since then."""
    return Idle(
        worker_sid=item.worker_sid,
        friendly_name=item.friendly_name,
        attributes=item.attributes,
        ready_since=ready_since,
        queue_sids=item.queue_sids,
        profile_version=item.profile_version,
        offered_at=item.offered_at,
        served=item.served,
        served_on=item.served_on,
        ranks=item.ranks,
        lines=standing_in(item),
        takes_several=takes_several(item),
        capacity=item.capacity,
        assigned=counts(item),
    )


def idle_since(idle: Idle, ready_since: datetime) -> Idle:
    """The same worker, idle since another moment."""
    return replace(idle, ready_since=ready_since)


def join_lines(c: Change, idle: Idle) -> None:
    """Put the worker in the lines of each of its queues, at the places that its ranks give it."""
    for queue_sid, line in product(idle.queue_sids, idle.lines):
        c.put(ReadyRow(queue_sid, line, idle))


def leave_lines(c: Change, idle: Idle) -> None:
    """Take the worker out of the lines of each of its queues."""
    for queue_sid, line in product(idle.queue_sids, idle.lines):
        c.delete(ReadyRow(queue_sid, line, idle))


def change_lines(c: Change, before: Idle, after: Idle) -> None:
    """Move a ready worker to the lines and places that a changed profile gives it."""
    stays = {(queue_sid, line) for queue_sid, line in product(after.queue_sids, after.lines)}
    for queue_sid, line in product(before.queue_sids, before.lines):
        if (queue_sid, line) not in stays or before.place_in(queue_sid) != after.place_in(queue_sid):
            c.delete(ReadyRow(queue_sid, line, before))
    join_lines(c, after)


def occupy(c: Change, idle: Idle, reservation: OfferItem, now: datetime, after: str | None = None) -> None:
    """Give the worker the offer: from ready, or straight from the reservation `after`, never when absent."""
    expected: dict[str, Any] = {
        "lease_expires_at": Above(now),
        "profile_version": idle.profile_version,
        "held": None,
    }
    if after is None:
        expected["ready_since"] = idle.ready_since
        leave_lines(c, idle)
    else:
        expected |= {"reservation_sid": after, "next_activity": None}
    changes = {
        "since": now,
        "offered_at": now,
        "served": idle.served,
        "served_on": idle.served_on,
        "reservation_sid": reservation.reservation_sid,
        "contact_id": reservation.contact_id,
        "ready_since": None,
    }
    c.update(WorkerItem, idle.worker_sid, changes, expected)


def free(
    c: Change,
    idle: Idle,
    reservation: OfferItem,
    activity: ActivityName,
    now: datetime,
    *,
    next_activity: ActivityName | None = None,
    reason: str | None = None,
) -> None:
    """Take the reservation off the worker, who becomes `activity`; ready means back in line at `ready_since`.

    `next_activity` is what the decision was based on: the transaction is lost when it has changed since.
    """
    expected: dict[str, Any] = {
        "reservation_sid": reservation.reservation_sid,
        "profile_version": idle.profile_version,
        "next_activity": next_activity,
        "held": None,
    }
    changes: dict[str, Any] = {
        "since": now,
        "reservation_sid": None,
        "contact_id": None,
        "next_activity": None,
        "served": idle.served,
        "served_on": idle.served_on,
    }
    if activity is ActivityName.READY:
        idle = ranked(idle, now)
        expected["lease_expires_at"] = Above(now)
        changes |= {"ready_since": idle.ready_since, "ranks": idle.ranks}
        join_lines(c, idle)
    else:
        changes |= {"activity": activity} | ({"reason": reason} if reason else {})
        tell_activity(c, idle, activity, reason, now)
    c.update(WorkerItem, idle.worker_sid, changes, expected)


def tell_activity(c: Change, idle: Idle, activity: ActivityName, reason: str | None, now: datetime) -> None:
    """The event of a changed activity, and the member rows that `skip_if` counts."""
    for queue_sid in idle.queue_sids:
        c.put(MemberRow(queue_sid, idle.worker_sid, activity))
    c.say(
        Event(
            key=f"activity:{iso(now)}:{activity}",
            type=EventType.AGENT_ACTIVITY,
            at=now,
            worker_sid=idle.worker_sid,
            data={"activity": str(activity), "reason": reason},
        )
    )
