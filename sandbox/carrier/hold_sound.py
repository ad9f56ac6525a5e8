"""What a participant on hold hears: a sound file, or the prompts of a TwiML document, over and over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sandbox.carrier.media import Pcm
from sandbox.carrier.parameters import voice_parameters
from sandbox.carrier.twiml.document import Element, TwimlError, parse
from sandbox.carrier.twiml.prompts import sound_of
from sandbox.carrier.twiml.runner import Scope
from sandbox.carrier.webhooks.client import WebhookFailed

if TYPE_CHECKING:
    from sandbox.carrier.twiml.session import Session


async def hold_sound(session: Session, url: str, method: str = "POST") -> Pcm | None:
    """The sound at a HoldUrl; None (the default music) without one, or when it cannot be had."""
    if not url:
        return None
    exchange, call = session.exchange, session.call
    scope = Scope(session, url, method)
    try:
        answer = await exchange.webhooks.request(
            method, url, voice_parameters(exchange.account, call), call.cookies
        )
        if answer.content_type.startswith("audio/"):
            return await sound_of(scope, Element("Play", text=answer.url))
        prompts = [verb for verb in parse(answer.text).verbs if verb.name in ("Say", "Play", "Pause")]
    except (WebhookFailed, TwimlError) as failed:
        scope.warn(failed.code, f"HoldUrl: {failed.message}")
        return None
    sounds = [await sound_of(scope, prompt) for prompt in prompts]
    return np.concatenate(sounds) if sounds else None
