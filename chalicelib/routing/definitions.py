"""Queues, workflows and workers as administrators define them. Defining again changes them in place.

Who serves which queue is computed here, when a queue or a worker changes, so that routing never has to.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from chalicelib.problems import Conflict, Invalid, TransactionLost
from chalicelib.routing import writes
from chalicelib.routing.assign import match
from chalicelib.routing.catalogue import catalogue, forget_catalogue, lines, save_queue, save_workflow
from chalicelib.routing.change import Change
from chalicelib.routing.channels import DEFAULT_CAPACITY, lines_of
from chalicelib.routing.expression import matches
from chalicelib.routing.holdings import holdings, standing_in, takes_several, with_holdings
from chalicelib.routing.items import MemberRow, NameRow, WorkerItem
from chalicelib.routing.model import (
    ActivityName,
    Outcome,
    TaskQueue,
    WorkflowDefinition,
)
from chalicelib.routing.queue_form import check_queue
from chalicelib.routing.standing import ranked, ranks_of
from chalicelib.routing.state import all_workers, change, find_worker, get_worker
from chalicelib.routing.workflow import queues_of, read_workflow
from chalicelib.values import replace

ATTEMPTS = 6
LONGEST_ATTRIBUTES = 4096
# A transaction has at most 100 items: of each queue and channel a ready row leaves one place for another.
MOST_ROWS = 90
MOST_CAPACITY = 100


def define_queue(queue: TaskQueue, now: datetime) -> Outcome:
    """Make or change a queue; workers that now match are put to it, the ready ones where they now belong.

    Raises ExpressionError, and Invalid with every field that cannot work.
    """
    forget_catalogue()
    known = catalogue().queues
    check_queue(queue, frozenset(name for each in known for name in (each.sid, each.friendly_name)))
    save_queue(queue)
    outcome = Outcome()
    for row in all_workers():
        serves = queue.sid in row.queue_sids
        if serves != is_for(queue, row.attributes) or (serves and _is_misplaced(row, now)):
            outcome += _update(row.worker_sid, row.attributes, now)
    return outcome


def define_workflow(workflow: WorkflowDefinition) -> None:
    """Make or change a workflow; raises WorkflowError, also for a queue that does not exist."""
    forget_catalogue()
    for path, queue in queues_of(read_workflow(workflow.configuration)):
        if catalogue().queue(queue) is None:
            raise Invalid(f"{path}: there is no queue {queue}", field=path, rule="unknown")
    save_workflow(workflow)


def define_worker(sid: str, friendly_name: str, attributes: Mapping[str, Any], now: datetime) -> Outcome:
    """Make or change a worker. Names are unique in any case; a new worker is offline."""
    if len(json.dumps(dict(attributes), ensure_ascii=False)) > LONGEST_ATTRIBUTES:
        raise Invalid("A worker's attributes are too long.", field="attributes", rule="4096 characters")
    if find_worker(sid):
        return _update(sid, attributes, now)
    queue_sids = served_by(attributes)
    worker = WorkerItem(
        worker_sid=sid,
        friendly_name=friendly_name,
        attributes=dict(attributes),
        queue_sids=tuple(queue_sids),
        activity=ActivityName.OFFLINE,
        since=now,
    )
    try:
        with change() as c:
            c.put(NameRow(friendly_name, sid), is_new=True)
            c.put(worker, is_new=True)
            _join(c, queue_sids, sid, ActivityName.OFFLINE)
    except TransactionLost:
        if find_worker(sid) is None:
            raise Conflict(f"The name {friendly_name} is taken.", code="name_taken") from None
        return _update(sid, attributes, now)
    return Outcome()


def is_for(queue: TaskQueue, attributes: Mapping[str, Any]) -> bool:
    """Whether a queue is served by workers with these attributes, by their names or behind `worker.`."""
    return matches(queue.target_workers, {"worker": attributes, **attributes})


def served_by(attributes: Mapping[str, Any], capacity: Mapping[str, int] = DEFAULT_CAPACITY) -> list[str]:
    """The queues that a worker with these attributes serves, by the channels that it takes."""
    forget_catalogue()
    found = [queue.sid for queue in catalogue().queues if is_for(queue, attributes)]
    most = MOST_ROWS // (2 * max(len(lines_of(capacity)), 1))
    if len(found) > most:
        message = f"A worker can serve {most} queues; this one would serve {len(found)}."
        raise Invalid(message, field="attributes", rule="queues")
    return found


def set_capacity(sid: str, capacity: Mapping[str, int], now: datetime) -> Outcome:
    """Say how many contacts of each channel a worker takes at once; 0, or a channel left out, is none. What
    it has stays with it. Invalid for a channel that has no line."""
    for channel, count in capacity.items():
        if channel not in lines():
            message = f"There is no channel {channel}; there are {', '.join(lines())}."
            raise Invalid(message, field=f"capacity.{channel}", rule="unknown")
        if not 0 <= count <= MOST_CAPACITY:
            message = f"capacity.{channel}: must be between 0 and {MOST_CAPACITY}."
            raise Invalid(message, field=f"capacity.{channel}", rule="range")
    return _update(sid, get_worker(sid).attributes, now, capacity)


def _update(
    sid: str, attributes: Mapping[str, Any], now: datetime, capacity: Mapping[str, int] | None = None
) -> Outcome:
    for _ in range(ATTEMPTS):
        row = get_worker(sid)
        wanted = replace(
            row,
            attributes=dict(attributes),
            queue_sids=tuple(served_by(attributes, capacity or row.capacity)),
            capacity=row.capacity if capacity is None else dict(capacity),
        )
        if _is_same(row, wanted) and not _is_misplaced(row, now):
            return Outcome()
        try:
            after = _rewrite(row, wanted, now)
        except TransactionLost:
            continue
        if not after.ready_since:
            return Outcome()
        return match(after.queue_sids, now, worker_sid=sid, lines=standing_in(after))
    raise Conflict(f"Worker {sid} keeps changing.", code="changed_meanwhile")


def _is_misplaced(row: WorkerItem, now: datetime) -> bool:
    """Whether a ready worker's rows are sorted by what its queues no longer ask for."""
    return bool(row.ready_since) and ranks_of(writes.idle_worker(row, now), now) != row.ranks


