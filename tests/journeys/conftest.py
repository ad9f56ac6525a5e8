"""Journeys run against a whole center, with Chromium and a SIP caller; without them they say so and skip."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from cli.journey import caller as callers
from cli.journey.agent import Agent
from cli.journey.browser import chromium, find_chromium
from cli.journey.center import Center
from cli.journey.clear import go_home
from cli.journey.sound import AGENT_HZ, write_tone

AGENTS = ("agent1", "agent2")


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
def browser(tmp_path_factory) -> Iterator[Any]:
    """One Chromium for all journeys; its microphone plays the agent's tone."""
    from playwright.sync_api import sync_playwright

    voice = write_tone(tmp_path_factory.mktemp("voice") / "agent.wav", AGENT_HZ, 10, 48000)
    with sync_playwright() as playwright, chromium(playwright, voice) as opened:
        yield opened


@dataclass
class Stage:
    """A center with people on it; at the end they hang up, sign out and leave it as it was."""

    center: Center
    browser: Any
    folder: Path
    numbers: list[str] = field(default_factory=list)
    people: dict[str, Agent] = field(default_factory=dict)
    callers: list[callers.Caller] = field(default_factory=list)

    def person(self, username: str, language: str = "en") -> Agent:
        """Sign somebody in, in a window of their own."""
        password = self.center.password_of(username)
        one = Agent.sign_in(self.browser, self.center.web_url, username, password, language)
        self.people[username] = one
        return one

    def ring(self, number: str, script: list[Any], **options: Any) -> callers.Caller:
        """A caller from that number, over SIP."""
        one = callers.ring(self.center.sip_uri, script, self.folder / number, number, **options)
        self.numbers.append(number)
        self.callers.append(one)
        return one

    def clear(self) -> None:
        """Everybody goes home."""
        for caller in self.callers:
            caller.kill()
        for number in self.numbers:
            for call in self.center.carrier.calls(number, "sip"):
                self.center.carrier.end(call["sid"])
        for username, one in self.people.items():
            one.page.context.close()
            if username in AGENTS:
                go_home(self.center, username)


@pytest.fixture(scope="module")
def stage(center, browser, tmp_path_factory) -> Iterator[Stage]:
    """The people of one module's journey."""
    one = Stage(center, browser, tmp_path_factory.mktemp("stage"))
    yield one
    one.clear()


@pytest.fixture(scope="session")
def eventually() -> Callable[..., Any]:
    """Ask again until the answer is true, for so many seconds; the answer."""
    import time

    def wait(ask: Callable[[], Any], seconds: float = 15, what: str = "") -> Any:
        end = time.monotonic() + seconds
        while not (answer := ask()):
            assert time.monotonic() < end, what or "it did not happen"
            time.sleep(0.25)
        return answer

    return wait
