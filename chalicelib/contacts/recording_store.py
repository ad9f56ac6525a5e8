"""The recordings of a contact: what was said, where it lies and how long it is."""

from pynamodb.exceptions import DoesNotExist

from chalicelib.aws.tables import transaction
from chalicelib.contacts.event_store import stage
from chalicelib.contacts.events import Event
from chalicelib.contacts.records import RecordingRecord
from chalicelib.contacts.store import stage_change
from chalicelib.contacts.summary import Recording
from chalicelib.problems import NotFound, TransactionLost


def add_recording(new: Recording, *events: Event) -> bool:
    """Store a recording with its events, once; False when it was there already."""
    row = RecordingRecord(
        contact_id=new.contact_id,
        recording_id=new.recording_id,
        kind=new.kind,
        duration_seconds=new.duration_seconds,
        object_key=new.object_key,
        recorded_at=new.recorded_at,
    )
    try:
        with transaction() as writes:
            writes.save(row, condition=RecordingRecord.recording_id.does_not_exist())
            stage_change(writes, new.contact_id, has_recording=True)
            stage(writes, *events)
    except TransactionLost:
        return False
    return True


def recordings_of(contact_id: str) -> list[Recording]:
    """A contact's recordings, oldest first."""
    rows = map(_recording, RecordingRecord.query(contact_id))
    return sorted(rows, key=lambda one: (one.recorded_at, one.recording_id))


def recording(contact_id: str, recording_id: str) -> Recording:
    """One recording; NotFound when there is none."""
    try:
        return _recording(RecordingRecord.get(contact_id, recording_id))
    except DoesNotExist:
        raise NotFound(f"no recording {recording_id} of contact {contact_id}") from None


def _recording(row: RecordingRecord) -> Recording:
    return Recording(
        recording_id=row.recording_id,
        contact_id=row.contact_id,
        kind=row.kind,
        duration_seconds=float(row.duration_seconds),
        object_key=row.object_key,
        recorded_at=row.recorded_at,
    )
