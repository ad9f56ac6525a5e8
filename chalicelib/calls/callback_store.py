"""Callbacks as they are kept: each step is one conditional write, so that none is taken twice."""

from collections.abc import Iterable
from dataclasses import asdict, fields
from typing import Any

from pynamodb.exceptions import DoesNotExist, UpdateError

from chalicelib.aws import moves
from chalicelib.aws.timers import Timer
from chalicelib.calls.callback import OPEN, Callback, CallbackStatus
from chalicelib.calls.records import CallbackRecord
from chalicelib.problems import NotFound

TIMER = "calls.callback"
_MOST = 200


def add_callback(callback: Callback, timer: Timer) -> bool:
    """Write a new wish with the timer that looks after it; False when it is there already."""
    row = CallbackRecord(**{**asdict(callback), "status": callback.status.value})
    is_new = CallbackRecord.callback_id.does_not_exist()
    return moves.commit(lambda writes: writes.save(row, condition=is_new), timer)


def find_callback(callback_id: str) -> Callback | None:
    """The callback as it is now, or None."""
    try:
        return _callback(CallbackRecord.get(callback_id, consistent_read=True))
    except DoesNotExist:
        return None


def fetch_callback(callback_id: str) -> Callback:
    """The callback as it is now; NotFound when there is none."""
    found = find_callback(callback_id)
    if found is None:
        raise NotFound(f"no callback {callback_id}")
    return found


def callbacks_of(number: str) -> list[Callback]:
    """The open callbacks to a number."""
    rows = CallbackRecord.by_number.query(number, scan_index_forward=False, limit=10)
    return [one for one in map(_callback, rows) if one.is_open]


def callbacks(statuses: Iterable[CallbackStatus] = OPEN) -> list[Callback]:
    """Callbacks in these states, the one that came first at the top; of each state the latest 200."""
    rows = (
        row
        for status in statuses
        for row in CallbackRecord.by_status.query(status.value, scan_index_forward=False, limit=_MOST)
    )
    return sorted(map(_callback, rows), key=lambda one: (one.place_at, one.callback_id))


def move_callback(callback: Callback, to: CallbackStatus, timer: Timer | None = None, **changes: Any) -> bool:
    """Move a callback on that is still in the status and attempt in which it was read; False otherwise."""
    condition = (CallbackRecord.status == callback.status.value) & (
        CallbackRecord.attempt == callback.attempt
    )
    row = CallbackRecord(callback.callback_id)
    actions = moves.actions(CallbackRecord, {"status": to.value, **changes})
    return moves.commit(lambda writes: writes.update(row, actions=actions, condition=condition), timer)


def note_customer_call(callback_id: str, reservation_sid: str, call_sid: str) -> bool:
    """Remember the customer's call; False when the attempt is over, so that the call must be ended."""
    status = CallbackRecord.status.is_in(CallbackStatus.DIALLING.value, CallbackStatus.TALKING.value)
    try:
        CallbackRecord(callback_id).update(
            actions=[CallbackRecord.call_sid.set(call_sid)],
            condition=(CallbackRecord.reservation_sid == reservation_sid) & status,
        )
    except UpdateError as error:
        if error.cause_response_code == "ConditionalCheckFailedException":
            return False
        raise
    return True


def _callback(row: CallbackRecord) -> Callback:
    values = {f.name: getattr(row, f.name) for f in fields(Callback)}
    values["status"] = CallbackStatus(row.status)
    values["priority"], values["attempt"] = int(row.priority), int(row.attempt)
    return Callback(**values)
