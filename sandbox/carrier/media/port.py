"""Where a party's sound comes from and goes to: RTP, WebRTC, or a script in a test."""

from __future__ import annotations

from abc import ABC, abstractmethod

from sandbox.carrier.media.frames import Frame


class AudioPort(ABC):
    """Both directions of one party's audio. The engine calls each method once every 20 ms."""

    @abstractmethod
    def pull(self) -> Frame | None:
        """What the party said in this tick; None when nothing was received."""

    @abstractmethod
    def deliver(self, frame: Frame) -> None:
        """What the party is to hear in this tick."""
