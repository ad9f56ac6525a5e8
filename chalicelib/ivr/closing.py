"""Flows whose callers have gone without our hearing of it, as after a crash: closed a minute later.

The carrier tells the end of a call once. When nobody was there to hear it, `calls` finds out and asks here to
end the contact, because the flow knows whether its caller was served. What a process that died in the middle
left open is closed a minute later, so that its path stands in the log like any other.
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
_MOST_LOOKED_AT = 2000
_MOST_CLOSED = 50


def end_lost(contact_id: str, now: datetime) -> None:
    """End a contact that the carrier no longer knows, with what its flow has done for the caller: who was
    served before the crash was served. Its path may follow a minute later."""
    try:
        answering.close(contact_id, now, {}, by=None)
    except Exception:
        logger.exception("a flow cannot be closed", extra={"contact_id": contact_id})


def close_ended(now: datetime) -> None:
    """Close the open flows of contacts that have ended; at most fifty in one go, the oldest first."""
    # Read in this order: a call that begins in between is not open yet, or it is live.
    still_open = store.open_executions(_MOST_LOOKED_AT)
    live = {contact.contact_id for contact in contacts.live()}
    for contact_id in [each for each in still_open if each not in live][:_MOST_CLOSED]:
        contact = contacts.find(contact_id)
        if contact and contact.ended_at and now - contact.ended_at >= _SETTLED:
            _close(contact, contact.ended_at, now)


def _close(contact: Contact, ended_at: datetime, now: datetime) -> None:
    try:
        answering.close(contact.contact_id, ended_at, {})
    except Exception:
        logger.exception("a flow cannot be closed", extra={"contact_id": contact.contact_id})
        if now - ended_at >= _TRIED:
            store.mark_closed(contact.contact_id)
