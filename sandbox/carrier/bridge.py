"""A bridge: two calls that hear each other until one of them ends it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sandbox.carrier.media import Room

if TYPE_CHECKING:
    from sandbox.carrier.twiml.request import Request
    from sandbox.carrier.twiml.session import Session


class Bridge:
    """Joins two parties in a room of their own. Both sides wait for ``over``."""

    def __init__(self, first: Session, whisper: Request | None = None) -> None:
        self.first, self.whisper = first, whisper
        self.second: Session | None = None
        self.room = Room()
        self.joined = asyncio.Event()
        self.over = asyncio.Event()

    def join(self, second: Session) -> None:
        """Put both in the room: they hear each other from the next tick on."""
        self.second = second
        for session in (self.first, second):
            session.party.stop_playing()
            self.room.join(session.party)
        self.joined.set()

    def end(self) -> None:
        """Take both apart; ending twice is harmless."""
        for session in (self.first, self.second):
            if session is not None and session.call.leg is not None:
                self.room.leave(session.party)
        self.room.stop_recording()
        self.joined.set()
        self.over.set()