def _is_same(row: WorkerItem, wanted: WorkerItem) -> bool:
    has_same_queues = sorted(row.queue_sids) == sorted(wanted.queue_sids)
    return has_same_queues and row.attributes == wanted.attributes and row.capacity == wanted.capacity


def _rewrite(row: WorkerItem, wanted: WorkerItem, now: datetime) -> WorkerItem:
    expected = {
        "profile_version": row.profile_version,
        "activity": row.activity,
        "since": row.since,
        "turn": row.turn,
        "reservation_sid": row.reservation_sid,
    }
    changed = replace(wanted, profile_version=row.profile_version + 1)
    with change() as c:
        for queue_sid in set(row.queue_sids) - set(wanted.queue_sids):
            c.delete(MemberRow(queue_sid, row.worker_sid))
        _join(c, wanted.queue_sids, row.worker_sid, row.activity)
        if row.reservation_sid and takes_several(wanted):
            return writes.rewrite(c, row, with_holdings(changed, holdings(row)), now)
        if row.ready_since:
            before = writes.idle_worker(row, row.ready_since)
            after = ranked(writes.idle_worker(changed, row.ready_since), now)
            writes.change_lines(c, before, after)
            changed = replace(changed, ranks=after.ranks)
        names = ("attributes", "queue_sids", "profile_version", "ranks", "capacity")
        changes = {name: getattr(changed, name) for name in names}
        c.update(WorkerItem, row.worker_sid, changes, expected)
    return changed


def _join(c: Change, queue_sids: Sequence[str], worker_sid: str, activity: ActivityName) -> None:
    for queue_sid in queue_sids:
        c.put(MemberRow(queue_sid, worker_sid, activity))
