"""Flows whose callers have gone without our hearing of it, as after a crash: closed a minute later.

The carrier tells the end of a call once. When nobody was there to hear it, `calls` finds out and asks here to
end the contact, because the flow knows whether its caller was served; a process that died before it ended one
has left it live, and so it is found in the same way. What failed in the middle is noted as undone and closed
a minute later, so that its path stands in the log like any other.
"""

from datetime import datetime, timedelta

from chalicelib import contacts
from chalicelib.aws.logs import logger
from chalicelib.contacts import Contact
from chalicelib.ivr import answering, store

# The call's own end may be on its way.
_SETTLED = timedelta(seconds=30)
# Something that failed for so long will fail for ever.
_TRIED = timedelta(hours=1)
_MOST_CLOSED = 50


def end_lost(contact_id: str, now: datetime) -> None:
    """End a contact that the carrier no longer knows, with what its flow has done for the caller: who was
    served before the crash was served. Its path may follow a minute later."""
    try:
        answering.close(contact_id, now, {}, by=None)
    except Exception:
        logger.exception("a flow cannot be closed", extra={"contact_id": contact_id})


def close_ended(now: datetime) -> None:
    """Close what closing has failed of; at most fifty in one go, the oldest first."""
    for contact_id in store.undone_executions(_MOST_CLOSED):
        contact = contacts.find(contact_id)
        if contact and contact.ended_at and now - contact.ended_at >= _SETTLED:
            _close(contact, contact.ended_at, now)


def _close(contact: Contact, ended_at: datetime, now: datetime) -> None:
    try:
        answering.close(contact.contact_id, ended_at, {})
    except Exception:
        logger.exception("a flow cannot be closed", extra={"contact_id": contact.contact_id})
        if now - ended_at >= _TRIED:
            store.mark_done(contact.contact_id)
