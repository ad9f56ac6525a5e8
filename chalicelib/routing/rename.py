"""Giving a worker another name."""

from datetime import datetime

from chalicelib.problems import Conflict, Invalid, TransactionLost
from chalicelib.routing import writes
from chalicelib.routing.items import NameRow, WorkerItem
from chalicelib.routing.state import change, get_worker, sid_of_name
from chalicelib.values import replace

ATTEMPTS = 6


def rename_worker(sid: str, friendly_name: str, now: datetime) -> None:  # noqa: ARG001  as every command
    """Another name for a worker, unique in any case. Conflict when it is taken, or while the worker has a
    contact, whose offer names it; NotFound."""
    if not friendly_name.strip():
        raise Invalid("A worker needs a name.", field="friendly_name", rule="required")
    for _ in range(ATTEMPTS):
        row = get_worker(sid)
        if row.friendly_name == friendly_name:
            return
        if sid_of_name(friendly_name) not in (None, sid):
            raise Conflict(f"The name {friendly_name} is taken.", code="name_taken")
        if row.reservation_sid:
            raise Conflict("A worker keeps its name while it has a contact.", code="on_contact")
        try:
            _rename(row, friendly_name)
        except TransactionLost:
            continue
        return
    raise Conflict(f"Worker {sid} keeps changing.", code="changed_meanwhile")


def _rename(row: WorkerItem, friendly_name: str) -> None:
    expected = {"profile_version": row.profile_version, "activity": row.activity, "since": row.since,
                "turn": row.turn, "reservation_sid": None}  # fmt: skip
    renamed = replace(row, friendly_name=friendly_name, profile_version=row.profile_version + 1)
    with change() as c:
        is_other = row.friendly_name.casefold() != friendly_name.casefold()
        if is_other:
            c.delete(NameRow(row.friendly_name, row.worker_sid))
        c.put(NameRow(friendly_name, row.worker_sid), is_new=is_other)
        if row.ready_since:
            writes.join_lines(c, writes.idle_worker(renamed, row.ready_since))
        changes = {"friendly_name": friendly_name, "profile_version": renamed.profile_version}
        c.update(WorkerItem, row.worker_sid, changes, expected)
