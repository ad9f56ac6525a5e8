"""Callbacks after a crash, or when the carrier's news was lost: each goes on, or ends truthfully."""

from datetime import datetime, timedelta

from chalicelib import contacts, routing
from chalicelib.aws.logs import logger
from chalicelib.calls.callback import Callback, CallbackStatus
from chalicelib.calls.callback_store import callbacks, move_callback
from chalicelib.calls.caller_gone import caller_gone
from chalicelib.calls.ring_back import RING_SECONDS, confirm, customer_over, line_up, not_reached
from chalicelib.carrier import CarrierError, rest
from chalicelib.problems import NotFound
from chalicelib.routing import TaskStatus

_BEGUN = (CallbackStatus.DIALLING, CallbackStatus.TALKING)
_OVER = frozenset({"completed", "busy", "no-answer", "failed", "canceled"})
# Longer than the customer's phone may ring: by then the carrier has told us.
_SETTLED = timedelta(seconds=RING_SECONDS + 30)


def look_after_callbacks(now: datetime) -> None:
    """Once a minute. A carrier that does not answer changes nothing."""
    for callback in callbacks((CallbackStatus.ASKED, CallbackStatus.WAITING, *_BEGUN)):
        try:
            _look_after(callback, now)
        except CarrierError:
            logger.warning("callback not compared", extra={"contact_id": callback.contact_id})


def _look_after(callback: Callback, now: datetime) -> None:
    if now - callback.due_at < _SETTLED:
        return
    if callback.status is CallbackStatus.ASKED:
        confirm(callback, now)
    elif callback.status is CallbackStatus.WAITING:
        _in_line(callback, now)
    else:
        _begun(callback, now)


def _in_line(callback: Callback, now: datetime) -> None:
    try:
        task = routing.task(callback.task_sid)
    except NotFound:
        line_up(callback, now)
        return
    if task.status is TaskStatus.CANCELED:
        if move_callback(callback, CallbackStatus.FAILED, result="expired", ended_at=now):
            caller_gone(callback.contact_id, now, by=None)
    elif task.status in (TaskStatus.WRAPPING, TaskStatus.COMPLETED) and task.reservation_sid:
        not_reached(callback.callback_id, task.reservation_sid, "agent_left", now)


def _begun(callback: Callback, now: datetime) -> None:
    contact = contacts.find(callback.contact_id)
    reservation_sid = str(callback.reservation_sid)
    is_old = bool(contact and contact.answered_at and now - contact.answered_at > _SETTLED)
    if contact is None or not contact.is_live:
        _close(callback, reservation_sid, now)
    elif callback.call_sid is None:
        if is_old:
            not_reached(callback.callback_id, reservation_sid, "not_dialled", now)
    elif (status := rest.call_status(callback.call_sid)) is None or status in _OVER:
        customer_over(callback.contact_id, reservation_sid, status or "failed", now)


def _close(callback: Callback, reservation_sid: str, now: datetime) -> None:
    if callback.status is CallbackStatus.TALKING:
        move_callback(callback, CallbackStatus.DONE, result="connected", ended_at=now)
    else:
        not_reached(callback.callback_id, reservation_sid, "failed", now)
