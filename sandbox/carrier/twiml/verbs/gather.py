"""<Gather>: collect digits, while prompts play that the first digit cuts short."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from sandbox.carrier.clock import Clock
from sandbox.carrier.twiml.document import Element
from sandbox.carrier.twiml.prompts import run_prompt
from sandbox.carrier.twiml.request import Next
from sandbox.carrier.twiml.runner import Scope

Keys = asyncio.Queue[str]


@dataclass(frozen=True)
class _Rules:
    """When collecting is over."""

    timeout_seconds: float
    num_digits: int | None
    finish_keys: str

    @classmethod
    def of(cls, element: Element) -> _Rules:
        count = int(element.number("numDigits", 0))
        # An empty finishOnKey means "no such key", an absent one means #.
        finish = element.attributes.get("finishOnKey", "#")
        return cls(element.number("timeout", 5), count if count > 0 else None, finish)


async def gather(scope: Scope, element: Element) -> Next:
    """Collect, then ask the action URL; nothing collected falls through unless actionOnEmptyResult."""
    await scope.session.answered()
    rules = _Rules.of(element)
    # There is no speech recogniser: a caller who speaks is one who presses nothing.
    hears_keys = "dtmf" in element.get("input", "dtmf").split()
    with scope.session.listening() as keys:
        prompts = asyncio.create_task(_prompt(scope, element))
        try:
            first = await _first_key(keys if hears_keys else Keys(), prompts)
        finally:
            await _stop(prompts)
        heard = keys if hears_keys else Keys()
        digits, finished_on = await _collect(scope.exchange.clock, heard, first, rules)
    if not digits and not element.is_set("actionOnEmptyResult"):
        return None
    scope.note("gather", digits)
    fields = {"Digits": digits, "FinishedOnKey": finished_on, "msg": "Gather End"}
    return scope.action(element, fields)


async def _prompt(scope: Scope, element: Element) -> None:
    for child in element.children:
        await run_prompt(scope, child)


async def _first_key(keys: Keys, prompts: asyncio.Task[None]) -> str | None:
    """The key that cut the prompts short; None when they were heard to the end."""
    pressed = asyncio.ensure_future(keys.get())
    try:
        await asyncio.wait({pressed, prompts}, return_when=asyncio.FIRST_COMPLETED)
        if pressed.done():
            return pressed.result()
        prompts.result()
        return None
    finally:
        pressed.cancel()


async def _stop(prompts: asyncio.Task[None]) -> None:
    if not prompts.done():
        prompts.cancel()
        await asyncio.wait([prompts])


async def _collect(clock: Clock, keys: Keys, first: str | None, rules: _Rules) -> tuple[str, str]:
    """The digits, and the key that ended them ("" when time or the count did)."""
    digits, key = "", first
    while True:
        if key is not None:
            if key in rules.finish_keys:
                return digits, key
            digits += key
            if len(digits) == rules.num_digits:
                return digits, ""
        try:
            async with clock.limit(rules.timeout_seconds):
                key = await keys.get()
        except TimeoutError:
            return digits, ""
