"""Messages that callers left, until somebody has dealt with them."""

from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum

from pynamodb.exceptions import DoesNotExist, PutError, UpdateError

from chalicelib import contacts
from chalicelib.calls.records import VoicemailRecord
from chalicelib.contacts import Recording
from chalicelib.problems import NotFound

_CONDITION_FAILED = "ConditionalCheckFailedException"
_MOST = 200


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


def keep(stored: Recording) -> None:
    """Put a message before the agents, once."""
    contact = contacts.fetch(stored.contact_id)
    row = VoicemailRecord(
        voicemail_id=voicemail_id_of(stored.recording_id),
        contact_id=stored.contact_id,
        recording_id=stored.recording_id,
        queue=contact.queue,
        from_number=contact.from_number,
        left_at=stored.recorded_at,
        duration_seconds=stored.duration_seconds,
        status=VoicemailStatus.NEW.value,
    )
    try:
        row.save(condition=VoicemailRecord.voicemail_id.does_not_exist())
    except PutError as error:
        if error.cause_response_code != _CONDITION_FAILED:
            raise


def voicemail_id_of(recording_id: str) -> str:
    """One message per recording."""
    return f"VM{recording_id[2:]}"


def find_voicemail(voicemail_id: str) -> Voicemail:
    """One message; NotFound when there is none."""
    try:
        return _voicemail(VoicemailRecord.get(voicemail_id))
    except DoesNotExist:
        raise NotFound(f"no message {voicemail_id}") from None


def voicemails(queue: str | None = None, status: VoicemailStatus | None = None) -> list[Voicemail]:
    """Messages, newest first; without a status, those not done."""
    wanted = [status] if status else [VoicemailStatus.NEW, VoicemailStatus.HEARD]
    rows = (
        row
        for one in wanted
        for row in VoicemailRecord.by_status.query(one.value, scan_index_forward=False, limit=_MOST)
    )
    found = [_voicemail(row) for row in rows if queue is None or row.queue == queue]
    return sorted(found, key=lambda one: one.left_at, reverse=True)


def mark(voicemail_id: str, status: VoicemailStatus) -> Voicemail:
    """Give a message its new status."""
    row = VoicemailRecord(voicemail_id)
    try:
        row.update(
            actions=[VoicemailRecord.status.set(status.value)],
            condition=VoicemailRecord.voicemail_id.exists(),
        )
    except UpdateError as error:
        if error.cause_response_code == _CONDITION_FAILED:
            raise NotFound(f"no message {voicemail_id}") from None
        raise
    return _voicemail(row)


def _voicemail(row: VoicemailRecord) -> Voicemail:
    values = {f.name: getattr(row, f.name) for f in fields(Voicemail)}
    values["status"] = VoicemailStatus(row.status)
    values["duration_seconds"] = float(row.duration_seconds)
    return Voicemail(**values)
