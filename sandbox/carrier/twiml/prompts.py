"""The sound of Say, Play and Pause, and playing it to a party."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sandbox.carrier.media import Pcm, silence
from sandbox.carrier.twiml.document import Element
from sandbox.carrier.webhooks.client import WebhookFailed

if TYPE_CHECKING:
    from sandbox.carrier.exchange import Exchange
    from sandbox.carrier.twiml.runner import Scope
    from sandbox.carrier.twiml.session import Session

_ENDLESS = 1_000  # loop="0" is documented as "until the call ends"; the carrier stops at 1000
_NOTHING = np.zeros(0, dtype=np.int16)


async def play_to(session: Session, pcm: Pcm, loop: bool = False) -> None:
    """Play a sound to the call's party; being interrupted stops it at once."""
    try:
        await session.party.play(pcm, loop=loop)
    finally:
        session.party.stop_playing()


def loops_of(element: Element) -> int:
    """How often a prompt is repeated."""
    loops = int(element.number("loop", 1))
    return _ENDLESS if loops == 0 else max(1, loops)


async def sound_of(scope: Scope, element: Element) -> Pcm:
    """The sound of one prompt, once. What cannot be fetched is silence and a warning."""
    if element.name == "Say":
        return await spoken(scope.exchange, element)
    if element.name == "Play":
        return await _fetched(scope, element)
    return silence(max(0.0, element.number("length", 1)))


async def spoken(exchange: Exchange, element: Element) -> Pcm:
    """A ``<Say>`` as sound."""
    if not element.text:
        return _NOTHING
    return await exchange.speak(element.text, element.get("language", "en-US"), element.get("voice"))


async def run_prompt(scope: Scope, element: Element) -> None:
    """Run one Say, Play or Pause on an answered call."""
    if await scope.session.is_over():
        return
    if element.name == "Pause":
        await scope.exchange.clock.sleep(max(0.0, element.number("length", 1)))
        return
    digits = element.get("digits") if element.name == "Play" else ""
    if digits and scope.session.call.leg is not None:
        await scope.session.call.leg.send_digits(digits)
        return
    scope.note(element.name.lower(), element.text)
    pcm = await sound_of(scope, element)
    for _ in range(loops_of(element) if len(pcm) else 1):
        await play_to(scope.session, pcm)


async def _fetched(scope: Scope, element: Element) -> Pcm:
    url = scope.absolute(element.text)
    try:
        return await scope.exchange.sounds.fetch(url)
    except WebhookFailed as failed:
        scope.warn(failed.code, f"<Play> {url}: {failed.message}")
    except ValueError as unknown:
        scope.warn(12300, f"<Play> {url}: {unknown}")
    return _NOTHING
