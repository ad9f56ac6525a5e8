"""Recordings: list, look at, download, delete; and recording a live call."""

from __future__ import annotations

import asyncio
import io
import wave
from pathlib import Path
from typing import Any

import numpy as np
from aiohttp import web

from sandbox.carrier.clock import rfc2822
from sandbox.carrier.exchange import Exchange
from sandbox.carrier.recordings import Recording
from sandbox.carrier.rest.errors import ApiError, not_found
from sandbox.carrier.rest.form import Form
from sandbox.carrier.rest.paging import page


class RecordingsResource:
    """``/Recordings``, and the same under a call or a conference."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    async def list(self, request: web.Request) -> web.Response:
        """Recordings, newest first; of one call or conference when the path or the query names it."""
        call = request.match_info.get("call") or request.query.get("CallSid")
        conference = request.match_info.get("conference") or request.query.get("ConferenceSid")
        if "call" in request.match_info and call not in self._exchange.calls:
            raise not_found(request.path)
        shown = [
            recording_json(self._exchange, recording)
            for recording in reversed(list(self._exchange.recordings))
            if (not call or recording.call_sid == call)
            and (not conference or recording.conference_sid == conference)
        ]
        return page(request, "recordings", shown)

    async def create(self, request: web.Request) -> web.Response:
        """Start recording a live call."""
        call = self._exchange.calls.get(request.match_info["call"])
        if call is None or call.leg is None:
            raise not_found(request.path)
        if call.is_over or call.answered_at is None:
            raise ApiError(400, 21220, "Requested resource is not eligible for recording")
        form = await Form.read(request)
        channels = 2 if form.get("RecordingChannels", "mono") == "dual" else 1
        callback = form.status_callback()
        recording = self._exchange.recordings.start(
            call=call, channels=channels, source="StartCallRecordingAPI", callback=callback
        )
        recording.recorder = call.leg.party.record(recording.path, channels)
        return web.json_response(recording_json(self._exchange, recording), status=201)

    async def update(self, request: web.Request) -> web.Response:
        """Pause, resume or stop a recording of a live call."""
        recording, status = self.of(request), (await Form.read(request)).required("Status")
        if status == "stopped":
            self._exchange.recordings.finish(recording)
        elif recording.recorder is not None and status in ("paused", "in-progress"):
            recording.recorder.is_paused = status == "paused"
        else:
            raise ApiError(400, 20001, f"Invalid Status: {status}")
        return web.json_response(recording_json(self._exchange, recording))

    async def fetch(self, request: web.Request) -> web.StreamResponse:
        """One recording; the address without ``.json`` is the sound itself."""
        return web.json_response(recording_json(self._exchange, self.of(request)))

    async def media(self, request: web.Request) -> web.StreamResponse:
        """The sound as WAV; ``RequestedChannels=1`` mixes two channels into one."""
        recording = self.of(request)
        if recording.status != "completed":
            raise not_found(request.path)
        if recording.channels == 2 and request.query.get("RequestedChannels", "1") == "1":
            mixed = await asyncio.to_thread(_mixed, recording.path)
            return web.Response(body=mixed, content_type="audio/x-wav")
        return web.FileResponse(recording.path, headers={"Content-Type": "audio/x-wav"})

    async def delete(self, request: web.Request) -> web.Response:
        """Remove a recording."""
        self._exchange.recordings.delete(self.of(request))
        return web.Response(status=204)

    def of(self, request: web.Request) -> Recording:
        """The recording of the path. Raises 404."""
        recording = self._exchange.recordings.get(request.match_info["recording"])
        if recording is None:
            raise not_found(request.path)
        return recording


def recording_json(exchange: Exchange, recording: Recording) -> dict[str, Any]:
    """A recording as the API shows it."""
    uri = f"/{exchange.account.api_version}/Accounts/{exchange.account.sid}/Recordings/{recording.sid}.json"
    is_live = recording.status == "in-progress"
    is_paused = is_live and recording.recorder is not None and recording.recorder.is_paused
    return {
        "sid": recording.sid,
        "account_sid": exchange.account.sid,
        "api_version": exchange.account.api_version,
        "call_sid": recording.call_sid or None,
        "channels": recording.channels,
        "conference_sid": recording.conference_sid or None,
        "date_created": rfc2822(recording.started_at),
        "date_updated": rfc2822(recording.started_at),
        "duration": None if is_live else str(round(recording.duration_seconds)),
        "encryption_details": None,
        "error_code": None,
        "media_url": recording.url,
        "price": None,
        "price_unit": "USD",
        "source": recording.source,
        "start_time": rfc2822(recording.started_at),
        "status": "paused" if is_paused else recording.status,
        "subresource_uris": {},
        "track": "both",
        "uri": uri,
    }


def _mixed(path: Path) -> bytes:
    with wave.open(str(path), "rb") as stereo:
        rate, frames = stereo.getframerate(), stereo.readframes(stereo.getnframes())
    both = np.frombuffer(frames, dtype="<i2").reshape(-1, 2).sum(axis=1, dtype=np.int32)
    out = io.BytesIO()
    with wave.open(out, "wb") as mono:
        mono.setnchannels(1)
        mono.setsampwidth(2)
        mono.setframerate(rate)
        mono.writeframes(np.clip(both, -32768, 32767).astype("<i2").tobytes())
    return out.getvalue()
