"""The outbox as it is kept: each step is one conditional write together with the timer of the next."""

from collections.abc import Iterable
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from pynamodb.exceptions import DoesNotExist
from pynamodb.transactions import TransactWrite

from chalicelib import contacts
from chalicelib.aws import moves
from chalicelib.aws.timers import Timer
from chalicelib.contacts import Event
from chalicelib.faxes.fax import Fax, FaxStatus
from chalicelib.faxes.records import FaxRecord
from chalicelib.problems import NotFound

_MOST = 200


def add(fax: Fax, timer: Timer) -> bool:
    """Put a fax into the outbox with the timer that sends it; False when it is there already."""
    row = FaxRecord(**{**asdict(fax), "status": fax.status.value})
    is_new = FaxRecord.fax_id.does_not_exist()
    return moves.commit(lambda writes: writes.save(row, condition=is_new), timer)


def find(fax_id: str) -> Fax | None:
    """The fax as it is now, or None."""
    try:
        return _fax(FaxRecord.get(fax_id, consistent_read=True))
    except DoesNotExist:
        return None


def fetch(fax_id: str) -> Fax:
    """The fax as it is now; NotFound when there is none."""
    found = find(fax_id)
    if found is None:
        raise NotFound(f"There is no fax '{fax_id}'.")
    return found


def faxes(statuses: Iterable[FaxStatus], begin: datetime, end: datetime) -> list[Fax]:
    """Faxes asked for from `begin` until before `end`, the newest first; of each status the latest 200."""
    rows = (
        row
        for status in statuses
        for row in FaxRecord.by_status.query(
            status.value, FaxRecord.asked_at.between(begin, end), scan_index_forward=False, limit=_MOST
        )
    )
    found = [fax for fax in map(_fax, rows) if fax.asked_at < end]
    return sorted(found, key=lambda fax: (fax.asked_at, fax.fax_id), reverse=True)


def move(fax: Fax, timer: Timer | None = None, told: Iterable[Event] = (), **changes: Any) -> bool:
    """Change a fax that is still as it was read, with the timer of its next step and what its contact's log
    is told; False when it is not."""
    condition = (
        (FaxRecord.status == fax.status.value)
        & (FaxRecord.round == fax.round)
        & (FaxRecord.attempt == fax.attempt)
    )
    actions = moves.actions(FaxRecord, changes)

    def stage(writes: TransactWrite) -> None:
        writes.update(FaxRecord(fax.fax_id), actions=actions, condition=condition)
        contacts.stage(writes, *told)

    return moves.commit(stage, timer)


def _fax(row: FaxRecord) -> Fax:
    values = {field.name: getattr(row, field.name) for field in fields(Fax)}
    values["status"] = FaxStatus(row.status)
    values["round"], values["attempt"] = int(row.round), int(row.attempt)
    return Fax(**values)
