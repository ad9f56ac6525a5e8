"""Reads and writes messages that callers left."""

from collections.abc import Iterable
from dataclasses import asdict, fields

from pynamodb.exceptions import DoesNotExist, PutError, UpdateError

from chalicelib.calls.records import VoicemailRecord
from chalicelib.calls.voicemails import Voicemail, VoicemailStatus
from chalicelib.problems import NotFound

_CONDITION_FAILED = "ConditionalCheckFailedException"
_MOST = 200
_NOT_DONE = (VoicemailStatus.NEW, VoicemailStatus.HEARD)


def add_voicemail(message: Voicemail) -> None:
    """Put a message before the agents, once; one that is there stays as it is."""
    row = VoicemailRecord(**{**asdict(message), "status": message.status.value})
    try:
        row.save(condition=VoicemailRecord.voicemail_id.does_not_exist())
    except PutError as error:
        if error.cause_response_code != _CONDITION_FAILED:
            raise


def find_voicemail(voicemail_id: str) -> Voicemail:
    """One message; NotFound when there is none."""
    try:
        return _voicemail(VoicemailRecord.get(voicemail_id))
    except DoesNotExist:
        raise NotFound(f"no message {voicemail_id}") from None


def voicemails(queue: str | None = None, status: VoicemailStatus | None = None) -> list[Voicemail]:
    """Messages, newest first; without a status, those not done."""
    found = [one for one in _of_statuses([status] if status else _NOT_DONE) if queue in (None, one.queue)]
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


def _of_statuses(statuses: Iterable[VoicemailStatus]) -> list[Voicemail]:
    return [
        _voicemail(row)
        for status in statuses
        for row in VoicemailRecord.by_status.query(status.value, scan_index_forward=False, limit=_MOST)
    ]


def _voicemail(row: VoicemailRecord) -> Voicemail:
    values = {f.name: getattr(row, f.name) for f in fields(Voicemail)}
    values["status"] = VoicemailStatus(row.status)
    values["duration_seconds"] = float(row.duration_seconds)
    return Voicemail(**values)
