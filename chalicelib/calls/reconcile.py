"""After a crash: contacts and legs that the carrier no longer knows are ended, truthfully."""

from collections.abc import Callable
from datetime import datetime, timedelta

from chalicelib import contacts, routing
from chalicelib.aws.logs import logger
from chalicelib.calls import store
from chalicelib.calls.callback_sweep import look_after_callbacks
from chalicelib.calls.caller_gone import caller_gone
from chalicelib.calls.end_talk import end_talk
from chalicelib.calls.enqueue import create_missing_task
from chalicelib.calls.run import run
from chalicelib.carrier import CarrierError, rest
from chalicelib.contacts import WAITING, Contact
from chalicelib.problems import NotFound
from chalicelib.routing import WorkerState

_OVER = frozenset({"completed", "busy", "no-answer", "failed", "canceled"})
# Younger contacts may have a callback on its way.
_SETTLED = timedelta(seconds=20)
# So long an agent is seldom rung, or wraps up.
_LONG = timedelta(minutes=1)


def _gone(contact_id: str, now: datetime) -> None:
    caller_gone(contact_id, now, by=None)


def reconcile(now: datetime, end: Callable[[str, datetime], None] = _gone) -> None:
    """Once a minute: compare the live contacts with the carrier, and let routing match what a crash left
    unmatched. A carrier that does not answer changes nothing. `end` ends a contact whose caller has gone:
    the room that knows what its flow has done for them may say so."""
    look_after_callbacks(now)
    for contact in contacts.live():
        if now - contact.started_at < _SETTLED or not contact.call_sid:
            continue  # who waits to be called back is on no line yet
        try:
            _compare(contact, now, end)
        except CarrierError:
            logger.warning("not compared with the carrier", extra={"contact_id": contact.contact_id})
    _free_agents(now)
    run(routing.sweep(now), now)


def _compare(contact: Contact, now: datetime, end: Callable[[str, datetime], None]) -> None:
    if _is_over(contact.call_sid):
        end(contact.contact_id, now)
        return
    leg = store.find_leg(contact.contact_id, contact.reservation_sid) if contact.reservation_sid else None
    if leg and leg.answered_at and leg.call_sid and _is_over(leg.call_sid):
        end_talk(leg, None, now)
    if contact.state in WAITING and not _has_task(contact):
        create_missing_task(contact, now)


def _free_agents(now: datetime) -> None:
    """An agent who holds a reservation whose talk is over goes into wrap-up. A ringing or a wrap-up that is
    overdue ends, which nobody else would notice where a program vouches for an agent for hours."""
    for worker in routing.workers():
        if worker.reservation_sid is None or worker.contact_id is None:
            continue
        if now - worker.since > _LONG and worker.state is not WorkerState.ON_CONTACT:
            routing.remind_if_overdue(worker.sid, now)
        leg = store.find_leg(worker.contact_id, worker.reservation_sid)
        if leg and leg.answered_at and not _is_talking(leg.contact_id, leg.reservation_sid):
            end_talk(leg, None, now)


def _is_talking(contact_id: str, reservation_sid: str) -> bool:
    contact = contacts.find(contact_id)
    return bool(contact and contact.is_live and contact.reservation_sid == reservation_sid)


def _has_task(contact: Contact) -> bool:
    try:
        routing.task(contact.task_sid or "")
    except NotFound:
        return False
    return True


def _is_over(call_sid: str) -> bool:
    status = rest.call_status(call_sid)
    return status is None or status in _OVER
