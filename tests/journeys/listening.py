"""A caller over real SIP who listens: waits for the words, however long they take, then presses."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from cli.journey.center import Center
from sandbox.caller.caller import Outcome, call
from sandbox.caller.script import Hangup, Press, Wait

PATIENCE_SECONDS = 40
HEADERS = {"X-Gateway": "gw-1", "X-E1-Span": "1"}


@dataclass(frozen=True)
class Turn:
    """Words to wait for, and the keys to press then; none to only listen."""

    hears: str
    presses: str = ""


@dataclass
class Listener(Sequence[Any]):
    """A script that is made while the call goes on."""

    center: Center
    number: str
    turns: Sequence[Turn]
    # The story of an earlier call from the number, which stays until the new one has begun.
    before: list[tuple[str, str]] = field(default_factory=list)
    missed: str | None = None
    heard: list[str] = field(default_factory=list)

    def __iter__(self) -> Iterator[Any]:
        for turn in self.turns:
            end = time.monotonic() + PATIENCE_SECONDS
            while not self.has_heard(turn.hears):
                if time.monotonic() > end:
                    self.missed = turn.hears
                    yield Hangup()
                    return
                yield Wait(0.2)
            if turn.presses:
                # The prompt has begun; a key interrupts it.
                yield Wait(0.3)
                yield Press(turn.presses)
        yield Wait(0.3)
        yield Hangup()

    def __getitem__(self, index: Any) -> Any:
        return Hangup()

    def __len__(self) -> int:
        return len(self.turns)

    def has_heard(self, words: str) -> bool:
        """Whether the words were said after those that were waited for before."""
        story = self.center.carrier.transcript(self.number)
        if self.before and story == self.before:
            return False
        for place, (kind, text) in enumerate(story[len(self.heard) :], len(self.heard)):
            if words in f"{kind}: {text}":
                self.heard = [text for _, text in story[: place + 1]]
                return True
        return False


def converse(center: Center, to: str, number: str, turns: Sequence[Turn]) -> Outcome:
    """Dial `to` as `number` and follow the turns. AssertionError names the words that never came."""
    uri = center.sip_uri.replace("4008888888", to)
    listener = Listener(center, number, turns, center.carrier.transcript(number))
    outcome = asyncio.run(call(uri, number, listener, headers=HEADERS, ring_seconds=30))
    story = center.carrier.transcript(number)
    assert listener.missed is None, f"{number} never heard {listener.missed!r}: {story}"
    return outcome
