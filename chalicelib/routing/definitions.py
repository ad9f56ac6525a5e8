"""Queues, workflows and workers as administrators define them. Defining again changes them in place.

Who serves which queue is computed here, when a queue or a worker changes, so that routing never has to.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from chalicelib.problems import Conflict, Invalid, TransactionLost
from chalicelib.routing import writes
from chalicelib.routing.assign import match
from chalicelib.routing.catalogue import catalogue, forget_catalogue, save_queue, save_workflow
from chalicelib.routing.change import Change
from chalicelib.routing.expression import matches
from chalicelib.routing.items import MemberRow, NameRow, WorkerItem
from chalicelib.routing.model import (
    VOICE,
    ActivityName,
    Outcome,
    TaskQueue,
    WorkerState,
    WorkflowDefinition,
)
from chalicelib.routing.queue_form import check_queue
from chalicelib.routing.standing import ranked, ranks_of
from chalicelib.routing.state import all_workers, change, find_worker, get_worker
from chalicelib.routing.workflow import queues_of, read_workflow

ATTEMPTS = 6
LONGEST_ATTRIBUTES = 4096
MOST_QUEUES = 45  # a ready row and a member row each, in one transaction of at most 100 items


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
        if serves != matches(queue.target_workers, row.attributes) or (serves and _is_misplaced(row, now)):
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
        state=WorkerState.OFFLINE,
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


def served_by(attributes: Mapping[str, Any]) -> list[str]:
    """The queues that a worker with these attributes serves."""
    forget_catalogue()
    found = [queue.sid for queue in catalogue().queues if matches(queue.target_workers, attributes)]
    if len(found) > MOST_QUEUES:
        message = f"A worker can serve {MOST_QUEUES} queues; this one would serve {len(found)}."
        raise Invalid(message, field="attributes", rule="queues")
    return found


def _update(sid: str, attributes: Mapping[str, Any], now: datetime) -> Outcome:
    for _ in range(ATTEMPTS):
        row = get_worker(sid)
        queue_sids = served_by(attributes)
        is_same = row.attributes == dict(attributes) and sorted(row.queue_sids) == sorted(queue_sids)
        if is_same and not _is_misplaced(row, now):
            return Outcome()
        try:
            _rewrite(row, attributes, queue_sids, now)
        except TransactionLost:
            continue
        return match(queue_sids, now, worker_sid=sid) if row.ready_since else Outcome()
    raise Conflict(f"Worker {sid} keeps changing.", code="changed_meanwhile")


def _is_misplaced(row: WorkerItem, now: datetime) -> bool:
    """Whether a ready worker's rows are sorted by what its queues no longer ask for."""
    return bool(row.ready_since) and ranks_of(writes.idle_worker(row, now), now) != row.ranks


def _rewrite(row: WorkerItem, attributes: Mapping[str, Any], queue_sids: list[str], now: datetime) -> None:
    expected = {"profile_version": row.profile_version, "state": row.state, "since": row.since}
    changed = replace(
        row,
        attributes=dict(attributes),
        queue_sids=tuple(queue_sids),
        profile_version=row.profile_version + 1,
    )
    gone = [queue_sid for queue_sid in row.queue_sids if queue_sid not in queue_sids]
    with change() as c:
        for queue_sid in gone:
            c.delete(MemberRow(queue_sid, row.worker_sid))
        _join(c, queue_sids, row.worker_sid, row.activity)
        if row.ready_since:
            before = writes.idle_worker(row, row.ready_since)
            after = ranked(writes.idle_worker(changed, row.ready_since), now)
            moved = [
                sid for sid in row.queue_sids if sid in gone or before.place_in(sid) != after.place_in(sid)
            ]
            writes.leave_lines(c, replace(before, queue_sids=moved), VOICE)
            writes.join_lines(c, after, VOICE)
            changed = replace(changed, ranks=after.ranks)
        names = ("attributes", "queue_sids", "profile_version", "ranks")
        changes = {name: getattr(changed, name) for name in names}
        c.update(WorkerItem, row.worker_sid, changes, expected)


def _join(c: Change, queue_sids: list[str], worker_sid: str, activity: ActivityName) -> None:
    for queue_sid in queue_sids:
        c.put(MemberRow(queue_sid, worker_sid, activity))
