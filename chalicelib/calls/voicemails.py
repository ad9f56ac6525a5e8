"""Messages that callers left, until somebody has dealt with them."""

from datetime import datetime
from enum import StrEnum

from chalicelib.contacts import Contact, Recording
from chalicelib.values import dataclass


class VoicemailStatus(StrEnum):
    """What became of a message."""

    NEW = "new"
    HEARD = "heard"
    DONE = "done"


@dataclass(frozen=True)
class Voicemail:
    """A message; its audio is the contact's recording `recording_id`."""

    voicemail_id: str
    contact_id: str
    recording_id: str
    queue: str | None
    from_number: str
    left_at: datetime
    duration_seconds: float
    status: VoicemailStatus


def voicemail_of(stored: Recording, contact: Contact) -> Voicemail:
    """The message that a recording holds; one message per recording."""
    return Voicemail(
        voicemail_id=f"VM{stored.recording_id[2:]}",
        contact_id=stored.contact_id,
        recording_id=stored.recording_id,
        queue=contact.queue,
        from_number=contact.from_number,
        left_at=stored.recorded_at,
        duration_seconds=stored.duration_seconds,
        status=VoicemailStatus.NEW,
    )
