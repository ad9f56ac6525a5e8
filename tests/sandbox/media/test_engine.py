"""The clock."""

import asyncio
import time

import pytest

from sandbox.carrier.media import Engine


async def test_the_clock_ticks_fifty_times_a_second() -> None:
    engine = Engine()
    await engine.start()
    await asyncio.sleep(1.0)
    await engine.stop()
    assert engine.ticks + engine.skipped_ticks == pytest.approx(50, abs=5)


async def test_a_short_stall_is_caught_up() -> None:
    engine = Engine()
    await engine.start()
    await asyncio.sleep(0.1)
    time.sleep(0.08)
    await asyncio.sleep(0.32)
    await engine.stop()
    assert engine.ticks + engine.skipped_ticks == pytest.approx(25, abs=5)
    assert engine.ticks >= 20


async def test_a_long_stall_is_skipped_instead_of_sent_in_a_burst() -> None:
    engine = Engine()
    await engine.start()
    await asyncio.sleep(0.1)
    time.sleep(0.6)
    await asyncio.sleep(0.3)
    await engine.stop()
    assert engine.skipped_ticks >= 25
    assert engine.ticks < 35


async def test_starting_and_stopping_twice_is_harmless() -> None:
    engine = Engine()
    await engine.start()
    await engine.start()
    await asyncio.sleep(0.5)
    await engine.stop()
    await engine.stop()
    ticks = engine.ticks
    assert ticks + engine.skipped_ticks == pytest.approx(25, abs=5)
    await asyncio.sleep(0.05)
    assert engine.ticks == ticks
