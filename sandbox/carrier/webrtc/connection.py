"""One peer connection: an offer or an answer, and audio both ways between it and a port."""

from __future__ import annotations

import asyncio
import fractions
from collections.abc import Callable
from typing import cast

import numpy as np
from aiortc import RTCConfiguration, RTCPeerConnection, RTCRtpSender, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack
from av import AudioFrame, AudioResampler

from sandbox.carrier.media import FRAME_SAMPLES, SAMPLE_RATE
from sandbox.carrier.webrtc.port import WebRtcPort

_TIME_BASE = fractions.Fraction(1, SAMPLE_RATE)
_MOST_SECONDS_TO_CONNECT = 5.0


class _Outgoing(MediaStreamTrack):
    """What the engine delivers, as a track."""

    kind = "audio"

    def __init__(self, port: WebRtcPort) -> None:
        super().__init__()
        self._port, self._position = port, 0

    async def recv(self) -> AudioFrame:
        if self.readyState != "live":
            raise MediaStreamError
        samples = await self._port.next_outgoing()
        frame = AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = SAMPLE_RATE, self._position, _TIME_BASE
        self._position += FRAME_SAMPLES
        return frame


class Connection:
    """A browser's media. ``on_lost`` is called once if it breaks."""

    def __init__(self, port: WebRtcPort, on_lost: Callable[[], None]) -> None:
        self._port, self._on_lost = port, on_lost
        # Without an empty list aiortc would ask a public STUN server.
        self._peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self._connected = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._peer.addTrack(_Outgoing(port))
        _prefer_pcmu(self._peer)
        self._peer.on("track", self._receive)
        self._peer.on("connectionstatechange", self._changed)

    @property
    def state(self) -> str:
        """The peer connection's own word for its state."""
        return str(self._peer.connectionState)

    async def offer(self) -> str:
        """Our offer; no trickle, every candidate is in it."""
        await self._peer.setLocalDescription(await self._peer.createOffer())
        return str(self._peer.localDescription.sdp)

    async def take_answer(self, sdp: str) -> None:
        """The browser's answer to our offer."""
        await self._peer.setRemoteDescription(RTCSessionDescription(sdp, "answer"))

    async def answer(self, sdp: str) -> str:
        """Our answer to the browser's offer."""
        await self._peer.setRemoteDescription(RTCSessionDescription(sdp, "offer"))
        await self._peer.setLocalDescription(await self._peer.createAnswer())
        return str(self._peer.localDescription.sdp)

    async def connected(self) -> None:
        """Wait until media can flow, but not for ever: signalling decides what a call is."""
        try:
            async with asyncio.timeout(_MOST_SECONDS_TO_CONNECT):
                await self._connected.wait()
        except TimeoutError:
            pass

    async def close(self) -> None:
        """Close; closing twice is harmless."""
        for task in self._tasks:
            task.cancel()
        await self._peer.close()

    def _changed(self) -> None:
        if self._peer.connectionState == "connected":
            self._connected.set()
        elif self._peer.connectionState == "failed":
            self._on_lost()

    def _receive(self, track: MediaStreamTrack) -> None:
        task = asyncio.create_task(self._consume(track))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _consume(self, track: MediaStreamTrack) -> None:
        resampler = AudioResampler(format="s16", layout="mono", rate=SAMPLE_RATE)
        try:
            while True:
                frame = cast(AudioFrame, await track.recv())
                is_plain = frame.sample_rate == SAMPLE_RATE and frame.layout.name == "mono"
                for piece in [frame] if is_plain else resampler.resample(frame):
                    self._port.push(piece.to_ndarray().reshape(-1).astype(np.int16, copy=False))
        except MediaStreamError:
            return  # the track ended with the call


def _prefer_pcmu(peer: RTCPeerConnection) -> None:
    """G.711 costs half of what Opus costs, and the other side of the call is G.711 anyway."""
    codecs = RTCRtpSender.getCapabilities("audio").codecs
    ordered = sorted(codecs, key=lambda codec: codec.mimeType.lower() != "audio/pcmu")
    for transceiver in peer.getTransceivers():
        transceiver.setCodecPreferences(ordered)
