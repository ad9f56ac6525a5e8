"""Recordings: fetched from the carrier into our own storage, messages put before the agents."""

from datetime import datetime
from typing import Any

from chalicelib import contacts
from chalicelib.aws import jobs, objects
from chalicelib.aws.logs import logger
from chalicelib.aws.tables import iso
from chalicelib.calls.voicemail_store import add_voicemail
from chalicelib.calls.voicemails import voicemail_of
from chalicelib.carrier import rest
from chalicelib.contacts import VOICEMAIL, Event, EventType, Recording

FETCH_JOB = "calls.fetch_recording"
CALL = "call"
# Ten minutes are ten megabytes. A carrier waits fifteen seconds for a webhook, and does not tell again what
# took longer: a download ends well before.
_LONGEST_AT_ONCE_SECONDS = 600
_WITHIN_SECONDS = 5.0


def finished(
    contact_id: str, recording_sid: str, url: str, duration_seconds: float, kind: str, now: datetime
) -> None:
    """The carrier has a finished recording: a short one is fetched at once, a long one, or one that cannot be
    had now, by a job. When we die in between, the carrier tells us again. An empty one is nothing."""
    if not recording_sid or not url or duration_seconds <= 0:
        return
    payload = {
        "contact_id": contact_id,
        "recording_sid": recording_sid,
        "url": url,
        "duration_seconds": duration_seconds,
        "kind": kind,
        "recorded_at": iso(now),
    }
    if duration_seconds > _LONGEST_AT_ONCE_SECONDS or not _fetched(payload, now):
        jobs.send(FETCH_JOB, payload)


def _fetched(payload: dict[str, Any], now: datetime) -> bool:
    try:
        _fetch(payload, now, _WITHIN_SECONDS)
    except Exception:
        logger.warning("recording left to a job", extra={"contact_id": payload["contact_id"]}, exc_info=True)
        return False
    return True


def fetch_recording(payload: dict[str, Any], now: datetime) -> None:
    """The job, however long it takes. A carrier that cannot be reached raises, and the queue tries again."""
    _fetch(payload, now, None)


def _fetch(payload: dict[str, Any], now: datetime, within_seconds: float | None) -> None:
    """Store the audio, then say that it is there. Repeating it stores the same object again and says nothing
    twice."""
    contact_id, recording_sid = payload["contact_id"], payload["recording_sid"]
    recorded_at = datetime.fromisoformat(payload["recorded_at"])
    key = f"recordings/{recorded_at:%Y/%m/%d}/{contact_id}/{recording_sid}.wav"
    objects.put(key, rest.recording_media(payload["url"], within_seconds), "audio/wav")
    stored = Recording(
        recording_id=recording_sid,
        contact_id=contact_id,
        kind=payload["kind"],
        duration_seconds=float(payload["duration_seconds"]),
        object_key=key,
        recorded_at=recorded_at,
    )
    if stored.kind == VOICEMAIL:
        add_voicemail(voicemail_of(stored, contacts.fetch(stored.contact_id)))
    contacts.add_recording(stored, *_events(stored, now))


def _events(stored: Recording, now: datetime) -> list[Event]:
    ready = Event(
        key=f"{stored.recording_id}:ready",
        type=EventType.RECORDING_READY,
        at=now,
        contact_id=stored.contact_id,
        data={
            "recording_id": stored.recording_id,
            "kind": stored.kind,
            "duration_seconds": stored.duration_seconds,
        },
    )
    if stored.kind != VOICEMAIL:
        return [ready]
    left = Event(
        key=f"{stored.recording_id}:left",
        type=EventType.VOICEMAIL_LEFT,
        at=stored.recorded_at,
        contact_id=stored.contact_id,
        data={"recording_id": stored.recording_id},
    )
    return [left, ready]
