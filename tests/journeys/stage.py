"""A center with people on it, for journeys."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cli.journey.agent import Agent
from cli.journey.caller import Caller, ring
from cli.journey.center import Center
from cli.journey.clear import go_home

AGENTS = ("agent1", "agent2")


@dataclass
class Stage:
    """A center with people on it; at the end they hang up, sign out and leave it as it was."""

    center: Center
    browser: Any
    folder: Path
    numbers: list[str] = field(default_factory=list)
    people: dict[str, Agent] = field(default_factory=dict)
    callers: list[Caller] = field(default_factory=list)

    def person(self, username: str, language: str = "en") -> Agent:
        """Sign somebody in, in a window of their own; one that they had before is closed."""
        if before := self.people.pop(username, None):
            before.page.context.close()
        password = self.center.password_of(username)
        one = Agent.sign_in(self.browser, self.center.web_url, username, password, language)
        self.people[username] = one
        return one

    def ring(self, number: str, script: list[Any], uri: str | None = None, **options: Any) -> Caller:
        """A caller from that number, over SIP, to the hotline unless another address is given."""
        one = ring(uri or self.center.sip_uri, script, self.folder / number, number, **options)
        self.numbers.append(number)
        self.callers.append(one)
        return one

    def leave(self) -> None:
        """Windows are closed and telephones cut, as when people walk away."""
        for caller in self.callers:
            caller.kill()
        for one in self.people.values():
            one.page.context.close()

    def clear(self) -> None:
        """Everybody leaves, and the center is as it was."""
        self.leave()
        for number in self.numbers:
            for call in self.center.carrier.calls(number, "sip"):
                self.center.carrier.end(call["sid"])
        for username in self.people:
            if username in AGENTS:
                go_home(self.center, username)
        self.callers.clear()
        self.people.clear()
