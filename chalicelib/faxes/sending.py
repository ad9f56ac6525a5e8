"""A fax from the outbox to the other end: handed over, asked about, ended.

A timer says when, a job does it: calls' timers do not wait for a fax service. A step may be taken twice: the
service knows a fax by its key, and the outbox moves on only from where it was read.
"""

from datetime import datetime, timedelta
from typing import Any

from chalicelib import contacts
from chalicelib.aws import jobs, timers
from chalicelib.aws.logs import logger
from chalicelib.aws.timers import Timer
from chalicelib.contacts import Event, EventType
from chalicelib.faxes import service, store
from chalicelib.faxes.fax import TIMER, Fax, FaxStatus, fax_id, next_look, next_try
from chalicelib.problems import Conflict

JOB = "faxes.step"
_JOB_LASTS = timedelta(minutes=2)
_NO_WORD = "the fax service did not say within an hour what became of it"


def ask(
    token: str, to: str, subject: str, html: str, language: str, now: datetime, contact_id: str | None = None
) -> str:
    """Put a fax into the outbox, once for each token, and have it sent: the fax's id."""
    fax = Fax(fax_id(token), to, subject, html, language, now, contact_id)
    store.add(fax, _timer(fax, now))
    return fax.fax_id


def resend(wanted: str, now: datetime) -> Fax:
    """Send a failed fax again; to the service it is a new one. Conflict for one that has not failed."""
    fax = store.fetch(wanted)
    is_moved = fax.status is FaxStatus.FAILED and store.move(
        fax,
        _timer(fax, now),
        status=FaxStatus.QUEUED.value,
        round=fax.round + 1,
        attempt=0,
        service_id=None,
        taken_at=None,
        ended_at=None,
        reason=None,
    )
    if not is_moved:
        raise Conflict("Only a fax that has failed is sent again.", code="not_failed")
    return store.fetch(wanted)


def on_timer(timer: Timer, now: datetime) -> None:
    """Have the next step of a fax taken; again after two minutes, if whoever takes it dies."""
    fax = store.find(timer.key)
    if fax is not None and fax.is_open:
        timers.arm(_timer(fax, now + _JOB_LASTS))
        jobs.send(JOB, {"fax_id": fax.fax_id})


def take_step(payload: dict[str, Any], now: datetime) -> None:
    """The job: the next step of one fax; one that has ended needs none."""
    fax = store.find(payload["fax_id"])
    if fax is None or not fax.is_open:
        return
    if fax.status is FaxStatus.QUEUED:
        _hand_over(fax, now)
    else:
        _look(fax, now)


def _hand_over(fax: Fax, now: datetime) -> None:
    try:
        service_id = service.hand_over(fax)
    except service.FaxRefused as refused:
        _end(fax, FaxStatus.FAILED, str(refused), now)
    except service.FaxServiceDown as down:
        attempt = fax.attempt + 1
        logger.warning("fax not taken", extra={"fax_id": fax.fax_id, "attempt": attempt, "why": str(down)})
        rest = next_try(attempt)
        if rest is None:
            _end(fax, FaxStatus.FAILED, str(down), now)
        else:
            store.move(fax, _timer(fax, now + rest), attempt=attempt, reason=str(down))
    else:
        soon = now + (next_look(timedelta()) or timedelta())
        store.move(
            fax,
            _timer(fax, soon),
            status=FaxStatus.SENDING.value,
            service_id=service_id,
            taken_at=now,
            attempt=fax.attempt + 1,
            reason=None,
        )


def _look(fax: Fax, now: datetime) -> None:
    """What became of it; a service that does not answer now may answer the next time."""
    try:
        status, reason = service.what_became_of(fax.service_id or "")
    except service.FaxRefused as refused:
        _end(fax, FaxStatus.FAILED, str(refused), now)
        return
    except service.FaxServiceDown as down:
        status, reason = "sending", str(down)
    if status in (FaxStatus.SENT, FaxStatus.FAILED):
        _end(fax, FaxStatus(status), reason, now)
        return
    rest = next_look(now - (fax.taken_at or now))
    if rest is None:
        _end(fax, FaxStatus.FAILED, reason or _NO_WORD, now)
    else:
        store.move(fax, _timer(fax, now + rest), reason=reason)


def _end(fax: Fax, status: FaxStatus, reason: str | None, now: datetime) -> None:
    if status is FaxStatus.FAILED:
        logger.error("fax failed", extra={"fax_id": fax.fax_id, "why": reason})
    store.move(
        fax,
        told=_told(fax, status, reason, now),
        status=status.value,
        attempt=fax.attempt + (fax.status is FaxStatus.QUEUED),
        reason=reason,
        ended_at=now,
    )


def _told(fax: Fax, status: FaxStatus, reason: str | None, now: datetime) -> list[Event]:
    """For the log of the contact that asked for it; a flow that was run by REST has none."""
    if not fax.contact_id or contacts.find(fax.contact_id) is None:
        return []
    is_sent = status is FaxStatus.SENT
    return [
        Event(
            key=f"{fax.idempotency_key}:{status}",
            type=EventType.FAX_SENT if is_sent else EventType.FAX_FAILED,
            at=now,
            contact_id=fax.contact_id,
            data={"fax_id": fax.fax_id, "to": fax.to} | ({} if is_sent else {"reason": reason}),
        )
    ]


def _timer(fax: Fax, due_at: datetime) -> Timer:
    return Timer(TIMER, fax.fax_id, due_at)
