"""Recordings: WAV files in the state directory, and what the application is told of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sandbox.carrier.call import Call, StatusCallback
from sandbox.carrier.clock import rfc2822
from sandbox.carrier.media import SAMPLE_RATE, read_wav, write_wav
from sandbox.carrier.sids import new_sid
from sandbox.carrier.twiml.document import Element

if TYPE_CHECKING:
    from sandbox.carrier.exchange import Exchange
    from sandbox.carrier.media import Recorder

_QUIET_PEAK = 400
_KEPT_EDGE_SECONDS = 0.2


@dataclass(eq=False)
class Recording:
    """One recording, of a call or of a conference."""

    sid: str
    path: Path
    url: str
    channels: int
    source: str
    started_at: datetime
    call_sid: str = ""
    conference_sid: str = ""
    status: str = "in-progress"
    duration_seconds: float = 0.0
    callback: StatusCallback | None = None
    recorder: Recorder | None = None

    def webhook_fields(self) -> dict[str, str]:
        """What a webhook says of a recording."""
        return {
            "RecordingSid": self.sid,
            "RecordingUrl": self.url,
            "RecordingDuration": str(round(self.duration_seconds)),
        }


def recording_callback(element: Element, absolute: Callable[[str], str]) -> StatusCallback | None:
    """The ``recordingStatusCallback`` attributes of a verb or noun."""
    url = element.get("recordingStatusCallback")
    if not url:
        return None
    events = frozenset(element.get("recordingStatusCallbackEvent", "completed").split())
    return StatusCallback(absolute(url), element.get("recordingStatusCallbackMethod", "POST").upper(), events)


class Recordings:
    """All recordings of this run of the carrier."""

    def __init__(self, exchange: Exchange, directory: Path) -> None:
        self._exchange, self._directory = exchange, directory
        self._recordings: dict[str, Recording] = {}

    def __iter__(self) -> Iterator[Recording]:
        return iter(list(self._recordings.values()))

    def get(self, sid: str) -> Recording | None:
        """One recording by its SID."""
        return self._recordings.get(sid)

    def start(
        self,
        *,
        call: Call | None = None,
        conference_sid: str = "",
        channels: int,
        source: str,
        callback: StatusCallback | None = None,
    ) -> Recording:
        """Enter a recording in the books; the caller hands its file to a party or a room."""
        self._directory.mkdir(parents=True, exist_ok=True)
        sid = new_sid("RE")
        recording = Recording(
            sid,
            self._directory / f"{sid}.wav",
            self._exchange.resource_url(f"Recordings/{sid}"),
            channels,
            source,
            self._exchange.clock.now(),
            call.sid if call else "",
            conference_sid,
            callback=callback,
        )
        self._recordings[sid] = recording
        if call is not None:
            call.recording_sids.append(sid)
        self._tell(recording)
        return recording

    def finish(self, recording: Recording, *, is_empty: bool = False, is_trimmed: bool = False) -> None:
        """Close the file and tell; an empty recording is ``absent``. Finishing twice is harmless."""
        if recording.status != "in-progress":
            return
        recording.duration_seconds = recording.recorder.close() if recording.recorder else 0.0
        recording.recorder = None
        if is_empty or recording.duration_seconds == 0:
            recording.status, recording.duration_seconds = "absent", 0.0
        else:
            if is_trimmed and recording.channels == 1:
                recording.duration_seconds = _trim(recording.path)
            recording.status = "completed"
        self._tell(recording)

    def call_ended(self, call: Call) -> None:
        """Finish what is still recording a call that is over."""
        for sid in call.recording_sids:
            recording = self._recordings.get(sid)
            if recording is not None:
                self.finish(recording)

    def delete(self, recording: Recording) -> None:
        """Remove a recording and its file."""
        self.finish(recording)
        self._recordings.pop(recording.sid, None)
        recording.path.unlink(missing_ok=True)

    def _tell(self, recording: Recording) -> None:
        callback = recording.callback
        if callback is None or recording.status not in callback.events:
            return
        subject = {"ConferenceSid": recording.conference_sid, "CallSid": recording.call_sid}
        fields = (
            recording.webhook_fields()
            | {name: sid for name, sid in subject.items() if sid}
            | {
                "AccountSid": self._exchange.account.sid,
                "RecordingStatus": recording.status,
                "RecordingChannels": str(recording.channels),
                "RecordingStartTime": rfc2822(recording.started_at) or "",
                "RecordingSource": recording.source,
                "RecordingTrack": "both",
            }
        )
        about = recording.call_sid or recording.conference_sid
        self._exchange.callbacks.send(about, callback.url, fields, callback.method)


def _trim(path: Path) -> float:
    """Cut silence from both ends of a mono file; the seconds that are left."""
    pcm = read_wav(path)
    loud = np.flatnonzero(np.abs(pcm.astype(np.int32)) > _QUIET_PEAK)
    if len(loud):
        edge = int(_KEPT_EDGE_SECONDS * SAMPLE_RATE)
        pcm = pcm[max(0, loud[0] - edge) : loud[-1] + edge]
        write_wav(path, pcm)
    return len(pcm) / SAMPLE_RATE
