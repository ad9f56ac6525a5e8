"""Journeys run against a whole center, with Chromium and a SIP caller; without them they say so and skip."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cli.journey.browser import chromium, find_chromium
from cli.journey.center import Center
from cli.journey.sound import AGENT_HZ, write_tone
from tests.journeys.house import House
from tests.journeys.stage import Stage


def pytest_collection_modifyitems(items):
    """Skip journeys where they cannot run; where they must run (CI), let them fail instead."""
    lack = None if find_chromium() else "journeys need Chromium: apt-get install chromium"
    for item in items:
        if "tests/journeys" in str(item.path):
            item.add_marker(pytest.mark.journey)
            item.add_marker(pytest.mark.timeout(240))
            if lack and not os.environ.get("TRUNKLINE_REQUIRE_JOURNEYS"):
                item.add_marker(pytest.mark.skip(reason=lack))


@pytest.fixture(scope="session")
def house(tmp_path_factory) -> Iterator[House]:
    """Where the center of all journeys lives: that of TRUNKLINE_READY_FILE, or one on disk of their own."""
    named = os.environ.get("TRUNKLINE_READY_FILE")
    if named:
        yield House(Path(named), None)
        return
    one = House.on_disk(tmp_path_factory.mktemp("center"))
    one.start()
    yield one
    one.end()


@pytest.fixture(scope="module")
def center(house) -> Center:
    """The center as it is now: a journey may have killed it and started it again."""
    return Center.read(house.ready_file)


@pytest.fixture(scope="session")
def browser(tmp_path_factory) -> Iterator[Any]:
    """One Chromium for all journeys; its microphone plays the agent's tone."""
    from playwright.sync_api import sync_playwright

    voice = write_tone(tmp_path_factory.mktemp("voice") / "agent.wav", AGENT_HZ, 10, 48000)
    with sync_playwright() as playwright, chromium(playwright, voice) as opened:
        yield opened


@pytest.fixture(scope="module")
def stage(center, browser, tmp_path_factory) -> Iterator[Stage]:
    """The people of one module's journey."""
    one = Stage(center, browser, tmp_path_factory.mktemp("stage"))
    yield one
    one.clear()


@pytest.fixture(scope="session")
def trunkline(house) -> Callable[..., "subprocess.CompletedProcess[str]"]:
    """The command-line tool on this center."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("TRUNK", "AWS"))}
    environment["TRUNKLINE_READY_FILE"] = str(house.ready_file)

    def run(*words: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "cli.main", *words]
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)

    return run


@pytest.fixture(scope="session")
def eventually() -> Callable[..., Any]:
    """Ask again until the answer is true, for so many seconds; the answer."""

    def wait(ask: Callable[[], Any], seconds: float = 15, what: str = "") -> Any:
        end = time.monotonic() + seconds
        while not (answer := ask()):
            assert time.monotonic() < end, what or "it did not happen"
            time.sleep(0.25)
        return answer

    return wait
